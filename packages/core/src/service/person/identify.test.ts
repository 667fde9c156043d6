import { describe, expect, it, vi } from 'vitest'
import { createLastingWorld, createWorld } from '../../../test-support/world.js'
import type { AccessTokenClaims, TokenIssuer } from '../../ports/token-issuer.js'
import { startCall } from '../call/call.js'
import { PortFault } from '../call/faults.js'
import { createService } from '../create-service.js'

// docs/decisions/0008: only a person decides, and no token that a device received can decide.

const claims: AccessTokenClaims = {
  subject: 'account-alice',
  clientId: 'first-party',
  scope: ['read'],
  audience: ['https://issuer.example'],
  tokenId: 'token-1',
  authenticatedAt: 5,
  expiresAt: Number.MAX_SAFE_INTEGER,
  occasion: 'login',
}

function worldWith(verify: TokenIssuer['verify']) {
  return createLastingWorld({
    tokens: { issue: () => Promise.reject(new Error('not asked for')), ...(verify && { verify }) },
  })
}

const callerIn = ({ service }: ReturnType<typeof worldWith>) =>
  service.identifyByToken({ accessToken: 'the-token' }, startCall())

describe('the caller with a token', () => {
  it('of a sign-in is that person, in a session of its own', async () => {
    const verify = vi.fn(async () => claims)
    const world = worldWith(verify)
    expect(await callerIn(world)).toEqual({
      who: 'person',
      viewer: { subject: 'account-alice', sessionId: 'token-1', authenticatedAt: 5, checkedAt: world.clock.now() },
    })
    // No audience is named: the token must be for the issuer itself, not for an API.
    expect(verify.mock.calls).toEqual([['the-token', ['https://issuer.example']]])
  })

  it('that has expired counts as no sign-in, even if `verify` of the host compares no time', async () => {
    const verify = async () => ({ ...claims, expiresAt: world.clock.now() })
    const world = worldWith(verify)
    expect(await callerIn(world)).toEqual({ who: 'nobody' })
  })

  it('for an API counts as no sign-in, even if `verify` of the host compares no audience', async () => {
    const audience = ['https://api.example']
    expect(await callerIn(worldWith(async () => ({ ...claims, audience })))).toEqual({ who: 'nobody' })
  })

  it.each(['tv', 'First-Party', 'first-party '])('of the client %j is not a person', async (clientId) => {
    expect(await callerIn(worldWith(async () => ({ ...claims, clientId })))).toEqual({ who: 'notAPerson' })
  })

  it('of a client without a name causes a fault', async () => {
    await expect(callerIn(worldWith(async () => ({ ...claims, clientId: '' })))).rejects.toThrow('clientId must be')
  })

  it('is not a person if there is no first-party login', async () => {
    const { passwordLogin: _, ...parts } = createWorld().parts
    const world = {
      ...worldWith(undefined),
      service: createService({ ...parts, tokens: { ...parts.tokens, verify: async () => claims } }),
    }
    expect(await callerIn(world)).toEqual({ who: 'notAPerson' })
  })

  it.each(['refreshToken', 'deviceCode', 'password'] as const)('issued for %s is not a person', async (occasion) => {
    expect(await callerIn(worldWith(async () => ({ ...claims, occasion })))).toEqual({ who: 'notAPerson' })
  })

  it('without a recorded grant is not a person: it may come from a refresh', async () => {
    const { occasion: _, ...unsaid } = claims
    const world = worldWith(async () => unsaid)
    const findAccount = vi.spyOn(world.accounts, 'findAccount')
    expect(await callerIn(world)).toEqual({ who: 'notAPerson' })
    expect(findAccount).not.toHaveBeenCalled()
  })

  it('whose grant has ended is not signed in', async () => {
    expect(await callerIn(worldWith(async () => ({ ...claims, grantId: 'ended' })))).toEqual({ who: 'nobody' })
  })

  it('that is not valid is not signed in', async () => {
    expect(await callerIn(worldWith(async () => undefined))).toEqual({ who: 'nobody' })
  })

  it('is not signed in when tokens cannot be verified', async () => {
    expect(await callerIn(worldWith(undefined))).toEqual({ who: 'nobody' })
  })

  it('causes a fault while the issuer is down', async () => {
    const caller = callerIn(worldWith(() => Promise.reject(new Error('down'))))
    await expect(caller).rejects.toThrow('tokens.verify failed')
    await expect(caller).rejects.toBeInstanceOf(PortFault)
  })
})
