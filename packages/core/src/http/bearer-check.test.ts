import { describe, expect, it, vi } from 'vitest'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import { type BearerRule, bearerToken, createBearerCheck } from './bearer-check.js'

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

describe('a token that may pass', () => {
  it.each([['Bearer good'], ['bearer good'], ['BEARER  good']])(
    'is let through with what it says: %s',
    async (header) => {
      const { check, verify } = checkWith({ scope: ['read'] })
      expect(await check(header)).toEqual({ ok: true, claims })
      expect(verify).toHaveBeenCalledWith('good', ['https://api.example/'])
    },
  )

  it.each([[undefined], [[]], [['read']], [['write', 'read']]])('has every scope of %j', async (scope) => {
    expect(await checkWith(scope && { scope }).check('Bearer good')).toMatchObject({ ok: true })
  })
})

describe('whoever presents', () => {
  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic YTpi'],
    ['no token', 'Bearer '],
    ['two tokens', 'Bearer a b'],
    ['two headers, joined', 'Bearer a, Bearer b'],
    ['characters that no token has', 'Bearer a"b'],
    ['a line break', 'Bearer good\n'],
  ])('%s hears that a token is wanted, without an error code', async (_, header) => {
    const { check, verify } = checkWith()
    expect(await check(header)).toMatchObject({
      ok: false,
      answer: { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="devicegrant"' } },
    })
    expect(verify).not.toHaveBeenCalled()
  })

  it('a token that is not valid here hears so, and nothing of why', async () => {
    expect(await checkWith().check('Bearer stolen')).toMatchObject({
      ok: false,
      answer: {
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
    'a token without %j hears which scope is wanted',
    async (scope) => {
      expect(await checkWith({ scope }).check('Bearer good')).toMatchObject({
        ok: false,
        answer: {
          status: 403,
          headers: {
            'WWW-Authenticate': `Bearer realm="devicegrant", error="insufficient_scope", scope="${scope.join(' ')}"`,
          },
        },
      })
    },
  )

  it('a token whose grant is over hears what any other that is not valid hears', async () => {
    const isStanding = vi.fn(async () => false)
    const over = await checkWith({ isStanding, scope: ['admin'] }).check('Bearer good')
    expect(over).toEqual(await checkWith().check('Bearer stolen'))
    expect(isStanding.mock.calls).toEqual([[claims]])
  })

  it('a token whose grant cannot be looked up makes the check reject', async () => {
    const isStanding = () => Promise.reject(new Error('store down'))
    await expect(checkWith({ isStanding }).check('Bearer good')).rejects.toThrow('store down')
  })

  it('anything while the issuer is down makes the check reject: that is no verdict', async () => {
    const check = createBearerCheck({ verify: () => Promise.reject(new Error('down')) }, { audience: ['a'] })
    await expect(check('Bearer good')).rejects.toThrow('down')
    await expect(check(undefined)).resolves.toMatchObject({ ok: false })
  })
})

describe('bearerToken', () => {
  it('reads every character that RFC 6750 allows', () => {
    expect(bearerToken('Bearer aZ09-._~+/==')).toBe('aZ09-._~+/==')
  })

  it('is not slow on what is long', () => {
    expect(bearerToken(`Bearer ${' '.repeat(100_000)}!`)).toBe(undefined)
    expect(bearerToken(`Bearer ${'='.repeat(100_000)}!`)).toBe(undefined)
    expect(bearerToken(`Bearer ${'a'.repeat(100_000)}`)).toHaveLength(100_000)
  })
})
