import type { RegisteredClient, RegistrationRefusal } from '../../ports/client-registration.js'
import { createRecordReader, type RecordReader } from './read-record.js'
import { instant, name, oneOf, optional, required, scopeValues, someOf, text } from './record-rules.js'

/** The auth methods of clients that register themselves. */
export const registrableAuthMethods = ['none', 'client_secret_basic', 'client_secret_post'] as const

/** The grant types of clients. */
export const grantTypes = ['device_code', 'refresh_token', 'password'] as const

/** Checks a client that a registry has registered now. */
export const readRegisteredClient: RecordReader<RegisteredClient> = createRecordReader<RegisteredClient>({
  source: 'host',
  members: [
    required('clientId', name),
    optional('clientSecret', name),
    optional('expiresAt', instant),
    optional('name', text),
    optional('authMethod', oneOf(registrableAuthMethods)),
    optional('grantTypes', someOf(grantTypes)),
    optional('scopes', scopeValues),
  ],
})

/** Checks the refusal of a registration. */
export const readRegistrationRefusal: RecordReader<RegistrationRefusal> = createRecordReader<RegistrationRefusal>({
  source: 'host',
  members: [required('refused', oneOf(['invalidClientMetadata', 'invalidRedirectUri', 'invalidScope']))],
})
