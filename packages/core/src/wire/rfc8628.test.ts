import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { schemaFor, written, writtenBody } from '../../test-support/written.js'
import { readUserCode } from '../machine/user-code.js'
import type { ActiveToken, Success, TokenIntrospected, TokenRevoked, TokensIssued } from '../protocol/outcome.js'
import { type ProblemCode, problem } from '../protocol/problem.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'

// Checks the dialect's responses against its own schemas. RFC 8628 §3.2 and §3.5, RFC 6749 §5,
// RFC 7009 §2.2, RFC 7662 §2.2.

const { problems } = rfc8628
const schemas = {
  authorizationStarted: schemaFor(rfc8628, 'authorizationStarted'),
  tokensIssued: schemaFor(rfc8628, 'tokensIssued'),
  tokenRevoked: schemaFor(rfc8628, 'tokenRevoked'),
  tokenIntrospected: schemaFor(rfc8628, 'tokenIntrospected'),
  problem: rfc8628.schemas.problem,
}

const started = {
  kind: 'authorizationStarted',
  deviceCode: 'nW6vJZ_iw3i6ghpkG7VcvfGmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS7k',
  userCode: 'WDJBMJHT',
  linkProof: 'O9-PNzfNHgf9z44-',
  grantId: 'AN7Rr0LIvg2nnHCJVOPu0KJaAoZ0Nd9OFM5LkpP8zTA',
  lifetime: 1_800_000,
  expiresAt: 1_767_225_600_000,
  interval: 5_000,
} as const
const issued: TokensIssued = {
  kind: 'tokensIssued',
  accessToken: 'at',
  tokenType: 'Bearer',
  issuedAt: 1_767_225_600_000,
  lifetime: 600_000,
  scope: ['read', 'write'],
}
const revoked: TokenRevoked = { kind: 'tokenRevoked' }
const accessToken: ActiveToken = {
  active: true,
  use: 'accessToken',
  clientId: 'tv',
  subject: 'account-7',
  username: 'alice',
  scope: ['read', 'write'],
  audience: ['https://api.example'],
  expiresAt: 1_700_000_600_999,
  issuedAt: 1_700_000_000_999,
  tokenId: 'token-1',
  authenticatedAt: 1_700_000_000_999,
  acr: 'two-factors',
  amr: ['pwd', 'otp'],
}
// A refresh token has no member that belongs to access tokens only.
const refreshToken: ActiveToken = {
  active: true,
  use: 'refreshToken',
  clientId: 'tv',
  subject: 'account-7',
  username: 'alice',
  scope: ['read', 'write'],
  audience: [],
  expiresAt: 1_702_592_000_000,
  authenticatedAt: 1_700_000_000_999,
}

/** The body as it is sent. */
function bodyOf(response: Success): Record<string, unknown> {
  return JSON.parse(JSON.stringify(writtenBody(rfc8628, response)))
}

function introspected(token: ActiveToken | { readonly active: false }): TokenIntrospected {
  return { kind: 'tokenIntrospected', ...token }
}

describe('the responses', () => {
  it('have two codes, as in RFC 8628 §3.2', () => {
    expect(written(rfc8628, started)).toEqual({
      status: 200,
      body: {
        device_code: 'nW6vJZ_iw3i6ghpkG7VcvfGmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS7k',
        user_code: 'WDJB-MJHT',
        verification_uri: 'https://example.com/auth/device',
        verification_uri_complete: 'https://example.com/auth/device?user_code=WDJB-MJHT&k=O9-PNzfNHgf9z44-',
        expires_in: 1_800,
        interval: 5,
      },
    })
  })

  it('have the code in the complete address only, as the person would type it', () => {
    const body = writtenBody(rfc8628, started)
    const complete = new URL(String(body['verification_uri_complete']))
    expect(readUserCode(complete.searchParams.get('user_code') ?? '', rfc8628.userCode)).toBe(started.userCode)
    expect(String(body['verification_uri'])).toBe(complete.origin + complete.pathname)
  })

  it.each([
    [
      'without a refresh token',
      issued,
      { access_token: 'at', token_type: 'Bearer', expires_in: 600, scope: 'read write' },
    ],
    [
      'with a refresh token',
      { ...issued, refreshToken: 'rt' },
      { access_token: 'at', token_type: 'Bearer', expires_in: 600, refresh_token: 'rt', scope: 'read write' },
    ],
    [
      'with an ID token',
      { ...issued, idToken: 'it' },
      { access_token: 'at', token_type: 'Bearer', expires_in: 600, id_token: 'it', scope: 'read write' },
    ],
    [
      'with an empty scope',
      { ...issued, scope: [] },
      { access_token: 'at', token_type: 'Bearer', expires_in: 600, scope: '' },
    ],
  ])('have tokens %s', (_, response, body) => {
    expect(JSON.parse(JSON.stringify(written(rfc8628, response)))).toEqual({ status: 200, body })
  })

  it('always have their members in the same order, so that equal responses have equal bytes', () => {
    const body = bodyOf({ ...issued, idToken: 'it', refreshToken: 'rt' })
    expect(Object.keys(body)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
      'id_token',
      'scope',
    ])
    expect(schemas.tokensIssued.safeParse(body).error).toBe(undefined)
  })

  it('have what an app keeps of its login at the end', () => {
    const body = bodyOf({ ...issued, known: 'example' })
    expect(Object.entries(body).at(-1)).toEqual(['known', 'example'])
    const login = rfc8628.endpoints.find(({ path }) => path === '/login')
    expect(login?.response?.safeParse(body)).toMatchObject({ success: true })
    expect(schemas.tokensIssued.safeParse(body).success).toBe(false)
  })

  it('pass their schemas with any numbers', () => {
    const durations = fc.integer({ min: 1_000, max: 86_400_000 })
    fc.assert(
      fc.property(durations, durations, (lifetime, interval) => {
        const codes = writtenBody(rfc8628, { ...started, lifetime, interval })
        const tokens = JSON.parse(JSON.stringify(writtenBody(rfc8628, { ...issued, lifetime })))
        expect(schemas.authorizationStarted.safeParse(codes).error).toBe(undefined)
        expect(schemas.tokensIssued.safeParse(tokens).error).toBe(undefined)
      }),
      { seed: 1 },
    )
  })

  it('never promise a longer lifetime or a shorter interval', () => {
    const body = writtenBody(rfc8628, { ...started, lifetime: 59_999, interval: 5_001 })
    expect(body).toMatchObject({ expires_in: 59, interval: 6 })
  })
})

describe('a revocation', () => {
  it('gets an empty object for any token (RFC 7009 §2.2)', () => {
    expect(written(rfc8628, revoked)).toEqual({ status: 200, body: {} })
    expect(JSON.stringify(bodyOf(revoked))).toBe('{}')
    expect(schemas.tokenRevoked.safeParse(bodyOf(revoked)).error).toBe(undefined)
  })
})

describe('an introspection (RFC 7662 §2.2)', () => {
  it('describes an access token to a resource server', () => {
    expect(written(rfc8628, introspected(accessToken)).status).toBe(200)
    expect(Object.entries(bodyOf(introspected(accessToken)))).toEqual([
      ['active', true],
      ['scope', 'read write'],
      ['client_id', 'tv'],
      ['username', 'alice'],
      ['token_type', 'Bearer'],
      ['exp', 1_700_000_600],
      ['iat', 1_700_000_000],
      ['sub', 'account-7'],
      ['aud', 'https://api.example'],
      ['iss', 'https://example.com'],
      ['jti', 'token-1'],
      ['auth_time', 1_700_000_000],
      ['acr', 'two-factors'],
      ['amr', ['pwd', 'otp']],
    ])
  })

  it('marks a refresh token, and has no member that makes it look like an access token', () => {
    expect(written(rfc8628, introspected(refreshToken)).status).toBe(200)
    expect(Object.entries(bodyOf(introspected(refreshToken)))).toEqual([
      ['active', true],
      ['scope', 'read write'],
      ['client_id', 'tv'],
      ['username', 'alice'],
      ['token_use', 'refresh_token'],
      ['exp', 1_702_592_000],
      ['sub', 'account-7'],
      ['iss', 'https://example.com'],
      ['auth_time', 1_700_000_000],
    ])
  })

  it('reports every other token as not active, without a reason', () => {
    const response = written(rfc8628, introspected({ active: false }))
    expect(JSON.stringify(response)).toBe('{"status":200,"body":{"active":false}}')
  })

  it('has several audiences as a list, and an empty scope as empty text', () => {
    const audience = ['https://api.example', 'https://files.example']
    expect(bodyOf(introspected({ ...accessToken, audience, scope: [] }))).toMatchObject({ aud: audience, scope: '' })
  })

  it('leaves out the claims that an access token of the host does not have', () => {
    const { issuedAt: _issuedAt, tokenId: _tokenId, acr: _acr, amr: _amr, ...bare } = accessToken
    const body = bodyOf(introspected({ ...bare, audience: [] }))
    const required = ['active', 'scope', 'client_id', 'username', 'token_type', 'exp', 'sub', 'iss', 'auth_time']
    expect(Object.keys(body)).toEqual(required)
    expect(schemas.tokenIntrospected.safeParse(body).error).toBe(undefined)
  })

  it.each<[string, TokenIntrospected]>([
    ['an access token', introspected(accessToken)],
    ['an access token for several audiences', introspected({ ...accessToken, audience: ['urn:a', 'urn:b'] })],
    ['a refresh token', introspected(refreshToken)],
    ['no token', introspected({ active: false })],
  ])('passes its schema: %s', (_, response) => {
    expect(schemas.tokenIntrospected.safeParse(bodyOf(response)).error).toBe(undefined)
  })
})

describe('the problems', () => {
  const expected: Readonly<Record<ProblemCode, readonly [status: number, word: string]>> = {
    invalidRequest: [400, 'invalid_request'],
    invalidClient: [401, 'invalid_client'],
    invalidGrant: [400, 'invalid_grant'],
    unknownDeviceCode: [400, 'invalid_grant'],
    usedDeviceCode: [400, 'invalid_grant'],
    invalidRefreshToken: [400, 'invalid_grant'],
    invalidCredentials: [400, 'invalid_grant'],
    secondFactorRequired: [400, 'invalid_grant'],
    wrongSecondFactor: [400, 'invalid_grant'],
    invalidFactorTicket: [400, 'invalid_grant'],
    unauthorizedClient: [400, 'unauthorized_client'],
    introspectionForbidden: [403, 'unauthorized_client'],
    unsupportedGrantType: [400, 'unsupported_grant_type'],
    invalidScope: [400, 'invalid_scope'],
    invalidTarget: [400, 'invalid_target'],
    invalidClientMetadata: [400, 'invalid_client_metadata'],
    invalidRedirectUri: [400, 'invalid_redirect_uri'],
    invalidProof: [400, 'invalid_dpop_proof'],
    useNonce: [400, 'use_dpop_nonce'],
    authorizationPending: [400, 'authorization_pending'],
    slowDown: [400, 'slow_down'],
    accessDenied: [400, 'access_denied'],
    expiredToken: [400, 'expired_token'],
    foreignOrigin: [403, 'invalid_request'],
    methodNotAllowed: [405, 'invalid_request'],
    tooManyRequests: [429, 'temporarily_unavailable'],
    requestTimeout: [408, 'invalid_request'],
    contentTooLarge: [413, 'invalid_request'],
    unsupportedMediaType: [415, 'invalid_request'],
    serverError: [500, 'server_error'],
    temporarilyUnavailable: [503, 'temporarily_unavailable'],
  }
  const isCode = (text: string): text is ProblemCode => text in expected
  const codes = Object.keys(problems).filter(isCode)

  it('are complete', () => {
    expect(codes.toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  it.each(codes.map((code) => [code, ...expected[code]] as const))('%s is %i %s', (code, status, word) => {
    const response = written(rfc8628, problem(code, 'What went wrong.'))
    expect(JSON.parse(JSON.stringify(response))).toEqual({
      status,
      body: { error: word, error_description: 'What went wrong.' },
    })
  })

  it.each(codes)('%s passes the schema of problems, with and without timing', (code) => {
    for (const timing of [{}, { interval: 10_000 }, { retryAfter: 1_000 }, { interval: 1, retryAfter: 1 }]) {
      const body = writtenBody(rfc8628, problem(code, 'What went wrong.', timing))
      expect(schemas.problem.safeParse(JSON.parse(JSON.stringify(body))).error).toBe(undefined)
    }
  })

  it('slow_down has the interval in its body, in seconds and rounded up', () => {
    const body = writtenBody(rfc8628, problem('slowDown', 'Polled too fast.', { interval: 10_001, retryAfter: 10_001 }))
    expect(body).toEqual({ error: 'slow_down', error_description: 'Polled too fast.', interval: 11 })
  })
})

describe('the schemas are strict', () => {
  const tokens = { access_token: 'at', token_type: 'Bearer', expires_in: 600, scope: 'read' }
  const codes = writtenBody(rfc8628, started)
  const active = bodyOf(introspected(accessToken))

  it.each([
    ['tokens without a scope', schemas.tokensIssued, { ...tokens, scope: undefined }],
    ['tokens with an unknown member', schemas.tokensIssued, { ...tokens, id: 7 }],
    ['tokens that have expired', schemas.tokensIssued, { ...tokens, expires_in: 0 }],
    ['a device code that is too short', schemas.authorizationStarted, { ...codes, device_code: 'short' }],
    ['a fraction of a second', schemas.authorizationStarted, { ...codes, interval: 0.5 }],
    ['a relative address', schemas.authorizationStarted, { ...codes, verification_uri: '/device' }],
    ['an empty ID token', schemas.tokensIssued, { ...tokens, id_token: '' }],
    ['an empty refresh token', schemas.tokensIssued, { ...tokens, refresh_token: '' }],
    ['a revocation with a member', schemas.tokenRevoked, { revoked: true }],
    ['an inactive token with a reason', schemas.tokenIntrospected, { active: false, reason: 'expired' }],
    ['an inactive token with a subject', schemas.tokenIntrospected, { active: false, sub: 'account-7' }],
    ['a token whose active is text', schemas.tokenIntrospected, { ...active, active: 'true' }],
    ['an active token without other members', schemas.tokenIntrospected, { active: true }],
    ['an active token without a subject', schemas.tokenIntrospected, { ...active, sub: undefined }],
    ['an active token without an end', schemas.tokenIntrospected, { ...active, exp: undefined }],
    ['an active token of another type', schemas.tokenIntrospected, { ...active, token_type: 'MAC' }],
    ['an active token with an unknown member', schemas.tokenIntrospected, { ...active, grant_id: 'x' }],
    ['a fraction of a second in a token', schemas.tokenIntrospected, { ...active, exp: 1.5 }],
    ['an error code that no RFC has', schemas.problem, { error: 'oops', error_description: 'x' }],
    ['a description with a quote', schemas.problem, { error: 'invalid_grant', error_description: '"' }],
    ['a description with a line break', schemas.problem, { error: 'invalid_grant', error_description: 'a\nb' }],
    ['a description beyond ASCII', schemas.problem, { error: 'invalid_grant', error_description: '\u00E9' }],
  ])('%s does not pass', (_, schema, body) => {
    expect(schema.safeParse(body).success).toBe(false)
  })
})
