import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import * as schemas from './schemas.js'
import type { Dialect } from './wire/dialect.js'
import { auth0, yoto } from './wire/dialects/auth0/auth0.js'
import { aws } from './wire/dialects/aws/aws.js'
import { dreadnode, dreadnodeUnversioned } from './wire/dialects/dreadnode/dreadnode.js'
import { entra } from './wire/dialects/entra/entra.js'
import { github } from './wire/dialects/github/github.js'
import { google } from './wire/dialects/google/google.js'
import { npm } from './wire/dialects/npm/npm.js'
import { oracle, oracleWith } from './wire/dialects/oracle/oracle.js'
import { keycloak } from './wire/dialects/realms/keycloak.js'
import { rfc8628 } from './wire/dialects/rfc8628/rfc8628.js'
import { trakt, traktDocumented } from './wire/dialects/trakt/trakt.js'
import { wireNameOf } from './wire/wire-names.js'

/** One schema, samples that together have every member of its type, and values that it must refuse. */
interface Case {
  readonly schema: z.ZodType
  readonly samples: readonly object[]
  readonly spoilt: readonly unknown[]
}

// Every member is required, so that a member which only the type has becomes visible.
type Complete<T> = T extends unknown ? { readonly [K in keyof T]-?: Exclude<T[K], undefined> } : never

/** Returns a case. The samples must have the exported type, which must be that of the schema. */
function check<T extends object>(
  schema: z.ZodType<T, T>,
  samples: readonly Complete<T>[],
  spoilt: readonly unknown[],
): Case {
  return { schema, samples, spoilt }
}

const client: Complete<schemas.rfc8628.ClientParameters> = {
  client_id: 'cli',
  client_secret: 'secret',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: 'a.b.c',
}
const resource = ['https://api.example/', 'urn:example:api']

const poll: Complete<schemas.oracle.PollRequest> = {
  grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
  device_code: 'code',
  resource,
  ...client,
}
const refresh: Complete<schemas.oracle.RefreshRequest> = {
  grant_type: 'refresh_token',
  refresh_token: 'token',
  scope: 'read write',
  resource: 'urn:example:api',
  ...client,
}
const typed = { username: 'alice', password: 'horse', scope: 'read' }
const login: Complete<schemas.rfc8628.LoginRequest> = { ...typed, known: 'kept' }
const password: Complete<schemas.oracle.PasswordRequest> = { grant_type: 'password', ...typed, ...client }
const token = { token: 'token', ...client }
const tokens: Complete<schemas.oracle.TokenResponse> = {
  access_token: 'a',
  token_type: 'Bearer',
  expires_in: 3_600,
  refresh_token: 'r',
  id_token: 'i',
  scope: 'read write',
}
const codes = {
  device_code: 'a'.repeat(65),
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://example.com/device',
  verification_uri_complete: 'https://example.com/device?user_code=WDJB-MJHT',
  expires_in: 600,
  interval: 5,
}
const { verification_uri_complete: _, ...codesWithoutLink } = codes
const entraCodes = { ...codesWithoutLink, user_code: 'ECYAN6ZFU', message: 'To sign in, open the page.' }
const googleCodes = { ...codesWithoutLink, verification_url: 'https://example.com/device' }
const oldPoll: Complete<schemas.google.OldPollRequest> = {
  grant_type: 'http://oauth.net/grant_type/device/1.0',
  code: 'code',
  ...client,
}
const thumbprint = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'
const inactive = { active: false } as const
const active: Complete<Extract<schemas.rfc8628.IntrospectionResponse, { active: true }>> = {
  active: true,
  scope: 'read',
  client_id: 'cli',
  username: 'alice',
  token_type: 'Bearer',
  token_use: 'refresh_token',
  exp: 1_800_000_000,
  iat: 1_700_000_000,
  sub: '1',
  aud: ['https://api.example/'],
  iss: 'https://example.com',
  jti: 'j',
  auth_time: 1_700_000_000,
  acr: 'urn:example:two-factors',
  amr: ['pwd', 'otp'],
  cnf: { jkt: thumbprint },
}
const problem: Complete<schemas.npm.ErrorResponse> = {
  error: 'slow_down',
  error_description: 'Slower.',
  interval: 10,
  challenge_uri: 'https://id.example/captcha?state=a',
}
// PKCE, the text that a device shows, and the number that a person types into it.
const provenProblem: Complete<schemas.keycloak.ErrorResponse> = { ...problem, verification_required: true }
const factorProblem: Complete<schemas.rfc8628.ErrorResponse> = {
  ...provenProblem,
  error: 'second_factor_required',
  ticket: 'a',
  methods: ['totp'],
  expires_in: 300,
}
const provenCodes: Complete<schemas.rfc8628.DeviceAuthorizationResponse> = { ...codes, verification_required: true }
const signIn = { acr_values: 'urn:example:two-factors pwd', max_age: '60', refresh_token: 'r' }
const provenStart: Complete<schemas.rfc8628.DeviceAuthorizationRequest> = {
  scope: 'read',
  resource,
  device_label: 'Kitchen',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
  binding_message: 'Till 4',
  ...signIn,
  dpop_jkt: thumbprint,
  ...client,
}
const provenStartSpoilt = [
  { dpop_jkt: thumbprint.slice(1) },
  { dpop_jkt: `${thumbprint}A` },
  { ...provenStart, code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c' },
  { ...provenStart, code_challenge_method: 'plain' },
  { ...provenStart, binding_message: 'see https://a.example' },
  { ...provenStart, binding_message: 'x'.repeat(21) },
]
const provenPoll: Complete<schemas.rfc8628.PollRequest> = {
  ...poll,
  code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  verification_number: '123 456',
}
const { verification_uri_complete: _complete, ...githubCodes } = codes
const githubTokens = {
  access_token: 'a',
  token_type: 'bearer',
  scope: 'repo,gist',
  expires_in: 28_800,
  refresh_token: 'r',
  refresh_token_expires_in: 15_811_200,
}
const githubProblem: Complete<schemas.github.ErrorResponse> = {
  ...problem,
  error: 'slow_down',
  error_uri: 'https://docs.github.com/',
}
const entraProblem: Complete<schemas.entra.ErrorResponse> = {
  error: 'bad_verification_code',
  error_description: 'AADSTS70018: No.',
  error_codes: [70018],
  timestamp: '2021-05-03 15:01:36Z',
  trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333',
  correlation_id: 'aaaa0000-bb11-2222-33cc-444444dddddd',
  error_uri: 'https://login.microsoftonline.com/error?code=70018',
  challenge_uri: 'https://id.example/captcha?state=a',
}
const organization = { key: 'acme', name: 'Acme' }
const signedIn: schemas.dreadnode.LoginResponse = { access_token: 'a', orgs: [organization], default_org: null }

const npmAddresses = { loginUrl: 'https://example.com/login/cli', doneUrl: 'https://example.com/-/v1/done?sessionId=a' }
const traktCodes = {
  device_code: 'a',
  user_code: '5055CC52',
  verification_url: 'https://example.com/activate',
  expires_in: 600,
  interval: 5,
}
const { id_token: _idToken, ...withoutIdToken } = tokens
const traktTokens = { ...withoutIdToken, created_at: 1_700_000_000 }
const { interval: _interval, ...traktProblem } = problem

const device = [{ ...client, scope: 'read\\' }, { ...client, scope: 7 }, { client_id: 7 }]
const pollSpoilt = [
  { ...poll, grant_type: 'password' },
  { ...poll, device_code: 7 },
  { ...poll, resource: '#' },
]
const refreshSpoilt = [
  { ...refresh, grant_type: 'refresh' },
  { ...refresh, scope: '"' },
]
const passwordSpoilt = [
  { ...password, username: undefined },
  { ...password, scope: 'a\tb' },
]
const tokenSpoilt = [{}, { token: ['token'] }, { token: 'token', client_secret: 7 }]
const tokensSpoilt = [
  { ...tokens, expires_in: 0 },
  { ...tokens, scope: undefined },
  { ...tokens, more: 1 },
]
const activeSpoilt = [{}, { active: 'true' }, { ...inactive, scope: 'read' }, { ...active, exp: '7' }]
const codesSpoilt = [
  { ...codes, interval: 0 },
  { ...codes, expires_in: 1.5 },
  { ...codes, verification_uri: 'device' },
]
const problemSpoilt = [
  { ...problem, error: 'slower' },
  { ...problem, error_description: 'é' },
  { ...problem, interval: 1.5 },
  { ...problem, challenge_uri: '/captcha' },
]

const registration: Complete<schemas.rfc8628.RegistrationRequest> = {
  client_name: 'My tool',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
  scope: 'read write',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['com.example.app:/callback'],
}
const registered: Complete<schemas.rfc8628.RegistrationResponse> = {
  client_id: 'dgc_a',
  client_secret: 's',
  client_id_issued_at: 1_700_000_000,
  client_secret_expires_at: 0,
  client_name: 'My tool',
  grant_types: ['refresh_token'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
  scope: 'read',
}
const awsClient = { clientId: 'dgc_a', clientSecret: 's' }
const awsPoll: Complete<schemas.aws.PollRequest> = {
  grantType: 'urn:ietf:params:oauth:grant-type:device_code',
  deviceCode: 'code',
  ...awsClient,
}
const awsRefresh: Complete<schemas.aws.RefreshRequest> = {
  grantType: 'refresh_token',
  refreshToken: 'token',
  scope: ['read', 'write'],
  ...awsClient,
}
const awsProblem = { __type: 'SlowDownException', error: 'slow_down', error_description: 'Slower.' } as const

const provenPollSpoilt = [
  ...pollSpoilt,
  { ...provenPoll, code_verifier: 'x'.repeat(42) },
  { ...provenPoll, code_verifier: 'x'.repeat(129) },
  { ...provenPoll, code_verifier: `${'x'.repeat(42)}+` },
  { ...provenPoll, verification_number: 123_456 },
]

// A record, so that an export without a case does not compile.
const cases: { readonly [D in keyof typeof schemas]: Readonly<Record<keyof (typeof schemas)[D], Case>> } = {
  rfc8628: {
    deviceAuthorizationRequest: check(
      schemas.rfc8628.deviceAuthorizationRequest,
      [provenStart],
      [
        ...device,
        { resource: 'a' },
        { acr_values: ' ' },
        { acr_values: 'a"b' },
        { max_age: '-1' },
        { max_age: '1e3' },
        ...provenStartSpoilt,
      ],
    ),
    deviceAuthorizationResponse: check(
      schemas.rfc8628.deviceAuthorizationResponse,
      [provenCodes],
      [
        ...codesSpoilt,
        { ...codes, device_code: 'a'.repeat(64) },
        { ...codes, device_code: 'a'.repeat(66) },
        { ...codes, device_code: 'a'.repeat(67) },
      ],
    ),
    tokenRequest: check(
      schemas.rfc8628.tokenRequest,
      [provenPoll, refresh, password],
      [...provenPollSpoilt, ...refreshSpoilt, ...passwordSpoilt],
    ),
    pollRequest: check(schemas.rfc8628.pollRequest, [provenPoll], provenPollSpoilt),
    refreshRequest: check(schemas.rfc8628.refreshRequest, [refresh], refreshSpoilt),
    passwordRequest: check(schemas.rfc8628.passwordRequest, [password], passwordSpoilt),
    tokenResponse: check(schemas.rfc8628.tokenResponse, [tokens], tokensSpoilt),
    revocationRequest: check(schemas.rfc8628.revocationRequest, [token], tokenSpoilt),
    revocationResponse: check(schemas.rfc8628.revocationResponse, [{}], [{ revoked: true }]),
    introspectionRequest: check(schemas.rfc8628.introspectionRequest, [token], tokenSpoilt),
    introspectionResponse: check(schemas.rfc8628.introspectionResponse, [inactive, active], activeSpoilt),
    registrationRequest: check(
      schemas.rfc8628.registrationRequest,
      [registration],
      [
        { ...registration, client_name: 7 },
        { ...registration, grant_types: 'refresh_token' },
        { ...registration, redirect_uris: ['/callback'] },
        { ...registration, token_endpoint_auth_method: 'private_key_jwt' },
      ],
    ),
    registrationResponse: check(
      schemas.rfc8628.registrationResponse,
      [registered],
      [
        { ...registered, client_id: '' },
        { ...registered, client_secret_expires_at: -1 },
        { ...registered, more: 1 },
      ],
    ),
    loginRequest: check(
      schemas.rfc8628.loginRequest,
      [login, { ...login, known: '' }, { ...login, known: 'x'.repeat(1_024) }],
      [
        { ...login, password: 7 },
        { ...login, known: 7 },
        { ...login, known: 'x'.repeat(1_025) },
      ],
    ),
    loginResponse: check(
      schemas.rfc8628.loginResponse,
      [{ ...tokens, known: 'kept' }],
      [...tokensSpoilt, { ...tokens, known: '' }, { ...tokens, known: 7 }],
    ),
    secondFactorRequest: check(
      schemas.rfc8628.secondFactorRequest,
      [{ ticket: 'a', method: 'totp', code: '123456' }],
      [{ ticket: 'a' }, { code: '123456' }, { ticket: 'a'.repeat(4_097), code: '123456' }, { ticket: 'a', code: 7 }],
    ),
    errorResponse: check(
      schemas.rfc8628.errorResponse,
      [factorProblem],
      [...problemSpoilt, { ...problem, methods: [] }, { ...problem, ticket: '' }, { ...problem, expires_in: 0 }],
    ),
  },
  keycloak: {
    deviceAuthorizationRequest: check(
      schemas.keycloak.deviceAuthorizationRequest,
      [provenStart],
      [...device, { resource: 'a' }, { max_age: '1234567890' }, ...provenStartSpoilt],
    ),
    deviceAuthorizationResponse: check(
      schemas.keycloak.deviceAuthorizationResponse,
      [provenCodes],
      [...codesSpoilt, { ...codes, device_code: 'a'.repeat(64) }],
    ),
    tokenRequest: check(
      schemas.keycloak.tokenRequest,
      [provenPoll, refresh, password],
      [...provenPollSpoilt, ...refreshSpoilt, ...passwordSpoilt],
    ),
    pollRequest: check(schemas.keycloak.pollRequest, [provenPoll], provenPollSpoilt),
    refreshRequest: check(schemas.keycloak.refreshRequest, [refresh], refreshSpoilt),
    passwordRequest: check(schemas.keycloak.passwordRequest, [password], passwordSpoilt),
    tokenResponse: check(
      schemas.keycloak.tokenResponse,
      [{ ...tokens, refresh_expires_in: 0, 'not-before-policy': 0 }],
      [tokens, { ...tokens, refresh_expires_in: 0 }, { ...tokens, refresh_expires_in: 0, 'not-before-policy': 1 }],
    ),
    revocationRequest: check(schemas.keycloak.revocationRequest, [token], tokenSpoilt),
    revocationResponse: check(schemas.keycloak.revocationResponse, [{}], [{ revoked: true }]),
    introspectionRequest: check(schemas.keycloak.introspectionRequest, [token], tokenSpoilt),
    introspectionResponse: check(schemas.keycloak.introspectionResponse, [inactive, active], activeSpoilt),
    errorResponse: check(schemas.keycloak.errorResponse, [provenProblem], problemSpoilt),
  },
  oracle: {
    deviceAuthorizationRequest: check(
      schemas.oracle.deviceAuthorizationRequest,
      [{ response_type: 'device_code', scope: 'read', resource, ...client }],
      [{ scope: 'read' }, { response_type: 'code', scope: 'read' }, { response_type: 'device_code' }],
    ),
    deviceAuthorizationResponse: check(
      schemas.oracle.deviceAuthorizationResponse,
      [{ expires_in: 300, device_code: 'code', user_code: 'SDFGHJKL', verification_uri: 'https://example.com/ui' }],
      [codes],
    ),
    tokenRequest: check(schemas.oracle.tokenRequest, [poll, refresh, password], pollSpoilt),
    pollRequest: check(schemas.oracle.pollRequest, [poll], pollSpoilt),
    refreshRequest: check(schemas.oracle.refreshRequest, [refresh], refreshSpoilt),
    passwordRequest: check(schemas.oracle.passwordRequest, [password], passwordSpoilt),
    tokenResponse: check(schemas.oracle.tokenResponse, [tokens], tokensSpoilt),
    revocationRequest: check(schemas.oracle.revocationRequest, [token], tokenSpoilt),
    introspectionRequest: check(schemas.oracle.introspectionRequest, [token], tokenSpoilt),
    introspectionResponse: check(
      schemas.oracle.introspectionResponse,
      [inactive, { ...active, nbf: 1_700_000_000, prn: '1', preferred_username: 'alice' }],
      [...activeSpoilt, active],
    ),
    errorResponse: check(
      schemas.oracle.errorResponse,
      [{ ...problem, ecid: 'rHOZX16N200000000' }],
      [...problemSpoilt, { ...problem, ecid: 7 }],
    ),
  },
  auth0: {
    deviceAuthorizationRequest: check(
      schemas.auth0.deviceAuthorizationRequest,
      [{ scope: 'read', audience: 'https://api.example/', ...client }],
      [...device, { audience: 'a b' }],
    ),
    deviceAuthorizationResponse: check(schemas.auth0.deviceAuthorizationResponse, [codes], codesSpoilt),
    tokenRequest: check(schemas.auth0.tokenRequest, [poll, refresh, password], refreshSpoilt),
    pollRequest: check(schemas.auth0.pollRequest, [poll], pollSpoilt),
    refreshRequest: check(schemas.auth0.refreshRequest, [refresh], refreshSpoilt),
    passwordRequest: check(schemas.auth0.passwordRequest, [password], passwordSpoilt),
    tokenResponse: check(schemas.auth0.tokenResponse, [tokens], tokensSpoilt),
    revocationRequest: check(schemas.auth0.revocationRequest, [token], tokenSpoilt),
    errorResponse: check(schemas.auth0.errorResponse, [problem], problemSpoilt),
  },
  entra: {
    deviceAuthorizationRequest: check(
      schemas.entra.deviceAuthorizationRequest,
      [{ scope: 'read', resource, ...client }],
      [...device, client],
    ),
    deviceAuthorizationResponse: check(
      schemas.entra.deviceAuthorizationResponse,
      [entraCodes],
      [codes, { ...entraCodes, user_code: 'ECYA-N6ZFU' }, { ...entraCodes, message: '' }],
    ),
    tokenRequest: check(
      schemas.entra.tokenRequest,
      [poll, { ...poll, grant_type: 'device_code' }, refresh, password],
      refreshSpoilt,
    ),
    pollRequest: check(schemas.entra.pollRequest, [{ ...poll, grant_type: 'device_code' }], pollSpoilt),
    refreshRequest: check(schemas.entra.refreshRequest, [refresh], refreshSpoilt),
    passwordRequest: check(schemas.entra.passwordRequest, [password], passwordSpoilt),
    tokenResponse: check(
      schemas.entra.tokenResponse,
      [{ ...tokens, ext_expires_in: 3_600 }],
      [...tokensSpoilt, { ...tokens, ext_expires_in: '3600' }],
    ),
    errorResponse: check(
      schemas.entra.errorResponse,
      [entraProblem],
      [
        problem,
        { ...entraProblem, error: 'access_denied' },
        { ...entraProblem, error_codes: 70016 },
        { ...entraProblem, timestamp: '2021-05-03T15:01:36Z' },
        { ...entraProblem, trace_id: 'a' },
      ],
    ),
  },
  google: {
    deviceAuthorizationRequest: check(
      schemas.google.deviceAuthorizationRequest,
      [{ scope: 'read', ...client }],
      [...device, client],
    ),
    deviceAuthorizationResponse: check(
      schemas.google.deviceAuthorizationResponse,
      [googleCodes],
      [codes, { ...googleCodes, verification_url: 'device' }],
    ),
    tokenRequest: check(schemas.google.tokenRequest, [poll, oldPoll, refresh], [...pollSpoilt, password]),
    pollRequest: check(schemas.google.pollRequest, [poll], pollSpoilt),
    oldPollRequest: check(schemas.google.oldPollRequest, [oldPoll], [poll, { ...oldPoll, code: 7 }]),
    refreshRequest: check(schemas.google.refreshRequest, [refresh], refreshSpoilt),
    tokenResponse: check(schemas.google.tokenResponse, [tokens], tokensSpoilt),
    errorResponse: check(
      schemas.google.errorResponse,
      [{ ...problem, error: 'rate_limit_exceeded', error_code: 'rate_limit_exceeded' }],
      [...problemSpoilt, { ...problem, error_code: 'slow_down' }],
    ),
  },
  npm: {
    deviceAuthorizationRequest: check(schemas.npm.deviceAuthorizationRequest, [{}], ['text']),
    deviceAuthorizationResponse: check(
      schemas.npm.deviceAuthorizationResponse,
      [npmAddresses],
      [
        { ...npmAddresses, doneUrl: '/-/v1/done' },
        { ...npmAddresses, loginUrl: undefined },
      ],
    ),
    pollRequest: check(schemas.npm.pollRequest, [{ sessionId: 'code' }], [{}, { sessionId: 7 }]),
    tokenResponse: check(schemas.npm.tokenResponse, [{ token: 'a' }], [{}, { token: '' }]),
    errorResponse: check(schemas.npm.errorResponse, [problem], problemSpoilt),
  },
  trakt: {
    deviceAuthorizationRequest: check(schemas.trakt.deviceAuthorizationRequest, [client], [{ client_id: 7 }]),
    deviceAuthorizationResponse: check(
      schemas.trakt.deviceAuthorizationResponse,
      [traktCodes],
      [codes, { ...traktCodes, interval: 0 }],
    ),
    pollRequest: check(schemas.trakt.pollRequest, [{ code: 'code', ...client }], [{}, { code: 7 }]),
    refreshRequest: check(
      schemas.trakt.refreshRequest,
      [{ grant_type: 'refresh_token', refresh_token: 'token', ...client }],
      [{ ...refresh, grant_type: 'refresh' }],
    ),
    tokenResponse: check(
      schemas.trakt.tokenResponse,
      [traktTokens],
      [withoutIdToken, { ...traktTokens, id_token: 'i' }],
    ),
    revocationRequest: check(schemas.trakt.revocationRequest, [token], tokenSpoilt),
    errorResponse: check(schemas.trakt.errorResponse, [traktProblem], [problem, ...problemSpoilt]),
  },
  dreadnode: {
    deviceAuthorizationRequest: check(schemas.dreadnode.deviceAuthorizationRequest, [{}], ['text']),
    deviceAuthorizationResponse: check(
      schemas.dreadnode.deviceAuthorizationResponse,
      [
        {
          id: '6c0b0f6e-0b0e-8f0e-9b0e-0b0e0b0e0b0e',
          completed: false,
          device_code: 'code',
          user_code: 'WDJB-MJHT',
          verification_url: 'https://example.com/account/device',
          expires_at: '2026-11-25T12:00:00.000Z',
          expires_in: 600,
          user_id: null,
          group_token: null,
        },
      ],
      [codes],
    ),
    pollRequest: check(schemas.dreadnode.pollRequest, [{ device_code: 'code' }], [{}, { device_code: null }]),
    tokenResponse: check(schemas.dreadnode.tokenResponse, [{ ...signedIn, refresh_token: 'r' }], [signedIn]),
    loginRequest: check(
      schemas.dreadnode.loginRequest,
      [{ grant_type: 'password', username: 'alice', password: 'horse', scope: 'read\nwrite' }],
      [
        { ...login, grant_type: 'token' },
        { ...login, scope: '"' },
      ],
    ),
    loginResponse: check(schemas.dreadnode.loginResponse, [signedIn], [{ ...signedIn, refresh_token: 'r' }]),
    refreshRequest: check(schemas.dreadnode.refreshRequest, [{ refresh_token: 'r' }], [{ refresh_token: 7 }]),
    refreshResponse: check(schemas.dreadnode.refreshResponse, [signedIn], [{ ...signedIn, refresh_token: 'r' }]),
    logoutRequest: check(schemas.dreadnode.logoutRequest, [{}], [null]),
    logoutResponse: check(schemas.dreadnode.logoutResponse, [{}], [{ revoked: true }]),
    errorResponse: check(
      schemas.dreadnode.errorResponse,
      [
        {
          code: 422,
          detail: 'Validation error',
          type: 'validation_error',
          errors: [{ loc: ['body', 'device_code', 0], msg: 'Field required', type: 'missing' }],
          challenge_uri: 'https://id.example/captcha?state=a',
        },
      ],
      [{ code: '422', detail: 'Validation error', type: 'validation_error' }, problem],
    ),
  },
  github: {
    deviceAuthorizationRequest: check(
      schemas.github.deviceAuthorizationRequest,
      [{ scope: 'repo gist', ...client }],
      device,
    ),
    deviceAuthorizationResponse: check(
      schemas.github.deviceAuthorizationResponse,
      [githubCodes],
      [codes, { ...githubCodes, interval: '5' }],
    ),
    tokenRequest: check(schemas.github.tokenRequest, [poll, refresh], [...pollSpoilt, ...refreshSpoilt, password]),
    pollRequest: check(schemas.github.pollRequest, [poll], pollSpoilt),
    refreshRequest: check(schemas.github.refreshRequest, [refresh], refreshSpoilt),
    tokenResponse: check(
      schemas.github.tokenResponse,
      [githubTokens, { ...githubTokens, scope: '' }],
      [tokens, { ...githubTokens, refresh_token_expires_in: 0 }, { ...githubTokens, scope: undefined }],
    ),
    errorResponse: check(
      schemas.github.errorResponse,
      [githubProblem],
      [problem, { ...githubProblem, error: 'invalid_grant' }, { ...githubProblem, error_uri: undefined }],
    ),
  },
  aws: {
    registrationRequest: check(
      schemas.aws.registrationRequest,
      [
        {
          clientName: 'My tool',
          clientType: 'public',
          scopes: ['sso:account:access'],
          redirectUris: ['http://127.0.0.1/callback'],
          grantTypes: ['refresh_token'],
          issuerUrl: 'https://example.awsapps.com/start',
          entitledApplicationArn: 'arn:aws:sso::123456789012:application/a/b',
        },
      ],
      [
        { clientName: 'My tool' },
        { clientName: 'My tool', clientType: 'confidential' },
        { clientName: 'My tool', clientType: 'public', scopes: ['read write'] },
        { clientName: 'My tool', clientType: 'public', redirectUris: 'callback' },
      ],
    ),
    registrationResponse: check(
      schemas.aws.registrationResponse,
      [{ ...awsClient, clientIdIssuedAt: 1_700_000_000, clientSecretExpiresAt: 1_800_000_000 }],
      [{ clientId: 'a', clientIdIssuedAt: 1_700_000_000, clientSecretExpiresAt: 1_800_000_000 }],
    ),
    deviceAuthorizationRequest: check(
      schemas.aws.deviceAuthorizationRequest,
      [{ ...awsClient, startUrl: 'https://example.awsapps.com/start' }],
      [awsClient, { startUrl: 'https://example.awsapps.com/start' }],
    ),
    deviceAuthorizationResponse: check(
      schemas.aws.deviceAuthorizationResponse,
      [
        {
          deviceCode: 'a'.repeat(65),
          userCode: 'WDJB-MJHT',
          verificationUri: 'https://example.com/device',
          verificationUriComplete: 'https://example.com/device?user_code=WDJB-MJHT',
          expiresIn: 600,
          interval: 5,
        },
      ],
      [codes],
    ),
    tokenRequest: check(schemas.aws.tokenRequest, [awsPoll, awsRefresh], [poll, { ...awsPoll, grantType: 'password' }]),
    pollRequest: check(schemas.aws.pollRequest, [awsPoll], [poll, { ...awsPoll, deviceCode: 7 }]),
    refreshRequest: check(
      schemas.aws.refreshRequest,
      [awsRefresh],
      [refresh, { ...awsRefresh, scope: 'read' }, { ...awsRefresh, scope: ['read write'] }],
    ),
    tokenResponse: check(
      schemas.aws.tokenResponse,
      [{ accessToken: 'a', tokenType: 'Bearer', expiresIn: 3_600, refreshToken: 'r', idToken: 'i' }],
      [tokens, { accessToken: 'a', tokenType: 'Bearer' }],
    ),
    errorResponse: check(
      schemas.aws.errorResponse,
      [{ ...awsProblem, challenge_uri: 'https://id.example/captcha?state=a' }],
      [problem, { ...awsProblem, __type: 'SlowDown' }, { ...awsProblem, error: 'slower' }],
    ),
  },
}

/** Returns the members that an object schema knows, of all its alternatives together. */
function membersOf(schema: z.ZodType): readonly string[] {
  const described: z.core.JSONSchema.BaseSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const alternatives = described.oneOf ?? described.anyOf ?? [described]
  return [...new Set(alternatives.flatMap((each) => Object.keys(each.properties ?? {})))].toSorted()
}

const all = Object.entries(cases).flatMap(([dialect, byName]) =>
  Object.entries(byName).map(([name, each]) => ({ dialect, name, ...each })),
)

describe.each(all)('$dialect.$name', ({ schema, samples, spoilt }) => {
  it('accepts the samples and returns them unchanged', () => {
    for (const sample of samples) expect(schema.parse(sample)).toEqual(sample)
  })

  it('refuses the wrong values', () => {
    for (const each of [...spoilt, 'text', null, []])
      expect([each, schema.safeParse(each).success]).toEqual([each, false])
  })

  it('knows exactly the members of its type', () => {
    expect(membersOf(schema)).toEqual([...new Set(samples.flatMap((sample) => Object.keys(sample)))].toSorted())
  })
})

interface Exported {
  rfc8628: {
    deviceAuthorizationRequest: schemas.rfc8628.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.rfc8628.DeviceAuthorizationResponse
    tokenRequest: schemas.rfc8628.TokenRequest
    pollRequest: schemas.rfc8628.PollRequest
    refreshRequest: schemas.rfc8628.RefreshRequest
    passwordRequest: schemas.rfc8628.PasswordRequest
    tokenResponse: schemas.rfc8628.TokenResponse
    revocationRequest: schemas.rfc8628.RevocationRequest
    revocationResponse: schemas.rfc8628.RevocationResponse
    introspectionRequest: schemas.rfc8628.IntrospectionRequest
    introspectionResponse: schemas.rfc8628.IntrospectionResponse
    loginRequest: schemas.rfc8628.LoginRequest
    secondFactorRequest: schemas.rfc8628.SecondFactorRequest
    registrationRequest: schemas.rfc8628.RegistrationRequest
    registrationResponse: schemas.rfc8628.RegistrationResponse
    loginResponse: schemas.rfc8628.LoginResponse
    errorResponse: schemas.rfc8628.ErrorResponse
  }
  npm: {
    deviceAuthorizationRequest: schemas.npm.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.npm.DeviceAuthorizationResponse
    pollRequest: schemas.npm.PollRequest
    tokenResponse: schemas.npm.TokenResponse
    errorResponse: schemas.npm.ErrorResponse
  }
  trakt: {
    deviceAuthorizationRequest: schemas.trakt.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.trakt.DeviceAuthorizationResponse
    pollRequest: schemas.trakt.PollRequest
    refreshRequest: schemas.trakt.RefreshRequest
    tokenResponse: schemas.trakt.TokenResponse
    revocationRequest: schemas.trakt.RevocationRequest
    errorResponse: schemas.trakt.ErrorResponse
  }
  keycloak: {
    deviceAuthorizationRequest: schemas.keycloak.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.keycloak.DeviceAuthorizationResponse
    tokenRequest: schemas.keycloak.TokenRequest
    pollRequest: schemas.keycloak.PollRequest
    refreshRequest: schemas.keycloak.RefreshRequest
    passwordRequest: schemas.keycloak.PasswordRequest
    tokenResponse: schemas.keycloak.TokenResponse
    revocationRequest: schemas.keycloak.RevocationRequest
    revocationResponse: schemas.keycloak.RevocationResponse
    introspectionRequest: schemas.keycloak.IntrospectionRequest
    introspectionResponse: schemas.keycloak.IntrospectionResponse
    errorResponse: schemas.keycloak.ErrorResponse
  }
  oracle: {
    deviceAuthorizationRequest: schemas.oracle.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.oracle.DeviceAuthorizationResponse
    tokenRequest: schemas.oracle.TokenRequest
    pollRequest: schemas.oracle.PollRequest
    refreshRequest: schemas.oracle.RefreshRequest
    passwordRequest: schemas.oracle.PasswordRequest
    tokenResponse: schemas.oracle.TokenResponse
    revocationRequest: schemas.oracle.RevocationRequest
    introspectionRequest: schemas.oracle.IntrospectionRequest
    introspectionResponse: schemas.oracle.IntrospectionResponse
    errorResponse: schemas.oracle.ErrorResponse
  }
  auth0: {
    deviceAuthorizationRequest: schemas.auth0.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.auth0.DeviceAuthorizationResponse
    tokenRequest: schemas.auth0.TokenRequest
    pollRequest: schemas.auth0.PollRequest
    refreshRequest: schemas.auth0.RefreshRequest
    passwordRequest: schemas.auth0.PasswordRequest
    tokenResponse: schemas.auth0.TokenResponse
    revocationRequest: schemas.auth0.RevocationRequest
    errorResponse: schemas.auth0.ErrorResponse
  }
  entra: {
    deviceAuthorizationRequest: schemas.entra.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.entra.DeviceAuthorizationResponse
    tokenRequest: schemas.entra.TokenRequest
    pollRequest: schemas.entra.PollRequest
    refreshRequest: schemas.entra.RefreshRequest
    passwordRequest: schemas.entra.PasswordRequest
    tokenResponse: schemas.entra.TokenResponse
    errorResponse: schemas.entra.ErrorResponse
  }
  google: {
    deviceAuthorizationRequest: schemas.google.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.google.DeviceAuthorizationResponse
    tokenRequest: schemas.google.TokenRequest
    pollRequest: schemas.google.PollRequest
    oldPollRequest: schemas.google.OldPollRequest
    refreshRequest: schemas.google.RefreshRequest
    tokenResponse: schemas.google.TokenResponse
    errorResponse: schemas.google.ErrorResponse
  }
  dreadnode: {
    deviceAuthorizationRequest: schemas.dreadnode.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.dreadnode.DeviceAuthorizationResponse
    pollRequest: schemas.dreadnode.PollRequest
    tokenResponse: schemas.dreadnode.TokenResponse
    loginRequest: schemas.dreadnode.LoginRequest
    loginResponse: schemas.dreadnode.LoginResponse
    refreshRequest: schemas.dreadnode.RefreshRequest
    refreshResponse: schemas.dreadnode.RefreshResponse
    logoutRequest: schemas.dreadnode.LogoutRequest
    logoutResponse: schemas.dreadnode.LogoutResponse
    errorResponse: schemas.dreadnode.ErrorResponse
  }
  github: {
    deviceAuthorizationRequest: schemas.github.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.github.DeviceAuthorizationResponse
    tokenRequest: schemas.github.TokenRequest
    pollRequest: schemas.github.PollRequest
    refreshRequest: schemas.github.RefreshRequest
    tokenResponse: schemas.github.TokenResponse
    errorResponse: schemas.github.ErrorResponse
  }
  aws: {
    registrationRequest: schemas.aws.RegistrationRequest
    registrationResponse: schemas.aws.RegistrationResponse
    deviceAuthorizationRequest: schemas.aws.DeviceAuthorizationRequest
    deviceAuthorizationResponse: schemas.aws.DeviceAuthorizationResponse
    tokenRequest: schemas.aws.TokenRequest
    pollRequest: schemas.aws.PollRequest
    refreshRequest: schemas.aws.RefreshRequest
    tokenResponse: schemas.aws.TokenResponse
    errorResponse: schemas.aws.ErrorResponse
  }
}

it('the schemas have the exported types as output and input', () => {
  type Schemas = typeof schemas
  type Outputs = { -readonly [D in keyof Schemas]: { -readonly [K in keyof Schemas[D]]: z.output<Schemas[D][K]> } }
  type Inputs = { -readonly [D in keyof Schemas]: { -readonly [K in keyof Schemas[D]]: z.input<Schemas[D][K]> } }
  expectTypeOf<Outputs>().toEqualTypeOf<Exported>()
  expectTypeOf<Inputs>().toEqualTypeOf<Exported>()
})

it('the types have the members and kinds of the wire', () => {
  expectTypeOf<schemas.rfc8628.TokenResponse>().toEqualTypeOf<{
    access_token: string
    token_type: string
    expires_in: number
    refresh_token?: string | undefined
    id_token?: string | undefined
    scope: string
  }>()
  expectTypeOf<schemas.rfc8628.RevocationResponse>().toEqualTypeOf<Record<string, never>>()
  expectTypeOf<
    schemas.rfc8628.PollRequest['grant_type']
  >().toEqualTypeOf<'urn:ietf:params:oauth:grant-type:device_code'>()
  expectTypeOf<schemas.rfc8628.PollRequest['resource']>().toEqualTypeOf<string | string[] | undefined>()
  expectTypeOf<schemas.rfc8628.TokenRequest['grant_type']>().toEqualTypeOf<
    'urn:ietf:params:oauth:grant-type:device_code' | 'refresh_token' | 'password'
  >()
  expectTypeOf<schemas.oracle.DeviceAuthorizationResponse['expires_in']>().toEqualTypeOf<number>()
  expectTypeOf<schemas.dreadnode.DeviceAuthorizationResponse['user_id']>().toEqualTypeOf<string | null>()
  expectTypeOf<schemas.dreadnode.LoginResponse['orgs']>().toEqualTypeOf<{ key: string; name: string }[]>()
})

it('the schemas can be extended and picked from, because they are object schemas of zod', () => {
  const extended = schemas.oracle.tokenResponse.extend({ session: z.string() })
  expectTypeOf<z.output<typeof extended>['session']>().toEqualTypeOf<string>()
  expectTypeOf<Omit<z.output<typeof extended>, 'session'>>().toEqualTypeOf<schemas.oracle.TokenResponse>()
  expect(extended.parse({ ...tokens, session: 's' })).toEqual({ ...tokens, session: 's' })
  expect(extended.safeParse(tokens).success).toBe(false)
  expect(extended.safeParse({ ...tokens, session: 's', more: 1 }).success).toBe(false)

  const picked = schemas.oracle.tokenResponse.pick({ access_token: true, expires_in: true })
  expectTypeOf<z.output<typeof picked>>().toEqualTypeOf<{ access_token: string; expires_in: number }>()
  expect(picked.parse({ access_token: 'a', expires_in: 1 })).toEqual({ access_token: 'a', expires_in: 1 })
  expect(picked.safeParse(tokens).success).toBe(false)
})

it('the members of a schema have descriptions, also after a change of the schema', () => {
  const { device_code, user_code } = schemas.rfc8628.deviceAuthorizationResponse.shape
  expect(device_code.description).toBe('The code that the device polls with. It is opaque to clients.')
  expect(schemas.oracle.deviceAuthorizationResponse.shape.user_code.description).toContain('eight capitals')
  expect(user_code.description).toBe('The code that the person types.')
})

const rfc8628Responses = {
  authorizationStarted: schemas.rfc8628.deviceAuthorizationResponse,
  tokensIssued: schemas.rfc8628.tokenResponse,
  tokenRevoked: schemas.rfc8628.revocationResponse,
  tokenIntrospected: schemas.rfc8628.introspectionResponse,
  clientRegistered: schemas.rfc8628.registrationResponse,
  problem: schemas.rfc8628.errorResponse,
}
const keycloakResponses = {
  ...rfc8628Responses,
  tokensIssued: schemas.keycloak.tokenResponse,
  problem: schemas.keycloak.errorResponse,
}
const oracleResponses = {
  authorizationStarted: schemas.oracle.deviceAuthorizationResponse,
  tokensIssued: schemas.oracle.tokenResponse,
  tokenIntrospected: schemas.oracle.introspectionResponse,
  problem: schemas.oracle.errorResponse,
}
const auth0Responses = {
  authorizationStarted: schemas.auth0.deviceAuthorizationResponse,
  tokensIssued: schemas.auth0.tokenResponse,
  problem: schemas.auth0.errorResponse,
}
const dreadnodeResponses = {
  authorizationStarted: schemas.dreadnode.deviceAuthorizationResponse,
  tokensIssued: schemas.dreadnode.tokenResponse,
  tokenRevoked: schemas.dreadnode.logoutResponse,
  problem: schemas.dreadnode.errorResponse,
}
const githubResponses = {
  authorizationStarted: schemas.github.deviceAuthorizationResponse,
  tokensIssued: schemas.github.tokenResponse,
  problem: schemas.github.errorResponse,
}
const awsResponses = {
  authorizationStarted: schemas.aws.deviceAuthorizationResponse,
  tokensIssued: schemas.aws.tokenResponse,
  clientRegistered: schemas.aws.registrationResponse,
  problem: schemas.aws.errorResponse,
}

const entraResponses = {
  authorizationStarted: schemas.entra.deviceAuthorizationResponse,
  tokensIssued: schemas.entra.tokenResponse,
  problem: schemas.entra.errorResponse,
}

const googleResponses = {
  authorizationStarted: schemas.google.deviceAuthorizationResponse,
  tokensIssued: schemas.google.tokenResponse,
  problem: schemas.google.errorResponse,
}
const npmResponses = {
  authorizationStarted: schemas.npm.deviceAuthorizationResponse,
  tokensIssued: schemas.npm.tokenResponse,
  problem: schemas.npm.errorResponse,
}
const traktResponses = {
  authorizationStarted: schemas.trakt.deviceAuthorizationResponse,
  tokensIssued: schemas.trakt.tokenResponse,
  problem: schemas.trakt.errorResponse,
}

describe.each<readonly [string, Dialect, Partial<Dialect['schemas']>]>([
  ['npm', npm, npmResponses],
  ['trakt', trakt, traktResponses],
  ['trakt as documented', traktDocumented, traktResponses],
  ['rfc8628', rfc8628, rfc8628Responses],
  ['oracle', oracle, oracleResponses],
  ['oracle with an ecid', oracleWith({ ecid: () => 'x' }), oracleResponses],
  ['auth0', auth0, auth0Responses],
  ['yoto', yoto, auth0Responses],
  ['dreadnode', dreadnode, dreadnodeResponses],
  ['dreadnode without a version', dreadnodeUnversioned, dreadnodeResponses],
  ['github', github, githubResponses],
  ['aws', aws, awsResponses],
  ['entra', entra, entraResponses],
  ['google', google, googleResponses],
  ['keycloak', keycloak, keycloakResponses],
])('the dialect %s', (_, dialect, exported) => {
  it('uses exactly the exported schemas for its responses', () => {
    for (const [kind, schema] of Object.entries(exported)) expect(Reflect.get(dialect.schemas, kind)).toBe(schema)
    for (const { path, without, response } of dialect.endpoints) {
      if (response === undefined) continue
      const { loginResponse, refreshResponse } = schemas.dreadnode
      const ofDreadnode = path.endsWith('/login') ? loginResponse : refreshResponse
      expect(response).toBe(without === undefined ? schemas.rfc8628.loginResponse : ofDreadnode)
    }
  })

  it('reads no parameter that its request schemas do not have, except from cookies', () => {
    const own = all.filter(({ dialect: owner, name }) => owner === dialect.name && name.endsWith('Request'))
    expect(own.length).toBeGreaterThan(1)
    const known = own.flatMap(({ schema }) => membersOf(schema))
    for (const { reads, cookies = [] } of dialect.endpoints) {
      const readings = 'operation' in reads ? [reads] : Object.values(reads.byGrantType)
      const read = readings.flatMap(({ parameters }) => membersOf(parameters))
      const onTheWire = read.map((name) => wireNameOf(dialect.names, name))
      const inBody = onTheWire.filter((name) => !cookies.some(({ parameter }) => parameter === name))
      expect(inBody.filter((name) => !known.includes(name))).toEqual([])
    }
  })
})
