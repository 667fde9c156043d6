// @module-tag repeated
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Aftermath,
  decisionsIn,
  type Move,
  race,
  responsesIn,
  strangeFaultsIn,
  type Weather,
} from '../../../test-support/race.js'
import { repetitions } from '../../../test-support/repetitions.js'
import { endOf } from '../../machine/authorization.js'
import { release } from '../../machine/redemption.js'
import { minute, second } from '../../machine/time.js'

// Any operations meet each other, at every `await` of every port.

const someMoves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ move: fc.constant('poll' as const), process: fc.constantFrom(0 as const, 1 as const) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        move: fc.constantFrom('approve' as const, 'approve' as const, 'deny' as const),
        as: fc.constantFrom('alice' as const, 'bob' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        move: fc.constant('wait' as const),
        // Up to the end of the code and past it, between polls, past a late approval, and past the replay window.
        for: fc.constantFrom(1 * second, 5 * second, 12 * second, 31 * second),
      }),
    },
    { weight: 1, arbitrary: fc.record({ move: fc.constant('disable' as const) }) },
  ),
  { minLength: 2, maxLength: 10 },
)

// At the start of the life of a code, and in its last seconds.
const after = fc.constantFrom(0, 10 * minute - 2 * second)
const nothing = { failingMints: fc.constant(0), replaces: fc.constant([]), looks: fc.constant([]) }
const fine: fc.Arbitrary<Weather> = fc.record({ ...nothing, after })
const failingMints: fc.Arbitrary<Weather> = fc.record({ ...nothing, after, failingMints: fc.nat(3) })
const lostReplies: fc.Arbitrary<Weather> = fc.record({
  ...nothing,
  after,
  failingMints: fc.nat(2),
  replaces: fc.array(fc.constantFrom('done' as const, 'replyLost' as const), { maxLength: 6 }),
})
const failingStore: fc.Arbitrary<Weather> = fc.record({
  ...nothing,
  after,
  failingMints: fc.nat(1),
  replaces: fc.array(fc.constantFrom('done' as const, 'refused' as const, 'replyLost' as const), { maxLength: 6 }),
})
// A first approval succeeds, so that there is something to claim.
const outages: fc.Arbitrary<Weather> = fc.record({
  after,
  failingMints: fc.nat(2),
  replaces: fc
    .array(fc.constantFrom('done' as const, 'refused' as const, 'replyLost' as const), { minLength: 2, maxLength: 8 })
    .map((fates) => ['done' as const, ...fates]),
  looks: fc
    .array(fc.constantFrom('done' as const, 'refused' as const), { minLength: 2, maxLength: 8 })
    .map((fates) => ['done' as const, ...fates]),
})

function holds(weather: fc.Arbitrary<Weather>, check: (aftermath: Aftermath) => void | Promise<void>): Promise<void> {
  const property = fc.asyncProperty(fc.scheduler(), someMoves, weather, async (scheduler, moves, conditions) => {
    await check(await race(scheduler, moves, conditions))
  })
  return fc.assert(property, { numRuns: repetitions(500), seed: 20_260_101 })
}

const tokensIn = (aftermath: Aftermath): readonly string[] =>
  responsesIn(aftermath.heard).flatMap(({ tokens }) => (tokens === undefined ? [] : [tokens]))

describe.each([
  ['with working ports', fine],
  ['with an issuer that fails', failingMints],
  ['with a store that fails before or after its writes', failingStore],
  ['with a store that fails for longer than one call', outages],
])('polls, decisions, expiry and a disabled account at the same time, %s', (_, weather) => {
  it('never deliver two different sets of tokens', async () => {
    await holds(weather, (aftermath) => {
      expect(new Set(tokensIn(aftermath)).size).toBeLessThanOrEqual(1)
      expect(aftermath.world.issuer.grants.length).toBeLessThanOrEqual(1)
    })
  })

  it('deliver tokens only for a stored approval, and for the account that gave it', async () => {
    await holds(weather, (aftermath) => {
      const { heard, stored, world } = aftermath
      if (tokensIn(aftermath).length === 0) return
      expect(stored.status).toBe('redeemed')
      if (stored.status !== 'redeemed') return
      expect(world.issuer.grants.map(({ subject }) => subject)).toEqual([stored.subject])
      const deniedBy = decisionsIn(heard).filter(({ word }) => word === 'denied')
      expect(deniedBy).toEqual([])
    })
  })

  it('never deliver tokens after a response said that the code has expired', async () => {
    await holds(weather, (aftermath) => {
      const words = responsesIn(aftermath.heard).map(({ word }) => word)
      if (words.includes('expiredToken')) expect(words).not.toContain('tokensIssued')
    })
  })

  it('fail only with a PortFault', async () => {
    await holds(weather, ({ heard }) => {
      expect(strangeFaultsIn(heard)).toEqual([])
    })
  })
})

describe.each([
  ['with an issuer that fails', failingMints],
  ['with a store whose replies get lost', lostReplies],
])('polls and decisions in any order, %s', (_, weather) => {
  it('the responses to the people match the stored record', async () => {
    await holds(weather, ({ heard, stored }) => {
      const withdrawn = stored.status === 'denied' && stored.subject === 'account-alice'
      for (const { word, choice, subject } of decisionsIn(heard)) {
        if (word === 'denied') expect(stored.status).toBe('denied')
        if (word === 'approved' && !withdrawn) {
          expect(['approved', 'redeemed']).toContain(stored.status)
          expect(stored).toMatchObject({ subject })
        }
        if (word === 'approved' || word === 'denied') expect(word).toBe(choice === 'approve' ? 'approved' : 'denied')
      }
    })
  })

  it('the next poll gives what is stored, and an approval is never lost', async () => {
    await holds(weather, async (aftermath) => {
      const { stored, world, pollAgain } = aftermath
      const delivered = tokensIn(aftermath)
      const again = await pollAgain()
      if (!('word' in again)) throw new Error('the last poll failed')
      const now = world.clock.now()
      switch (stored.status) {
        case 'denied':
          return expect(again.word).toBe('accessDenied')
        case 'pending':
          return expect(again.word).toMatch(
            now < endOf(stored) ? /^(authorizationPending|slowDown)$/ : /^expiredToken$/,
          )
        case 'approved':
          if (now >= endOf(stored)) return expect(again.word).toBe('expiredToken')
          if (world.accounts.bySubject.get(stored.subject)?.disabled) return expect(again.word).toBe('accessDenied')
          return expect(again.word).toBe('tokensIssued')
        case 'redeemed':
          expect(delivered.length).toBeGreaterThan(0)
          if (now >= stored.redeemedAt + 30 * second) return expect(again.word).toBe('unknownDeviceCode')
          return expect('tokens' in again && again.tokens).toBe(delivered[0])
      }
    })
  })

  it('a poll that began after its account was disabled gets what another poll got, or nothing', async () => {
    await holds(weather, ({ heard, disabledAt = Number.POSITIVE_INFINITY, world }) => {
      const fetched = responsesIn(heard).filter(({ tokens }) => tokens !== undefined)
      const ofAlice = world.issuer.grants.some(({ subject }) => subject === 'account-alice')
      if (ofAlice && fetched.length > 0) {
        expect(Math.min(...fetched.map(({ startedAt }) => startedAt))).toBeLessThan(disabledAt)
      }
    })
  })
})

describe('a claim that led to no tokens, with a store that fails for longer than one call', () => {
  it('is released when the process that took it is polled again', async () => {
    await holds(outages, async (aftermath) => {
      const { stored, world, pollAgain } = aftermath
      if (stored.status !== 'redeemed' || tokensIn(aftermath).length > 0) return
      const words = [await pollAgain(0), await pollAgain(1)].map((again) => ('word' in again ? again.word : 'fault'))
      const isDisabled = world.accounts.bySubject.get(stored.subject)?.disabled === true
      if (isDisabled) return expect(words).not.toContain('tokensIssued')
      const isOver = world.clock.now() >= endOf(release(stored))
      expect(words).toContain(isOver ? 'expiredToken' : 'tokensIssued')
      expect(world.issuer.grants).toHaveLength(isOver ? 0 : 1)
    })
  })
})
