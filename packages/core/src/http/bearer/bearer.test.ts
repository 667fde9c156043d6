import { describe, expect, it, vi } from 'vitest'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import { type BearerRule, createBearerCheck } from './create-bearer-check.js'
import { credentialsOf } from './resource-request.js'

// RFC 6750 §2.1, §3 and §3.1.

const claims: AccessTokenClaims = {
  subject: 'account-alice',
  clientId: 'tv',
  scope: ['read', 'write'],
  audience: ['https://api.example/'],
  tokenId: 't1',
  authenticatedAt: 0,
  expiresAt: 1,
}

function checkWith(rule: Partial<BearerRule> = {}) {
  const verify = vi.fn(
    async (token: string): Promise<AccessTokenClaims | undefined> => (token === 'good' ? claims : undefined),
  )
  return { verify, check: createBearerCheck({ verify }, { audience: ['https://api.example/'], ...rule }) }
}

describe('an accepted token', () => {
  it.each([['Bearer good'], ['bearer good'], ['BEARER  good']])('passes with its claims: %s', async (header) => {
    const { check, verify } = checkWith({ scope: ['read'] })
    expect(await check(header)).toEqual({ ok: true, claims })
    expect(verify).toHaveBeenCalledWith('good', ['https://api.example/'])
  })

  it.each(['token good', 'Token good', 'TOKEN  good', 'Bearer good'])(
    'has one of the schemes, in any case: %s',
    async (header) => {
      expect(await checkWith({ schemes: ['Bearer', 'token'] }).check(header)).toEqual({ ok: true, claims })
      expect(await checkWith({ schemes: ['TOKEN', 'bearer'] }).check(header)).toEqual({ ok: true, claims })
    },
  )

  it.each([[undefined], [[]], [['read']], [['write', 'read']]])('has every scope of %j', async (scope) => {
    expect(await checkWith(scope && { scope }).check('Bearer good')).toMatchObject({ ok: true })
  })
})

describe('the bearer check', () => {
  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic YTpi'],
    ['a scheme that other checks accept', 'token good'],
    ['a scheme in front of another', 'token Bearer good'],
    ['no scheme', 'good'],
    ['a space in front', ' Bearer good'],
    ['no token', 'Bearer '],
    ['two tokens', 'Bearer a b'],
    ['two headers, joined', 'Bearer a, Bearer b'],
    ['characters that no token may have', 'Bearer a"b'],
    ['a line break', 'Bearer good\n'],
  ])('refuses a request with %s, and the challenge names no error', async (_, header) => {
    const { check, verify } = checkWith()
    expect(await check(header)).toMatchObject({
      ok: false,
      response: { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="devicegrant"' } },
    })
    expect(verify).not.toHaveBeenCalled()
  })

  it('names Bearer in its challenge, also to a request with another scheme', async () => {
    const { check } = checkWith({ schemes: ['Bearer', 'token'] })
    for (const header of ['token', 'token ', 'tok good', 'token a b', 'token good, Bearer good', 'tokengood']) {
      expect(await check(header)).toMatchObject({
        ok: false,
        response: { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="devicegrant"' } },
      })
    }
    expect(await check('token stolen')).toMatchObject({
      response: { headers: { 'WWW-Authenticate': 'Bearer realm="devicegrant", error="invalid_token"' } },
    })
  })

  it('refuses an invalid token without a reason', async () => {
    expect(await checkWith().check('Bearer stolen')).toMatchObject({
      ok: false,
      response: {
        status: 401,
        headers: {
          'WWW-Authenticate': 'Bearer realm="devicegrant", error="invalid_token"',
          'Cache-Control': 'no-store',
          'Content-Type': 'application/json',
        },
        body: expect.not.stringContaining('stolen'),
      },
    })
  })

  it.each([[['admin']], [['read', 'admin']], [['READ']]])(
    'refuses a token without %j, and the challenge names the required scope',
    async (scope) => {
      expect(await checkWith({ scope }).check('Bearer good')).toMatchObject({
        ok: false,
        response: {
          status: 403,
          headers: {
            'WWW-Authenticate': `Bearer realm="devicegrant", error="insufficient_scope", scope="${scope.join(' ')}"`,
          },
        },
      })
    },
  )

  it('refuses a token of a revoked grant like any other invalid token', async () => {
    const isActive = vi.fn(async () => false)
    const over = await checkWith({ isActive, scope: ['admin'] }).check('Bearer good')
    expect(over).toEqual(await checkWith().check('Bearer stolen'))
    expect(isActive.mock.calls).toEqual([[claims]])
  })

  it('rejects if it cannot look up the grant of a token', async () => {
    const isActive = () => Promise.reject(new Error('store down'))
    await expect(checkWith({ isActive }).check('Bearer good')).rejects.toThrow('store down')
  })

  it('rejects if the token issuer fails, and gives no verdict', async () => {
    const check = createBearerCheck({ verify: () => Promise.reject(new Error('down')) }, { audience: ['a'] })
    await expect(check('Bearer good')).rejects.toThrow('down')
    await expect(check(undefined)).resolves.toMatchObject({ ok: false })
  })
})

describe('a wrong rule', () => {
  const verify = async () => claims

  // A text has `includes` too: a part of the expected audience would be accepted.
  it.each([[undefined], ['https://api.example/'], ['any'], [[]], [[7]]])(
    'with the audience %j is refused',
    (audience) => {
      const rule = Object.assign({ audience: ['a'] }, { audience })
      expect(() => createBearerCheck({ verify }, rule)).toThrow(
        'audience of createBearerCheck must be a list of at least one audience',
      )
    },
  )

  it('with a scope as text is refused', () => {
    const rule = { audience: ['a'], scope: 'read' }
    expect(() => Reflect.apply(createBearerCheck, undefined, [{ verify }, rule])).toThrow(
      'scope of createBearerCheck must be a list',
    )
  })

  it('that is absent is refused', () => {
    expect(() => Reflect.apply(createBearerCheck, undefined, [{ verify }])).toThrow(
      'audience of createBearerCheck must be a list of at least one audience',
    )
  })

  it.each([null, true])('with isActive %j is refused', (isActive) => {
    const rule = { audience: ['a'], isActive }
    expect(() => Reflect.apply(createBearerCheck, undefined, [{ verify }, rule])).toThrow(
      'isActive of createBearerCheck must be a function',
    )
  })

  it.each<[unknown, string]>([
    ['token', "be a list of schemes, such as ['Bearer', 'token']"],
    [[], "be a list of schemes, such as ['Bearer', 'token']"],
    [null, "be a list of schemes, such as ['Bearer', 'token']"],
    [['Bearer', 7], "be a list of schemes, such as ['Bearer', 'token']"],
    [['Bearer', 'Bearer '], 'have one word for each scheme, without spaces (RFC 9110 §11.1)'],
    [['Bearer', ''], 'have one word for each scheme'],
    [['token'], "have 'Bearer': the challenge of a refused request asks for it"],
    [['Bearer', 'Basic'], 'not have basic: its credentials are no Bearer token'],
    [['DPoP', 'Bearer'], 'not have dpop: its credentials are no Bearer token'],
    [['Bearer', 'token', 'Token'], 'name each scheme once: their case does not matter'],
  ])('with the schemes %j is refused', (schemes, message) => {
    const rule = { audience: ['a'], schemes }
    expect(() => Reflect.apply(createBearerCheck, undefined, [{ verify }, rule])).toThrow(
      `schemes of createBearerCheck must ${message}`,
    )
  })

  it('with a token issuer that cannot verify is refused', () => {
    expect(() => Reflect.apply(createBearerCheck, undefined, [{}, { audience: ['a'] }])).toThrow(
      'tokens must have the function verify',
    )
  })
})

describe('a token issuer of the host', () => {
  it('may return its verdict at once, and null for a token that is not valid', async () => {
    const verify = (token: string) => (token === 'good' ? claims : null)
    const check = createBearerCheck({ verify }, { audience: ['https://api.example/'] })
    expect(await check('Bearer good')).toEqual({ ok: true, claims })
    expect(await check('Bearer stolen')).toMatchObject({ ok: false, response: { status: 401 } })
  })
})

describe('a token issuer of the host that makes a mistake', () => {
  it('and returns a token for another audience does not get it accepted', async () => {
    const check = createBearerCheck({ verify: async () => claims }, { audience: ['https://other.example/'] })
    expect(await check('Bearer good')).toMatchObject({ ok: false, response: { status: 401 } })
  })

  it.each<[string, object]>([
    ['scope', { scope: 'read:all write:all' }],
    ['audience', { audience: 'https://api.example/' }],
  ])('and returns the %s as text is a fault, because a part of the text would match', async (member, wrong) => {
    const verify = async () => Object.assign({}, claims, wrong)
    const check = createBearerCheck({ verify }, { audience: ['https://api.example/'], scope: ['read'] })
    await expect(check('Bearer good')).rejects.toThrow(`${member} must be a list of`)
  })
})

describe('credentialsOf', () => {
  const tokenIn = (authorization: string, schemes = ['Bearer']) => credentialsOf(authorization, schemes, false)?.token

  it('reads every character that RFC 6750 allows', () => {
    expect(tokenIn('Bearer aZ09-._~+/==')).toBe('aZ09-._~+/==')
  })

  it('is not slow on long text', () => {
    expect(tokenIn(`Bearer ${' '.repeat(100_000)}!`)).toBe(undefined)
    expect(tokenIn(`Bearer ${'='.repeat(100_000)}!`)).toBe(undefined)
    expect(tokenIn(`Bearer ${'a'.repeat(100_000)}`)).toHaveLength(100_000)
    expect(tokenIn(`${'a'.repeat(100_000)} a`, ['token'])).toBe(undefined)
  })
})
