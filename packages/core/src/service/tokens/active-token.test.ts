import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, alice, lastingScope, refreshTokenIn, tokensIn } from '../../../test-support/device.js'
import { createLastingWorld, createWorld, type LastingWorld, type World } from '../../../test-support/world.js'
import { minute } from '../../machine/time.js'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { PortFault } from '../call/faults.js'

// docs/decisions/0014 and 0016: what a bearer check looks up besides the signature.

let world: LastingWorld
let tokens: TokensIssued

beforeEach(async () => {
  world = createLastingWorld()
  tokens = await world.link({ scope: lastingScope })
})

const subject = 'account-alice'

describe('an access token', () => {
  it('is active from the start, and beside its successors', async () => {
    expect(await world.isActive(tokens.accessToken)).toBe(true)
    const next = tokensIn(await world.refresh(refreshTokenIn(tokens)))
    expect(await world.isActive(tokens.accessToken)).toBe(true)
    expect(await world.isActive(next.accessToken)).toBe(true)
  })

  it('of a grant without a refresh token is active until it expires', async () => {
    const { accessToken } = await world.link({ scope: ['read'] })
    world.clock.advance(10 * minute - 1)
    expect(await world.isActive(accessToken)).toBe(true)
  })

  it.each<[string, () => unknown]>([
    ['revoked by its client', () => world.revoke(tokens.accessToken)],
    ['whose refresh token was revoked', () => world.revoke(refreshTokenIn(tokens))],
    [
      'whose device was unlinked',
      async () => {
        const [device] = await world.devices()
        await world.service.unlinkDevice(alice, device?.grantId ?? '')
      },
    ],
    ['whose account is disabled', () => world.accounts.change(subject, { disabled: true })],
    ['whose account is gone', () => world.accounts.bySubject.delete(subject)],
    [
      'whose account was signed out everywhere at the moment of the grant',
      () => world.accounts.change(subject, { signedOutAt: world.clock.now() }),
    ],
    ['whose account had its grants revoked', () => world.service.revokeGrants({ subject })],
    ['whose client had its grants revoked', () => world.service.revokeGrants({ clientId: 'tv' })],
    ['whose grant the store has dropped', () => vi.spyOn(world.families, 'find').mockResolvedValue(undefined)],
  ])('%s is not active', async (_, harm) => {
    await harm()
    expect(await world.isActive(tokens.accessToken)).toBe(false)
  })

  it.each<[string, () => unknown]>([
    [
      'whose account was signed out everywhere before the grant',
      () => world.accounts.change(subject, { signedOutAt: world.clock.now() - 1 }),
    ],
    ['beside another account whose grants were revoked', () => world.service.revokeGrants({ subject: 'account-bob' })],
    ['beside another client whose grants were revoked', () => world.service.revokeGrants({ clientId: 'other-tv' })],
    ['of an account with another grant that was revoked', async () => world.revoke((await world.link()).accessToken)],
  ])('%s is active', async (_, harm) => {
    await harm()
    expect(await world.isActive(tokens.accessToken)).toBe(true)
  })

  it('is judged by the time of the approval, not by the sign-in before it or the refreshes after it', async () => {
    const revokeBefore = world.clock.now()
    world.clock.advance(5)
    const later = await world.link({ scope: lastingScope })
    world.accounts.change(subject, { signedOutAt: revokeBefore + 4 })
    const refreshed = await world.refresh(refreshTokenIn(tokens))
    expect(refreshed).toMatchObject({ code: 'invalidRefreshToken' })
    expect(await world.isActive(tokens.accessToken)).toBe(false)
    expect(await world.isActive(later.accessToken)).toBe(true)
  })

  it('that cannot be looked up causes a PortFault, and never counts as active', async () => {
    for (const [port, call] of [
      [world.families, 'find'],
      [world.families, 'findRevokedBefore'],
    ] as const) {
      vi.spyOn(port, call).mockRejectedValueOnce(new Error('down'))
      await expect(world.isActive(tokens.accessToken)).rejects.toThrow(PortFault)
    }
    vi.spyOn(world.accounts, 'findAccount').mockRejectedValueOnce(new Error('down'))
    await expect(world.isActive(tokens.accessToken)).rejects.toThrow(PortFault)
  })
})

describe('an access token that names no grant', () => {
  const claims = (): AccessTokenClaims => ({
    subject,
    clientId: 'tv',
    scope: [],
    audience: [],
    tokenId: 't',
    authenticatedAt: world.clock.now(),
    expiresAt: world.clock.now() + minute,
  })

  it('is active, although it cannot be revoked alone: only its account and its client count', async () => {
    const find = vi.spyOn(world.families, 'find')
    expect(await world.service.isTokenActive(claims())).toBe(true)
    expect(find).not.toHaveBeenCalled()
  })

  it.each<[string, () => unknown]>([
    ['whose account is disabled', () => world.accounts.change(subject, { disabled: true })],
    ['whose account is gone', () => world.accounts.bySubject.delete(subject)],
    ['whose account was signed out', () => world.accounts.change(subject, { signedOutAt: world.clock.now() })],
    ['whose account had its grants revoked', () => world.service.revokeGrants({ subject })],
    ['whose client had its grants revoked', () => world.service.revokeGrants({ clientId: 'tv' })],
    ['whose client is disabled', () => world.clients.change('tv', { disabled: true })],
    ['whose client is gone', () => world.clients.byId.delete('tv')],
  ])('%s is not active', async (_, harm) => {
    const named = claims()
    await harm()
    expect(await world.service.isTokenActive(named)).toBe(false)
  })

  it('is not active if the host refuses such tokens', async () => {
    const strict = world.secondService({ tokensWithoutGrant: 'refuse' })
    expect(await strict.isTokenActive(claims())).toBe(false)
    vi.spyOn(world.issuer, 'verify').mockResolvedValue(claims())
    expect(await actionsAt(strict).introspect('t')).toEqual({ kind: 'tokenIntrospected', active: false })
    expect(await world.introspect('t')).toMatchObject({ active: true })
  })
})

describe('if the host refuses tokens that name no grant', () => {
  it('a token that names one is active as before', async () => {
    const strict = world.secondService({ tokensWithoutGrant: 'refuse' })
    const named = world.issuer.claims.get(tokens.accessToken)
    expect(named && (await strict.isTokenActive(named))).toBe(true)
  })
})

describe('without families, an access token', () => {
  const claims = (simple: World, grantId?: string): AccessTokenClaims => ({
    subject,
    clientId: 'tv',
    scope: [],
    audience: [],
    tokenId: 't',
    authenticatedAt: simple.clock.now(),
    expiresAt: simple.clock.now() + minute,
    ...(grantId !== undefined && { grantId }),
  })

  it.each([undefined, 'whatever'])('is active, with the grant %s', async (grantId) => {
    const simple = createWorld()
    expect(await simple.service.isTokenActive(claims(simple, grantId))).toBe(true)
  })

  it.each<[string, (simple: World) => unknown]>([
    ['whose account is disabled', ({ accounts }) => accounts.change(subject, { disabled: true })],
    ['whose account is gone', ({ accounts }) => accounts.bySubject.delete(subject)],
    ['whose account was signed out', ({ accounts, clock }) => accounts.change(subject, { signedOutAt: clock.now() })],
    ['whose client is disabled', ({ clients }) => clients.change('tv', { disabled: true })],
    ['whose client is gone', ({ clients }) => clients.byId.delete('tv')],
  ])('%s is not active', async (_, harm) => {
    const simple = createWorld()
    const named = claims(simple, 'whatever')
    await harm(simple)
    expect(await simple.service.isTokenActive(named)).toBe(false)
  })
})
