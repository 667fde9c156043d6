import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import * as schemas from './schemas.js'
import type { Dialect } from './wire/dialect.js'
import { auth0, yoto } from './wire/dialects/auth0/auth0.js'
import { dreadnode, dreadnodeUnversioned } from './wire/dialects/dreadnode/dreadnode.js'
import { oracle, oracleWith } from './wire/dialects/oracle/oracle.js'
import { rfc8628 } from './wire/dialects/rfc8628/rfc8628.js'

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

const client: Complete<schemas.ClientParameters> = {
  client_id: 'cli',
  client_secret: 'secret',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: 'a.b.c',
}
const resource = ['https://api.example/', 'urn:example:api']

const poll: Complete<schemas.OraclePollRequest> = {
  grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
  device_code: 'code',
  resource,
  ...client,
}
const refresh: Complete<schemas.OracleRefreshRequest> = {
  grant_type: 'refresh_token',
  refresh_token: 'token',
  scope: 'read write',
  resource: 'urn:example:api',
  ...client,
}
const login: Complete<schemas.Rfc8628LoginRequest> = { username: 'alice', password: 'horse', scope: 'read' }
const password: Complete<schemas.OraclePasswordRequest> = { grant_type: 'password', ...login, ...client }
const token = { token: 'token', ...client }
const tokens: Complete<schemas.OracleTokenResponse> = {
  access_token: 'a',
  token_type: 'Bearer',
  expires_in: 3_600,
  refresh_token: 'r',
  id_token: 'i',
  scope: 'read write',
}
const codes = {
  device_code: 'a'.repeat(43),
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://example.com/device',
  verification_uri_complete: 'https://example.com/device?user_code=WDJB-MJHT',
  expires_in: 600,
  interval: 5,
}
const inactive = { active: false } as const
const active: Complete<Extract<schemas.Rfc8628IntrospectionResponse, { active: true }>> = {
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
}
const problem: Complete<schemas.Rfc8628Problem> = { error: 'slow_down', error_description: 'Slower.', interval: 10 }
const organization: schemas.DreadnodeOrganization = { key: 'acme', name: 'Acme' }
const signedIn: schemas.DreadnodeLoginResponse = { access_token: 'a', orgs: [organization], default_org: null }

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
]

// A record, so that an export without a case does not compile.
const cases: Readonly<Record<keyof typeof schemas, Case>> = {
  rfc8628DeviceRequest: check(
    schemas.rfc8628DeviceRequest,
    [{ scope: 'read', resource, device_label: 'Kitchen', ...client }],
    [...device, { resource: 'a' }],
  ),
  rfc8628DeviceResponse: check(
    schemas.rfc8628DeviceResponse,
    [codes],
    [...codesSpoilt, { ...codes, device_code: 'a'.repeat(42) }],
  ),
  rfc8628TokenRequest: check(
    schemas.rfc8628TokenRequest,
    [poll, refresh, password],
    [...pollSpoilt, ...refreshSpoilt, ...passwordSpoilt],
  ),
  rfc8628PollRequest: check(schemas.rfc8628PollRequest, [poll], pollSpoilt),
  rfc8628RefreshRequest: check(schemas.rfc8628RefreshRequest, [refresh], refreshSpoilt),
  rfc8628PasswordRequest: check(schemas.rfc8628PasswordRequest, [password], passwordSpoilt),
  rfc8628TokenResponse: check(schemas.rfc8628TokenResponse, [tokens], tokensSpoilt),
  rfc8628RevocationRequest: check(schemas.rfc8628RevocationRequest, [token], tokenSpoilt),
  rfc8628RevocationResponse: check(schemas.rfc8628RevocationResponse, [{}], [{ revoked: true }]),
  rfc8628IntrospectionRequest: check(schemas.rfc8628IntrospectionRequest, [token], tokenSpoilt),
  rfc8628IntrospectionResponse: check(schemas.rfc8628IntrospectionResponse, [inactive, active], activeSpoilt),
  rfc8628LoginRequest: check(schemas.rfc8628LoginRequest, [login], [{ ...login, password: 7 }]),
  rfc8628Problem: check(schemas.rfc8628Problem, [problem], problemSpoilt),

  oracleDeviceRequest: check(
    schemas.oracleDeviceRequest,
    [{ response_type: 'device_code', scope: 'read', resource, ...client }],
    [{ scope: 'read' }, { response_type: 'code', scope: 'read' }, { response_type: 'device_code' }],
  ),
  oracleDeviceResponse: check(
    schemas.oracleDeviceResponse,
    [{ expires_in: 300, device_code: 'code', user_code: 'SDFGHJKL', verification_uri: 'https://example.com/ui' }],
    [codes],
  ),
  oracleTokenRequest: check(schemas.oracleTokenRequest, [poll, refresh, password], pollSpoilt),
  oraclePollRequest: check(schemas.oraclePollRequest, [poll], pollSpoilt),
  oracleRefreshRequest: check(schemas.oracleRefreshRequest, [refresh], refreshSpoilt),
  oraclePasswordRequest: check(schemas.oraclePasswordRequest, [password], passwordSpoilt),
  oracleTokenResponse: check(schemas.oracleTokenResponse, [tokens], tokensSpoilt),
  oracleRevocationRequest: check(schemas.oracleRevocationRequest, [token], tokenSpoilt),
  oracleRevocationResponse: check(schemas.oracleRevocationResponse, [{}], [{ revoked: true }]),
  oracleIntrospectionRequest: check(schemas.oracleIntrospectionRequest, [token], tokenSpoilt),
  oracleIntrospectionResponse: check(
    schemas.oracleIntrospectionResponse,
    [inactive, { ...active, nbf: 1_700_000_000, prn: '1', preferred_username: 'alice' }],
    [...activeSpoilt, active],
  ),
  oracleProblem: check(
    schemas.oracleProblem,
    [{ ...problem, ecid: 'rHOZX16N200000000' }],
    [...problemSpoilt, { ...problem, ecid: 7 }],
  ),

  auth0DeviceRequest: check(
    schemas.auth0DeviceRequest,
    [{ scope: 'read', audience: 'https://api.example/', ...client }],
    [...device, { audience: 'a b' }],
  ),
  auth0DeviceResponse: check(schemas.auth0DeviceResponse, [codes], codesSpoilt),
  auth0TokenRequest: check(schemas.auth0TokenRequest, [poll, refresh, password], refreshSpoilt),
  auth0PollRequest: check(schemas.auth0PollRequest, [poll], pollSpoilt),
  auth0RefreshRequest: check(schemas.auth0RefreshRequest, [refresh], refreshSpoilt),
  auth0PasswordRequest: check(schemas.auth0PasswordRequest, [password], passwordSpoilt),
  auth0TokenResponse: check(schemas.auth0TokenResponse, [tokens], tokensSpoilt),
  auth0RevocationRequest: check(schemas.auth0RevocationRequest, [token], tokenSpoilt),
  auth0RevocationResponse: check(schemas.auth0RevocationResponse, [{}], [{ revoked: true }]),
  auth0Problem: check(schemas.auth0Problem, [problem], problemSpoilt),

  dreadnodeDeviceRequest: check(schemas.dreadnodeDeviceRequest, [{}], ['text']),
  dreadnodeDeviceResponse: check(
    schemas.dreadnodeDeviceResponse,
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
  dreadnodePollRequest: check(schemas.dreadnodePollRequest, [{ device_code: 'code' }], [{}, { device_code: null }]),
  dreadnodePollResponse: check(schemas.dreadnodePollResponse, [{ ...signedIn, refresh_token: 'r' }], [signedIn]),
  dreadnodeLoginRequest: check(
    schemas.dreadnodeLoginRequest,
    [{ grant_type: 'password', username: 'alice', password: 'horse', scope: 'read\nwrite' }],
    [
      { ...login, grant_type: 'token' },
      { ...login, scope: '"' },
    ],
  ),
  dreadnodeLoginResponse: check(schemas.dreadnodeLoginResponse, [signedIn], [{ ...signedIn, refresh_token: 'r' }]),
  dreadnodeRefreshRequest: check(schemas.dreadnodeRefreshRequest, [{ refresh_token: 'r' }], [{ refresh_token: 7 }]),
  dreadnodeLogoutRequest: check(schemas.dreadnodeLogoutRequest, [{}], [null]),
  dreadnodeLogoutResponse: check(schemas.dreadnodeLogoutResponse, [{}], [{ revoked: true }]),
  dreadnodeProblem: check(
    schemas.dreadnodeProblem,
    [
      {
        code: 422,
        detail: 'Validation error',
        type: 'validation_error',
        errors: [{ loc: ['body', 'device_code', 0], msg: 'Field required', type: 'missing' }],
      },
    ],
    [{ code: '422', detail: 'Validation error', type: 'validation_error' }, problem],
  ),
}

/** Returns the members that an object schema knows, of all its alternatives together. */
function membersOf(schema: z.ZodType): readonly string[] {
  const described: z.core.JSONSchema.BaseSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const alternatives = described.oneOf ?? described.anyOf ?? [described]
  return [...new Set(alternatives.flatMap((each) => Object.keys(each.properties ?? {})))].toSorted()
}

describe.each(Object.entries(cases))('%s', (_, { schema, samples, spoilt }) => {
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
  rfc8628DeviceRequest: schemas.Rfc8628DeviceRequest
  rfc8628DeviceResponse: schemas.Rfc8628DeviceResponse
  rfc8628TokenRequest: schemas.Rfc8628TokenRequest
  rfc8628PollRequest: schemas.Rfc8628PollRequest
  rfc8628RefreshRequest: schemas.Rfc8628RefreshRequest
  rfc8628PasswordRequest: schemas.Rfc8628PasswordRequest
  rfc8628TokenResponse: schemas.Rfc8628TokenResponse
  rfc8628RevocationRequest: schemas.Rfc8628RevocationRequest
  rfc8628RevocationResponse: schemas.Rfc8628RevocationResponse
  rfc8628IntrospectionRequest: schemas.Rfc8628IntrospectionRequest
  rfc8628IntrospectionResponse: schemas.Rfc8628IntrospectionResponse
  rfc8628LoginRequest: schemas.Rfc8628LoginRequest
  rfc8628Problem: schemas.Rfc8628Problem
  oracleDeviceRequest: schemas.OracleDeviceRequest
  oracleDeviceResponse: schemas.OracleDeviceResponse
  oracleTokenRequest: schemas.OracleTokenRequest
  oraclePollRequest: schemas.OraclePollRequest
  oracleRefreshRequest: schemas.OracleRefreshRequest
  oraclePasswordRequest: schemas.OraclePasswordRequest
  oracleTokenResponse: schemas.OracleTokenResponse
  oracleRevocationRequest: schemas.OracleRevocationRequest
  oracleRevocationResponse: schemas.OracleRevocationResponse
  oracleIntrospectionRequest: schemas.OracleIntrospectionRequest
  oracleIntrospectionResponse: schemas.OracleIntrospectionResponse
  oracleProblem: schemas.OracleProblem
  auth0DeviceRequest: schemas.Auth0DeviceRequest
  auth0DeviceResponse: schemas.Auth0DeviceResponse
  auth0TokenRequest: schemas.Auth0TokenRequest
  auth0PollRequest: schemas.Auth0PollRequest
  auth0RefreshRequest: schemas.Auth0RefreshRequest
  auth0PasswordRequest: schemas.Auth0PasswordRequest
  auth0TokenResponse: schemas.Auth0TokenResponse
  auth0RevocationRequest: schemas.Auth0RevocationRequest
  auth0RevocationResponse: schemas.Auth0RevocationResponse
  auth0Problem: schemas.Auth0Problem
  dreadnodeDeviceRequest: schemas.DreadnodeDeviceRequest
  dreadnodeDeviceResponse: schemas.DreadnodeDeviceResponse
  dreadnodePollRequest: schemas.DreadnodePollRequest
  dreadnodePollResponse: schemas.DreadnodePollResponse
  dreadnodeLoginRequest: schemas.DreadnodeLoginRequest
  dreadnodeLoginResponse: schemas.DreadnodeLoginResponse
  dreadnodeRefreshRequest: schemas.DreadnodeRefreshRequest
  dreadnodeLogoutRequest: schemas.DreadnodeLogoutRequest
  dreadnodeLogoutResponse: schemas.DreadnodeLogoutResponse
  dreadnodeProblem: schemas.DreadnodeProblem
}

it('the schemas have the exported types as output and input', () => {
  type Schemas = typeof schemas
  expectTypeOf<{ [K in keyof Schemas]: z.output<Schemas[K]> }>().toEqualTypeOf<Exported>()
  expectTypeOf<{ [K in keyof Schemas]: z.input<Schemas[K]> }>().toEqualTypeOf<Exported>()
  expectTypeOf<schemas.OracleDeviceResponse['expires_in']>().toEqualTypeOf<number>()
})

const rfc8628Responses = {
  authorizationStarted: schemas.rfc8628DeviceResponse,
  tokensIssued: schemas.rfc8628TokenResponse,
  tokenRevoked: schemas.rfc8628RevocationResponse,
  tokenIntrospected: schemas.rfc8628IntrospectionResponse,
  problem: schemas.rfc8628Problem,
}
const oracleResponses = {
  authorizationStarted: schemas.oracleDeviceResponse,
  tokensIssued: schemas.oracleTokenResponse,
  tokenRevoked: schemas.oracleRevocationResponse,
  tokenIntrospected: schemas.oracleIntrospectionResponse,
  problem: schemas.oracleProblem,
}
const auth0Responses = {
  authorizationStarted: schemas.auth0DeviceResponse,
  tokensIssued: schemas.auth0TokenResponse,
  tokenRevoked: schemas.auth0RevocationResponse,
  problem: schemas.auth0Problem,
}
const dreadnodeResponses = {
  authorizationStarted: schemas.dreadnodeDeviceResponse,
  tokensIssued: schemas.dreadnodePollResponse,
  tokenRevoked: schemas.dreadnodeLogoutResponse,
  problem: schemas.dreadnodeProblem,
}

describe.each<readonly [string, Dialect, Partial<Dialect['schemas']>]>([
  ['rfc8628', rfc8628, rfc8628Responses],
  ['oracle', oracle, oracleResponses],
  ['oracle with an ecid', oracleWith({ ecid: () => 'x' }), oracleResponses],
  ['auth0', auth0, auth0Responses],
  ['yoto', yoto, auth0Responses],
  ['dreadnode', dreadnode, dreadnodeResponses],
  ['dreadnode without a version', dreadnodeUnversioned, dreadnodeResponses],
])('the dialect %s', (_, dialect, exported) => {
  it('uses exactly the exported schemas for its responses', () => {
    for (const [kind, schema] of Object.entries(exported)) expect(Reflect.get(dialect.schemas, kind)).toBe(schema)
    for (const { without } of dialect.endpoints) {
      if (without !== undefined) expect(without.schema).toBe(schemas.dreadnodeLoginResponse)
    }
  })

  it('reads no parameter that its request schemas do not have, except from cookies', () => {
    const own = Object.entries(cases).filter(([name]) => name.startsWith(dialect.name) && name.endsWith('Request'))
    const known = own.flatMap(([, { schema }]) => membersOf(schema))
    for (const { reads, cookies = [] } of dialect.endpoints) {
      const readings = 'operation' in reads ? [reads] : Object.values(reads.byGrantType)
      const read = readings.flatMap(({ parameters }) => membersOf(parameters))
      const inBody = read.filter((name) => !cookies.some(({ parameter }) => parameter === name))
      expect(inBody.filter((name) => !known.includes(name))).toEqual([])
    }
  })
})
