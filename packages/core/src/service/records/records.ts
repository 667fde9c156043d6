import type { Account, PersonClaims } from '../../ports/account-directory.js'
import type { Client } from '../../ports/client-registry.js'
import type { HostSession } from '../../ports/host-sessions.js'
import type { AddressLocation } from '../../protocol/address-location.js'
import type { Organizations } from '../../protocol/organization.js'
import { imageUrlRule, isImageUrl } from '../text/urls.js'
import { createRecordReader, type RecordReader } from './read-record.js'
import {
  count,
  instant,
  isListOf,
  isObject,
  name,
  names,
  objects,
  oneOf,
  optional,
  required,
  scopeValues,
  someOf,
  text,
  texts,
  truth,
  wholeSeconds,
} from './record-rules.js'
import { grantTypes, registrableAuthMethods } from './registration-records.js'
import { authenticationClass } from './token-records.js'

// The rules for the records of every port, in one place: docs/decisions/0034.

const whose = oneOf(['own', 'every'])

const introspection = {
  allowed: `${whose.allowed}, or { audience } with an identifier or a list of them`,
  is: (value: unknown): boolean => whose.is(value) || (isObject(value) && isAudience(Reflect.get(value, 'audience'))),
}

function isAudience(value: unknown): boolean {
  return name.is(value) || names.is(value)
}

// What `digestClientSecret` returns: 32 bytes in base64url, so the last of the 43 characters has only four bits.
const secretDigest = /^[\w-]{42}[AEIMQUYcgkosw048]$/

// A secret in place of its digest would never match, and everyone who reads the record would have it.
const secretDigests = {
  allowed: 'a list of digests from digestClientSecret, not of the secrets themselves',
  is: (value: unknown): boolean => isListOf(value, (item) => typeof item === 'string' && secretDigest.test(item)),
}

/** Checks a client that a registry returned. */
export const readClientRecord: RecordReader<Client> = createRecordReader<Client>({
  source: 'host, kept',
  members: [
    required('clientId', name),
    required('name', text),
    required('authMethods', someOf([...registrableAuthMethods, 'private_key_jwt'])),
    optional('secretDigests', secretDigests),
    optional('keys', objects),
    optional('dpop', oneOf(['offered', 'required'])),
    required('grantTypes', someOf(grantTypes)),
    optional('refreshTokens', oneOf(['offlineAccess', 'always'])),
    optional('introspects', introspection),
    required('scopes', scopeValues),
    required('defaultScopes', scopeValues),
    optional('resources', texts),
    optional('disabled', truth),
    optional('verified', truth),
    optional('logoUri', { allowed: imageUrlRule, is: isImageUrl }),
    optional('completeAddress', truth),
    optional('codeLifetime', wholeSeconds),
    optional('pollInterval', wholeSeconds),
    optional('startsPerAddress', count),
    optional('pkce', oneOf(['offered', 'required'])),
    optional('verificationNumber', truth),
  ],
})

/** Checks an account that a directory returned. */
export const readAccountRecord: RecordReader<Account> = createRecordReader<Account>({
  source: 'host, kept',
  members: [
    required('subject', name),
    required('username', text),
    optional('disabled', truth),
    optional('signedOutAt', instant),
    optional('passwordHash', text),
  ],
})

/** Checks the organizations of an account. */
export const readOrganizationsRecord: RecordReader<Organizations> = createRecordReader<Organizations>({
  source: 'host',
  members: [
    required('all', {
      allowed: 'a list of organizations, each with a key that is not empty and a name',
      is: (value) => isListOf(value, isOrganization),
    }),
    optional('chosen', { allowed: 'an organization with a key and a name', is: isOrganization }),
  ],
  together(record) {
    const [all, chosen]: readonly [unknown, unknown] = [Reflect.get(record, 'all'), Reflect.get(record, 'chosen')]
    if (!isObject(chosen)) return undefined
    const isChosen = (one: unknown): boolean => isObject(one) && Reflect.get(one, 'key') === Reflect.get(chosen, 'key')
    return Array.isArray(all) && all.some(isChosen) ? undefined : 'chosen must be one of all'
  },
})

function isOrganization(value: unknown): boolean {
  return isObject(value) && name.is(Reflect.get(value, 'key')) && text.is(Reflect.get(value, 'name'))
}

/** Checks that the claims about a person are an object. The host decides which claims there are. */
export const readPersonClaims: RecordReader<PersonClaims> = createRecordReader<PersonClaims>({
  source: 'host',
  members: [],
})

const localText = {
  allowed: 'text that is not empty, or an object with such a text for each language',
  is: (value: unknown): boolean =>
    name.is(value) || (isObject(value) && Object.values(value).length > 0 && Object.values(value).every(name.is)),
}

/** Checks the location of an address. */
export const readLocationRecord: RecordReader<AddressLocation> = createRecordReader<AddressLocation>({
  source: 'host',
  members: [required('name', localText), optional('region', name)],
})

/** Checks a session that the host returned. */
export const readSessionRecord: RecordReader<HostSession> = createRecordReader<HostSession>({
  source: 'host',
  members: [
    required('subject', name),
    required('sessionId', name),
    required('authenticatedAt', instant),
    optional('since', instant),
    ...authenticationClass,
    optional('knownBrowser', truth),
  ],
})
