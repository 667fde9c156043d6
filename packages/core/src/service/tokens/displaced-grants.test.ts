import { ampleCaps, sampleCodes, sampleFamily } from '@devicegrant/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { lastingScope, refreshTokenIn, tokensIn, wordFor } from '../../../test-support/device.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import type { TokensIssued } from '../../protocol/outcome.js'

// docs/decisions/0027: the limits on the live grants of an account.

const subject = 'account-alice'
let world: LastingWorld

beforeEach(() => {
  world = createLastingWorld({ policy: { grantsPerAccount: 4, grantsPerClient: 3 } })
})

async function link(changes: Parameters<LastingWorld['link']>[0] = {}): Promise<TokensIssued> {
  world.clock.advance(1 * second)
  return world.link({ scope: lastingScope, ...changes })
}

const grantOf = async (response: TokensIssued) => (await world.stored(refreshTokenIn(response))).family.grantId

describe('a grant beyond the cap of its client', () => {
  it('ends the one that was used longest ago, with one event', async () => {
    const [first, second, third] = [await link(), await link(), await link()]
    world.clock.advance(1_000)
    const again = refreshTokenIn(await world.refresh(refreshTokenIn(first)))
    world.events.splice(0)
    const fourth = await link()
    expect(world.eventsOf('grantEnded')).toEqual([
      {
        type: 'grantEnded',
        reason: 'displaced',
        clientId: 'tv',
        subject,
        grantId: await grantOf(second),
        ip: '192.0.2.7',
        at: world.clock.now(),
      },
    ])
    expect(wordFor(await world.refresh(refreshTokenIn(second)))).toBe('invalidRefreshToken')
    expect(await world.isActive(second.accessToken)).toBe(false)
    expect(wordFor(await world.refresh(again))).toBe('tokensIssued')
    for (const kept of [third, fourth]) expect(wordFor(await world.refresh(refreshTokenIn(kept)))).toBe('tokensIssued')
  })

  it('ends nothing of another client or another account', async () => {
    const other = await link({ client: { method: 'none', clientId: 'other-tv' } })
    const linked = [await link(), await link(), await link()]
    await link()
    expect(world.eventsOf('grantEnded')).toHaveLength(1)
    expect(await world.isActive(other.accessToken)).toBe(true)
    expect(await world.isActive(linked[0]?.accessToken ?? '')).toBe(false)
  })
})

describe('a grant beyond the cap of its account', () => {
  it('ends the one that was used longest ago, of any client', async () => {
    const other = await link({ client: { method: 'none', clientId: 'other-tv' } })
    world.clock.advance(1 * second)
    const login = tokensIn(await world.logIn({ scope: ['read', 'offline_access'] }))
    await link()
    await link()
    await link()
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'displaced', clientId: 'other-tv' }])
    expect(await world.isActive(other.accessToken)).toBe(false)
    expect(await world.isActive(login.accessToken)).toBe(true)
  })

  it('ends nothing if a person often signs in and out', async () => {
    const kept = await link()
    for (let round = 0; round < 20; round++) await world.revoke(refreshTokenIn(await link()))
    expect(
      world.eventsOf('grantEnded').filter((event) => event.type === 'grantEnded' && event.reason === 'displaced'),
    ).toEqual([])
    expect(await world.isActive(kept.accessToken)).toBe(true)
    expect(await world.devices()).toHaveLength(1)
  })
})

describe('if a displaced grant cannot be ended', () => {
  it('the new tokens are still given, the fault is reported, and the next sign-in ends the grant', async () => {
    for (let count = 0; count < 3; count++) await link()
    vi.spyOn(world.families, 'replace').mockRejectedValue(new Error('connection refused'))
    const late = await link()
    expect(world.faults.map(({ during }) => during)).toContain(
      'ending the grants of an account that are beyond the caps of the policy',
    )
    expect(await world.isActive(late.accessToken)).toBe(true)
    expect(await listOf(world.families, subject)).toHaveLength(4)
    vi.restoreAllMocks()
    await link()
    expect(await listOf(world.families, subject)).toHaveLength(3)
    expect(world.eventsOf('grantEnded')).toHaveLength(2)
  })

  it('because the process dies, the grant stays in the list, where its person can end it', async () => {
    for (let count = 0; count < 3; count++) await link()
    const { create } = world.families
    vi.spyOn(world.families, 'create').mockImplementationOnce(async (family, caps) => {
      await create(family, caps)
      throw new Error('the process was killed')
    })
    await expect(link()).rejects.toThrow('stores.families.create')
    vi.restoreAllMocks()
    expect(await world.devices()).toHaveLength(4)
    await link()
    expect(await world.devices()).toHaveLength(3)
  })
})

it('an account with more grants than the caps loses a bounded number of them at each sign-in', async () => {
  for (let nth = 0; nth < 70; nth++) {
    const old = sampleFamily(world.clock.now() - minute, { grantId: sampleCodes(nth).grantId, subject, clientId: 'tv' })
    await world.families.create(old, ampleCaps)
  }
  const ended: number[] = []
  for (let round = 0; round < 4; round++) {
    world.events.splice(0)
    await link()
    ended.push(world.eventsOf('grantEnded').length)
  }
  // 71 grants are 68 more than allowed.
  expect(ended).toEqual([32, 32, 6, 1])
  expect(await listOf(world.families, subject)).toHaveLength(3)
})
