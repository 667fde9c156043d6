import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, alice, lastingScope, refreshTokenIn, tokensIn } from '../../test-support/device.js'
import { createLastingWorld, createWorld, type LastingWorld } from '../../test-support/world.js'
import { minute } from '../machine/time.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type { TokensIssued } from '../protocol/outcome.js'
import { PortFault } from './port-fault.js'

// What a bearer check asks beside the signature: docs/decisions/0014 and 0016.

let world: LastingWorld
let tokens: TokensIssued

beforeEach(async () => {
  world = createLastingWorld()
  tokens = await world.link({ scope: lastingScope })
})

const subject = 'account-alice'

describe('an access token', () => {
  it('stands from the beginning, and beside its successors', async () => {
    expect(await world.isStanding(tokens.accessToken)).toBe(true)
    const next = tokensIn(await world.refresh(refreshTokenIn(tokens)))
    expect(await world.isStanding(tokens.accessToken)).toBe(true)
    expect(await world.isStanding(next.accessToken)).toBe(true)
  })

  it('of a grant without a refresh token stands as long as it lives', async () => {
    const { accessToken } = await world.link({ scope: ['read'] })
    world.clock.advance(10 * minute - 1)
    expect(await world.isStanding(accessToken)).toBe(true)
  })

  it.each<[string, () => unknown]>([
    ['thrown away by its client', () => world.revoke(tokens.accessToken)],
    ['whose refresh token was thrown away', () => world.revoke(refreshTokenIn(tokens))],
    [
      'whose device was unlinked',
      async () => {
        const [device] = await world.devices()
        await world.service.unlinkDevice(alice, device?.grantId ?? '', {})
      },
    ],
    ['whose account is disabled', () => world.accounts.change(subject, { disabled: true })],
    ['whose account is gone', () => world.accounts.bySubject.delete(subject)],
    [
      'whose account was signed out everywhere at the moment of the grant',
      () => world.accounts.change(subject, { signedOutAt: world.clock.now() }),
    ],
    ['whose account was cut off', () => world.service.endGrants({ subject })],
    ['whose client was cut off', () => world.service.endGrants({ clientId: 'tv' })],
    ['whose grant the store has forgotten', () => vi.spyOn(world.families, 'find').mockResolvedValue(undefined)],
  ])('%s does not stand', async (_, harm) => {
    await harm()
    expect(await world.isStanding(tokens.accessToken)).toBe(false)
  })

  it.each<[string, () => unknown]>([
    [
      'whose account was signed out everywhere before the grant',
      () => world.accounts.change(subject, { signedOutAt: world.clock.now() - 1 }),
    ],
    ['beside an account that was cut off', () => world.service.endGrants({ subject: 'account-bob' })],
    ['beside a client that was cut off', () => world.service.endGrants({ clientId: 'other-tv' })],
    [
      'of an account with another grant that was thrown away',
      async () => world.revoke((await world.link()).accessToken),
    ],
  ])('%s stands', async (_, harm) => {
    await harm()
    expect(await world.isStanding(tokens.accessToken)).toBe(true)
  })

  it('is measured by the approval, not by the sign-in before it nor by the refreshes after it', async () => {
    const cutOff = world.clock.now()
    world.clock.advance(5)
    const later = await world.link({ scope: lastingScope })
    world.accounts.change(subject, { signedOutAt: cutOff + 4 })
    const refreshed = await world.refresh(refreshTokenIn(tokens))
    expect(refreshed).toMatchObject({ code: 'invalidRefreshToken' })
    expect(await world.isStanding(tokens.accessToken)).toBe(false)
    expect(await world.isStanding(later.accessToken)).toBe(true)
  })

  it('that cannot be looked up rejects with a PortFault, and is never taken to stand', async () => {
    for (const [port, call] of [
      [world.families, 'find'],
      [world.families, 'findCutOff'],
    ] as const) {
      vi.spyOn(port, call).mockRejectedValueOnce(new Error('down'))
      await expect(world.isStanding(tokens.accessToken)).rejects.toThrow(PortFault)
    }
    vi.spyOn(world.accounts, 'findAccount').mockRejectedValueOnce(new Error('down'))
    await expect(world.isStanding(tokens.accessToken)).rejects.toThrow(PortFault)
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

  it('stands, though nobody can end it alone: its account and its client are all that is looked at', async () => {
    const find = vi.spyOn(world.families, 'find')
    expect(await world.service.isTokenStanding(claims())).toBe(true)
    expect(find).not.toHaveBeenCalled()
  })

  it.each<[string, () => unknown]>([
    ['whose account is disabled', () => world.accounts.change(subject, { disabled: true })],
    ['whose account is gone', () => world.accounts.bySubject.delete(subject)],
    ['whose account was signed out', () => world.accounts.change(subject, { signedOutAt: world.clock.now() })],
    ['whose account was cut off', () => world.service.endGrants({ subject })],
    ['whose client was cut off', () => world.service.endGrants({ clientId: 'tv' })],
    ['whose client is disabled', () => world.clients.change('tv', { disabled: true })],
    ['whose client is gone', () => world.clients.byId.delete('tv')],
  ])('%s does not stand', async (_, harm) => {
    const named = claims()
    await harm()
    expect(await world.service.isTokenStanding(named)).toBe(false)
  })

  it('does not stand, and is not active, where the host refuses such tokens', async () => {
    const strict = world.secondService({ tokensWithoutGrant: 'refuse' })
    expect(await strict.isTokenStanding(claims())).toBe(false)
    vi.spyOn(world.issuer, 'verify').mockResolvedValue(claims())
    expect(await actionsAt(strict).introspect('t')).toEqual({ kind: 'tokenIntrospected', active: false })
    expect(await world.introspect('t')).toMatchObject({ active: true })
  })

  it('stands like any other where no families are kept', async () => {
    const simple = createWorld()
    expect(await simple.service.isTokenStanding({ ...claims(), grantId: 'whatever' })).toBe(true)
  })
})

describe('where the host refuses tokens that name no grant', () => {
  it('a token that names one stands as before', async () => {
    const strict = world.secondService({ tokensWithoutGrant: 'refuse' })
    const named = world.issuer.claims.get(tokens.accessToken)
    expect(named && (await strict.isTokenStanding(named))).toBe(true)
  })
})
