import { minute } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import { checkOptionNames } from '../../../misuse/option-names.js'
import type { Dialect, ResponseField } from '../../dialect.js'
import { deviceMembers, ifActive, inOrder, introspectionFields, secondsOf, tokenFields } from '../oauth/fields.js'
import { oauthEnvelope, oauthProblems } from '../oauth/problems.js'
import {
  formsAndJson,
  introspectionSpec,
  resourcesIn,
  revocationSpec,
  scopeIn,
  tokenSpecs,
} from '../oauth/request-specs.js'
import { clientMembers } from '../oauth/requests.js'
import {
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  errorResponse,
  introspectionResponse,
  tokenResponse,
} from './schemas.js'

// Documented: `POST /oauth2/v1/device` of Oracle Identity Cloud Service, and its token endpoint. "Our choice" marks
// what the documents leave open.

const documentedMembers: readonly ResponseField<'tokenIntrospected'>[] = [
  ['nbf', ifActive(({ issuedAt }) => secondsOf(issuedAt))],
  ['prn', ifActive(({ subject }) => subject)],
  ['preferred_username', ifActive(({ username }) => username)],
]

/** The dialect of Oracle Identity Cloud Service, also called OCI IAM identity domains. */
export const oracle: Dialect = {
  name: 'oracle',
  endpoints: [
    {
      method: 'POST',
      path: '/oauth2/v1/device',
      media: formsAndJson,
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest
          .omit(clientMembers)
          .transform(({ scope, resource }) => ({ scope: scopeIn(scope), resources: resourcesIn(resource) })),
      },
    },
    { method: 'POST', path: '/oauth2/v1/token', media: formsAndJson, reads: tokenSpecs },
    {
      method: 'POST',
      path: '/oauth2/v1/revoke',
      media: formsAndJson,
      reads: revocationSpec,
    },
    {
      method: 'POST',
      path: '/oauth2/v1/introspect',
      media: formsAndJson,
      reads: introspectionSpec,
    },
  ],
  // The query parameter is our choice: the documents have no complete verification address.
  verification: { path: '/ui/v1/device', codeIn: { query: 'user_code' } },
  // Eight capitals without a dash, as in the sample. The alphabet is our choice: the twenty letters of RFC 8628 §6.1. So are
  // ten capitals while many codes live: no page has the length of a code.
  userCode: { ...base20x8, groupSize: 8, separator: '', longer: { length: 10, groupSize: 10 } },
  lifetime: 5 * minute,
  responses: {
    // There is no interval, so clients use five seconds (RFC 8628 §3.2). The order is that of the sample.
    authorizationStarted: inOrder(deviceMembers, 'expires_in', 'device_code', 'user_code', 'verification_uri'),
    tokensIssued: tokenFields,
    // Documented: 200 without a body.
    tokenRevoked: 'noBody',
    tokenIntrospected: [...introspectionFields, ...documentedMembers],
  },
  // The documents have 400, 401 and the shape of the body. The error codes of RFC 8628 §3.5 with 400 are our choice: no
  // page lists error codes, and the table of statuses has no 429.
  problems: {
    ...oauthProblems,
    // The documents call the 401 "Unauthorized client".
    unauthorizedClient: { status: 401, word: 'unauthorized_client' },
    // Our choice: the documented statuses have no 429.
    tooManyRequests: { status: 503, word: 'temporarily_unavailable' },
  },
  envelope: oauthEnvelope,
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    // Our choice: Oracle's samples have no `scope`. RFC 6749 §5.1 requires it if it differs from the requested scope,
    // and some clients always need it.
    tokensIssued: tokenResponse,
    tokenIntrospected: introspectionResponse,
    problem: errorResponse,
  },
}

/**
 * Returns the Oracle dialect with an `ecid` in every error body. `ecid` is called for each error and returns, for
 * example, the identifier of the request in the host's log.
 *
 * @throws `ConfigurationError` for an unknown option.
 * @example
 * ```ts
 * const dialect = oracleWith({ ecid: () => randomUUID() })
 * ```
 */
export function oracleWith(options: { readonly ecid: () => string }): Dialect {
  checkOptionNames('oracleWith', options, { ecid: true })
  const { ecid } = options
  return { ...oracle, envelope: (problem) => ({ ...oauthEnvelope(problem), ecid: ecid() }) }
}
