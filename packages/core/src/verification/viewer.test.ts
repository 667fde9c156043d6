import { createManualClock } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { requestOf } from '../../test-support/http.js'
import { createSystemRuntime } from '../defaults/system.js'
import { createCookieJar } from '../http/cookies.js'
import type { AccessTokenClaims, TokenIssuer } from '../ports/token-issuer.js'
import { createPageSessions } from './session.js'
import { callerByToken, type ViewerDeps, viewerByCookie } from './viewer.js'

// docs/decisions/0008: only a person decides, and no token that a device received can decide.

const claims: AccessTokenClaims = {
  subject: 'account-alice',
  clientId: 'first-party',
  scope: ['read'],
  audience: ['https://example.com'],
  tokenId: 'token-1',
  authenticatedAt: 5,
  expiresAt: 9,
  occasion: 'login',
}

function partsWith(verify: TokenIssuer['verify'], changes: Partial<ViewerDeps> = {}): ViewerDeps {
  const runtime = createSystemRuntime({ secret: 'a server secret for tests of 32 characters or more' })
  const clock = createManualClock()
  return {
    clock,
    service: { isSignedIn: async () => true, isTokenActive: async () => true },
    sessions: createPageSessions({ ...runtime, clock }, createCookieJar('session', true), 'https://example.com'),
    tokens: { issue: () => Promise.reject(new Error('not asked for')), ...(verify && { verify }) },
    firstPartyClientId: 'first-party',
    ...changes,
  }
}

describe('the caller with a token', () => {
  it('of a sign-in is that person, in a session of its own', async () => {
    const verify = vi.fn(async () => claims)
    const parts = partsWith(verify)
    const checkedAt = parts.clock.now()
    expect(await callerByToken(parts, 'the-token')).toEqual({
      who: 'person',
      viewer: { subject: 'account-alice', sessionId: 'token-1', authenticatedAt: 5, checkedAt },
    })
    // No audience is named: the token must be for the issuer itself, not for an API.
    expect(verify.mock.calls).toEqual([['the-token']])
  })

  it.each(['tv', 'First-Party', 'first-party ', ''])('of the client %j is not a person', async (clientId) => {
    expect(
      await callerByToken(
        partsWith(async () => ({ ...claims, clientId })),
        't',
      ),
    ).toEqual({ who: 'notAPerson' })
  })

  it.each(['refreshToken', 'deviceCode', 'password'] as const)('issued for %s is not a person', async (occasion) => {
    const parts = partsWith(async () => ({ ...claims, occasion }))
    expect(await callerByToken(parts, 't')).toEqual({ who: 'notAPerson' })
  })

  it('without a recorded grant is not a person: it may come from a refresh', async () => {
    const { occasion: _, ...unsaid } = claims
    const isTokenActive = vi.fn(async () => true)
    const parts = partsWith(async () => unsaid, { service: { isSignedIn: async () => true, isTokenActive } })
    expect(await callerByToken(parts, 't')).toEqual({ who: 'notAPerson' })
    expect(isTokenActive).not.toHaveBeenCalled()
  })

  it('whose grant has ended is not signed in', async () => {
    const service = { isSignedIn: async () => true, isTokenActive: async () => false }
    expect(
      await callerByToken(
        partsWith(async () => claims, { service }),
        't',
      ),
    ).toEqual({ who: 'nobody' })
  })

  it('that is not valid is not signed in', async () => {
    expect(
      await callerByToken(
        partsWith(async () => undefined),
        't',
      ),
    ).toEqual({ who: 'nobody' })
  })

  it('is not signed in when tokens cannot be verified', async () => {
    expect(await callerByToken(partsWith(undefined), 't')).toEqual({ who: 'nobody' })
  })

  it('causes a fault while the issuer is down', async () => {
    await expect(
      callerByToken(
        partsWith(() => Promise.reject(new Error('down'))),
        't',
      ),
    ).rejects.toThrow('down')
  })
})

describe('the caller with a cookie', () => {
  it('is the person of the page’s session', async () => {
    const parts = partsWith(undefined)
    const { session, setCookie } = parts.sessions.startFor('account-alice', 5)
    const request = requestOf({ headers: { cookie: setCookie.split(';')[0] } })
    expect(await viewerByCookie(parts, request)).toEqual({ ...session.viewer, checkedAt: parts.clock.now() })
  })

  it('of a session without a sign-in is not signed in', async () => {
    const parts = partsWith(undefined)
    const cookie = parts.sessions.startAnonymous().setCookie.split(';')[0]
    expect(await viewerByCookie(parts, requestOf({ headers: { cookie } }))).toBe(undefined)
    expect(await viewerByCookie(parts, requestOf())).toBe(undefined)
  })

  it('is the person of the host’s session, if the host has its own sign-in: the page’s cookie is ignored', async () => {
    const theirs = { subject: 'account-bob', sessionId: 'host-session', authenticatedAt: 7 }
    const find = vi.fn(async () => theirs)
    const parts = partsWith(undefined, { hostSessions: { find, signInUrl: () => '/login' } })
    const cookie = parts.sessions.startFor('account-alice', 5).setCookie.split(';')[0]
    const request = requestOf({ headers: { cookie } })
    expect(await viewerByCookie(parts, request)).toEqual({ ...theirs, checkedAt: parts.clock.now() })
    expect(find.mock.calls).toEqual([[request]])
  })
})
