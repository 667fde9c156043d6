import { decodeBase64urlIgnorePadding } from '@oslojs/encoding'
import type { GrantId } from '../../../machine/names.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { Organization } from '../../../protocol/organization.js'
import type { ParameterFault } from '../../../protocol/problem.js'
import type { Dialect, SpelledProblem } from '../../dialect.js'
import type { JsonObject } from '../../json-value.js'
import { pureEnvelope } from '../../writing/pure-envelope.js'
import { deviceMembers, inOrder, tokenMembers, verificationAddress } from '../oauth/fields.js'
import { endpointsAt } from './endpoints.js'
import { deviceAuthorizationResponse, errorResponse, logoutResponse, tokenResponse } from './schemas.js'

// Documented: the authentication operations of the Dreadnode platform API. It is a FastAPI application, so FastAPI's
// forms and validation errors are part of the contract. "Our choice" marks what its documents leave open.

/** The dialect of the Dreadnode platform API. Needs `families`, and a registered client with the id `dreadnode`. */
export const dreadnode: Dialect = {
  name: 'dreadnode',
  endpoints: endpointsAt('/api/v1/auth'),
  verification: { path: '/account/device', codeIn: { query: 'code' } },
  // Our choice: the alphabet and the length are not documented.
  userCode: base20x8,
  anonymousClient: 'dreadnode',
  // Dreadnode's command line client reads `exp` from both tokens.
  refreshTokens: 'signed',
  organizations: true,
  responses: {
    authorizationStarted: [
      ['id', ({ grantId }) => uuidOf(grantId)],
      ['completed', () => false],
      ...inOrder(deviceMembers, 'device_code', 'user_code'),
      ['verification_url', (_, context) => verificationAddress(context)],
      ['expires_at', ({ expiresAt }) => new Date(expiresAt).toISOString()],
      ...inOrder(deviceMembers, 'expires_in'),
      ['user_id', () => null],
      ['group_token', () => null],
    ],
    tokensIssued: [
      ...inOrder(tokenMembers, 'access_token', 'refresh_token'),
      ['orgs', ({ organizations }) => organizations?.all.map(spellOrganization) ?? []],
      // Our choice: the documents have `null` for `group_token` only, but FastAPI writes every missing value as null.
      ['default_org', ({ organizations }) => (organizations?.chosen ? spellOrganization(organizations.chosen) : null)],
    ],
    tokenRevoked: [],
  },
  // The documents have the statuses, the types, and an example of 401. Which problem has which of them is our choice,
  // except for a poll: both clients of Dreadnode continue to poll at 401 and stop at every other status.
  problems: {
    invalidRequest: { status: 422, word: 'validation_error' },
    invalidClient: { status: 403, word: 'forbidden_error' },
    invalidGrant: { status: 404, word: 'not_found_error' },
    unknownDeviceCode: { status: 404, word: 'not_found_error' },
    usedDeviceCode: { status: 404, word: 'not_found_error' },
    invalidRefreshToken: { status: 401, word: 'authentication_error' },
    invalidCredentials: { status: 401, word: 'authentication_error' },
    // Our choice: the documents have no second factor. Its clients stop at every status but 401.
    secondFactorRequired: { status: 403, word: 'forbidden_error' },
    wrongSecondFactor: { status: 403, word: 'forbidden_error' },
    invalidFactorTicket: { status: 403, word: 'forbidden_error' },
    unauthorizedClient: { status: 403, word: 'forbidden_error' },
    introspectionForbidden: { status: 403, word: 'forbidden_error' },
    unsupportedGrantType: { status: 422, word: 'validation_error' },
    invalidScope: { status: 400, word: 'invalid_error' },
    invalidTarget: { status: 400, word: 'invalid_error' },
    invalidClientMetadata: { status: 422, word: 'validation_error' },
    invalidRedirectUri: { status: 422, word: 'validation_error' },
    invalidProof: { status: 400, word: 'invalid_error' },
    useNonce: { status: 400, word: 'invalid_error' },
    authorizationPending: { status: 401, word: 'authentication_error' },
    // The documented 429 stops both clients.
    slowDown: { status: 401, word: 'authentication_error' },
    accessDenied: { status: 403, word: 'forbidden_error' },
    expiredToken: { status: 400, word: 'expired_token_error' },
    foreignOrigin: { status: 403, word: 'forbidden_error' },
    methodNotAllowed: { status: 405, word: 'invalid_error' },
    requestTimeout: { status: 408, word: 'invalid_error' },
    // The documented 429 stops both clients.
    tooManyRequests: { status: 503, word: 'server_error' },
    contentTooLarge: { status: 413, word: 'invalid_error' },
    unsupportedMediaType: { status: 415, word: 'invalid_error' },
    serverError: { status: 500, word: 'server_error' },
    temporarilyUnavailable: { status: 503, word: 'server_error' },
  },
  envelope: pureEnvelope(envelope),
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    tokenRevoked: logoutResponse,
    problem: errorResponse,
  },
}

/** The same dialect at the paths without a version. Dreadnode's published clients call these paths. */
export const dreadnodeUnversioned: Dialect = { ...dreadnode, endpoints: endpointsAt('/api/auth') }

function spellOrganization({ key, name }: Organization): JsonObject {
  return { key, name }
}

// RFC 9562 §5.8: a custom UUID, derived from the grant's id.
function uuidOf(grantId: GrantId): string {
  const bytes = decodeBase64urlIgnorePadding(grantId).slice(0, 16)
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function envelope({ status, word, description, faults }: SpelledProblem): JsonObject {
  const errors = status === 422 ? faults?.map(spellFault) : undefined
  return { code: status, detail: detailOf(status, description), type: word, errors }
}

// The text of the one documented error body (401), and the name of FastAPI's validation errors in the response list
// (422).
function detailOf(status: number, description: string): string {
  if (status === 401) return 'Authentication failed'
  return status === 422 ? 'Validation error' : description
}

const faultWords = {
  missing: ['missing', 'Field required'],
  notText: ['string_type', 'Input should be a valid string'],
  malformed: ['string_pattern_mismatch', "String should match pattern '^password$'"],
  notJson: ['json_invalid', 'JSON decode error'],
  notAnObject: ['model_attributes_type', 'Input should be a valid dictionary or object to extract fields from'],
} as const

// FastAPI's texts. FastAPI also reports the position of malformed JSON. This dialect does not.
function spellFault({ name, fault }: ParameterFault): JsonObject {
  const [type, msg] = faultWords[fault]
  return { loc: name === undefined ? ['body'] : ['body', name], msg, type }
}
