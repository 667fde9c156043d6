import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, lastingScope, refreshTokenIn, wordFor } from '../../../test-support/device.js'
import { agentSecret } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import type { TokenIssuer } from '../../ports/token-issuer.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { PortFault } from '../call/faults.js'

// RFC 7009.

let world: LastingWorld
let tokens: TokensIssued

beforeEach(async () => {
  world = createLastingWorld()
  tokens = await world.link({ scope: lastingScope })
  world.events.splice(0)
})

const revoked = { kind: 'tokenRevoked' }

async function expectOver(): Promise<void> {
  expect(await world.isActive(tokens.accessToken)).toBe(false)
  expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
  expect((await world.stored(refreshTokenIn(tokens))).family).toMatchObject({
    status: 'ended',
    reason: 'revokedByClient',
  })
  expect(world.eventsOf('grantEnded')).toHaveLength(1)
}

async function expectUntouched(): Promise<void> {
  expect(world.events).toEqual([])
  expect(await world.isActive(tokens.accessToken)).toBe(true)
  expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('tokensIssued')
}

describe('a revocation', () => {
  it.each<[string, () => string]>([
    ['the refresh token', () => refreshTokenIn(tokens)],
    ['the access token', () => tokens.accessToken],
  ])('of %s ends the whole grant, with one event', async (_, token) => {
    expect(await world.revoke(token())).toEqual(revoked)
    expect(world.events).toMatchObject([
      { type: 'grantEnded', reason: 'revokedByClient', clientId: 'tv', subject: 'account-alice', ip: '192.0.2.7' },
    ])
    await expectOver()
  })

  it('of any token that the grant ever gave ends the newest too', async () => {
    const next = await world.refresh(refreshTokenIn(tokens))
    const newest = await world.refresh(refreshTokenIn(next))
    world.clock.advance(minute)
    expect(await world.revoke(refreshTokenIn(tokens))).toEqual(revoked)
    expect(wordFor(await world.refresh(refreshTokenIn(newest)))).toBe('invalidRefreshToken')
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'revokedByClient' }])
  })

  it('gets the same response when it is repeated', async () => {
    for (const token of [refreshTokenIn(tokens), refreshTokenIn(tokens), tokens.accessToken]) {
      expect(await world.revoke(token)).toEqual(revoked)
    }
    await expectOver()
  })

  it('leaves other grants of the same account and client alone', async () => {
    const other = await world.link({ scope: lastingScope })
    await world.revoke(refreshTokenIn(tokens))
    expect(await world.isActive(other.accessToken)).toBe(true)
    expect(wordFor(await world.refresh(refreshTokenIn(other)))).toBe('tokensIssued')
  })

  it('ends the lost responses of the grant: of the refresh and of the device code', async () => {
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode)
    const token = refreshTokenIn(await world.poll(deviceCode))
    await world.refresh(token)
    await world.revoke(token)
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
  })

  it('of an access token works for any audience of the token', async () => {
    const { issuer } = world
    const verify: TokenIssuer['verify'] = async (token, audiences) =>
      audiences === 'any' ? issuer.verify(token) : undefined
    const { revoke } = actionsAt(world.secondService({ tokens: { issue: (grant) => issuer.issue(grant), verify } }))
    await revoke(tokens.accessToken)
    await expectOver()
  })

  it('works for a client that has lost its grant types, and for a grant that is no longer active', async () => {
    world.clients.change('tv', { grantTypes: [] })
    world.accounts.change('account-alice', { disabled: true })
    expect(await world.revoke(tokens.accessToken)).toEqual(revoked)
    expect(world.eventsOf('grantEnded')).toHaveLength(1)
  })
})

describe('a token that is not valid', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['invented', () => 'nonsense'],
    ['empty', () => ''],
    ['altered', () => `${refreshTokenIn(tokens).slice(0, -1)}~`],
    ['invented for an existing grant', () => refreshTokenIn(tokens).slice(0, 48) + 'A'.repeat(65)],
    ['very long', () => 'A'.repeat(1_000_000)],
    ['a device code', async () => (await world.start()).deviceCode],
  ])('%s: the same response as for a valid one', async (_, make) => {
    const token = await make()
    world.events.splice(0)
    expect(await world.revoke(token)).toEqual(revoked)
    await expectUntouched()
  })

  it('that has expired gets the same response as a valid one', async () => {
    const { accessToken } = await world.link({ scope: ['read'] })
    world.clock.advance(10 * minute)
    expect(await world.revoke(accessToken)).toEqual(revoked)
    expect(world.eventsOf('grantEnded')).toEqual([])
  })

  it('of an issuer without verify gets the same response, and the refresh token can be revoked', async () => {
    const { revoke } = actionsAt(world.secondService({ tokens: { issue: (grant) => world.issuer.issue(grant) } }))
    expect(await revoke(tokens.accessToken)).toEqual(revoked)
    expect(world.eventsOf('grantEnded')).toEqual([])
    await revoke(refreshTokenIn(tokens))
    await expectOver()
  })
})

describe('the client', () => {
  it.each([
    ['another one', { method: 'none', clientId: 'other-tv' }, 'invalidGrant'],
    [
      'another one, authenticated',
      { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret },
      'invalidGrant',
    ],
    ['an unknown one', { method: 'none', clientId: 'nobody' }, 'invalidClient'],
    ['one that does not authenticate', { method: 'none', clientId: 'agent' }, 'invalidClient'],
  ] as const)('%s ends nothing, by either token', async (_, client, word) => {
    expect(wordFor(await world.revoke(refreshTokenIn(tokens), { client }))).toBe(word)
    expect(wordFor(await world.revoke(tokens.accessToken, { client }))).toBe(word)
    world.events.splice(0)
    await expectUntouched()
  })

  it('that is disabled ends nothing', async () => {
    world.clients.change('tv', { disabled: true })
    expect(wordFor(await world.revoke(refreshTokenIn(tokens)))).toBe('invalidClient')
    expect(world.eventsOf('grantEnded')).toEqual([])
  })
})

describe('when the store is down', () => {
  it.each(['find', 'replace'] as const)(
    'at %s: a PortFault, the token stays valid, and a second attempt works',
    async (call) => {
      vi.spyOn(world.families, call).mockRejectedValueOnce(new Error('down'))
      await expect(world.revoke(tokens.accessToken)).rejects.toThrow(PortFault)
      expect(await world.isActive(tokens.accessToken)).toBe(true)
      expect(await world.revoke(tokens.accessToken)).toEqual(revoked)
      await expectOver()
    },
  )

  it('a write whose reply is lost has ended the grant, with one event', async () => {
    const { replace } = world.families
    vi.spyOn(world.families, 'replace').mockImplementationOnce(async (seen, next) => {
      await replace(seen, next)
      throw new Error('the connection broke')
    })
    expect(await world.revoke(tokens.accessToken)).toEqual(revoked)
    await expectOver()
  })

  it('or refreshes win the race, the revocation continues until the grant is over', async () => {
    const { replace } = world.families
    let newest = refreshTokenIn(tokens)
    vi.spyOn(world.families, 'replace').mockImplementation(async (seen, next) => {
      if (next.status === 'ended' && world.issuer.grants.length < 10) {
        world.clock.advance(1 * second)
        newest = refreshTokenIn(await world.refresh(newest))
      }
      return replace(seen, next)
    })
    expect(await world.revoke(refreshTokenIn(tokens))).toEqual(revoked)
    expect(world.issuer.grants).toHaveLength(10)
    expect(wordFor(await world.refresh(newest))).toBe('invalidRefreshToken')
    expect(world.eventsOf('grantEnded')).toHaveLength(1)
  })

  it('a store that refuses every write is a fault, not an endless loop', async () => {
    const replace = vi.spyOn(world.families, 'replace').mockResolvedValue(false)
    await expect(world.revoke(tokens.accessToken)).rejects.toThrow('refused every attempt')
    expect(replace).toHaveBeenCalledTimes(100)
  })
})
