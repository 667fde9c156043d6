// @module-tag repeated
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refreshTokenIn, wordFor } from '../../../test-support/device.js'
import { listOf } from '../../../test-support/list-of.js'
import {
  type Aftermath,
  type Move,
  race,
  responsesIn,
  strangeFaultsIn,
  type Weather,
} from '../../../test-support/race.js'
import { repetitions } from '../../../test-support/repetitions.js'
import { endOf } from '../../machine/authorization.js'
import { minute, second } from '../../machine/time.js'
import type { TokensIssued } from '../../protocol/outcome.js'

// The family and the sealed response are stored side by side, and the account is read beside them (docs/decisions/0044).
// So polls, failures and revocations meet a redemption in every state between the claim and the response.

const process = fc.constantFrom(0 as const, 1 as const)
const someMoves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ move: fc.constant('poll' as const), process }) },
    {
      weight: 1,
      arbitrary: fc.record({ move: fc.constant('wait' as const), for: fc.constantFrom(1 * second, 12 * second) }),
    },
    { weight: 1, arbitrary: fc.record({ move: fc.constantFrom('disable' as const, 'revoke' as const) }) },
  ),
  { minLength: 2, maxLength: 9 },
)

const fates = fc.constantFrom('done' as const, 'done' as const, 'refused' as const, 'replyLost' as const)
const after = fc.constantFrom(0, 10 * minute - 2 * second)
const none = { failingMints: fc.constant(0), replaces: fc.constant([]), looks: fc.constant([]) }
const fine: fc.Arbitrary<Weather> = fc.record({
  ...none,
  after,
  families: fc.constant({ creates: [], accounts: [] }),
})
const failing: fc.Arbitrary<Weather> = fc.record({
  after: fc.constant(0),
  failingMints: fc.nat(1),
  replaces: fc.array(fc.constantFrom('done' as const, 'done' as const, 'replyLost' as const), { maxLength: 6 }),
  looks: fc.constant([]),
  families: fc.record({
    creates: fc.array(fates, { maxLength: 4 }),
    accounts: fc.array(fc.constantFrom('done' as const, 'done' as const, 'refused' as const), { maxLength: 6 }),
  }),
})

function holds(weather: fc.Arbitrary<Weather>, check: (aftermath: Aftermath) => void | Promise<void>): Promise<void> {
  const property = fc.asyncProperty(fc.scheduler(), someMoves, weather, async (scheduler, moves, conditions) => {
    await check(await race(scheduler, moves, conditions))
  })
  return fc.assert(property, { numRuns: repetitions(500), seed: 20_260_103 })
}

const deliveredIn = ({ heard }: Aftermath): readonly string[] => [
  ...new Set(responsesIn(heard).flatMap(({ tokens }) => (tokens === undefined ? [] : [tokens]))),
]

const isActive = ({ world, disabledAt }: Aftermath): boolean =>
  disabledAt === undefined && world.accounts.bySubject.get('account-alice')?.disabled !== true

async function grantsOf({ world }: Aftermath) {
  if (world.families === undefined) throw new Error('a world without families')
  return listOf(world.families, 'account-alice')
}

describe.each([
  ['with working ports', fine],
  ['with ports that fail before or after their work', failing],
])('polls and revocations at the same time, %s', (_, weather) => {
  it('deliver one set of tokens at most, and only for a redeemed code', async () => {
    await holds(weather, (aftermath) => {
      const delivered = deliveredIn(aftermath)
      expect(delivered.length).toBeLessThanOrEqual(1)
      if (delivered.length > 0) expect(aftermath.stored.status).toBe('redeemed')
    })
  })

  it('deliver no tokens to a poll that began after the account was disabled or its grants were revoked', async () => {
    await holds(weather, ({ heard, disabledAt = Number.POSITIVE_INFINITY }) => {
      const late = responsesIn(heard).filter(({ startedAt }) => startedAt > disabledAt)
      expect(late.filter(({ tokens }) => tokens !== undefined)).toEqual([])
    })
  })

  it('deliver tokens only with a stored grant, which is listed and can be refreshed', async () => {
    await holds(weather, async (aftermath) => {
      const [delivered] = deliveredIn(aftermath)
      if (delivered === undefined || !isActive(aftermath)) return
      const response: TokensIssued = JSON.parse(delivered)
      expect(await grantsOf(aftermath)).toHaveLength(1)
      const next = await aftermath.world.refresh(refreshTokenIn(response))
      expect(wordFor(next)).toBe('tokensIssued')
      aftermath.world.clock.advance(11 * second)
      expect(wordFor(await aftermath.world.refresh(refreshTokenIn(next)))).toBe('tokensIssued')
    })
  })

  it('never lose an approval: the next poll gives its tokens, or those that were delivered', async () => {
    await holds(weather, async (aftermath) => {
      const { stored, world, pollAgain } = aftermath
      const [delivered] = deliveredIn(aftermath)
      const again = await pollAgain()
      if (!('word' in again)) throw new Error('the last poll failed')
      const now = world.clock.now()
      if (stored.status === 'denied') return expect(again.word).toBe('accessDenied')
      if (!isActive(aftermath)) return expect('tokens' in again).toBe(false)
      if (stored.status === 'approved')
        return expect(again.word).toBe(now < endOf(stored) ? 'tokensIssued' : 'expiredToken')
      if (stored.status !== 'redeemed') return expect(stored.status).toBe('redeemed')
      if (now >= stored.redeemedAt + 30 * second) return expect(again.word).toBe('unknownDeviceCode')
      if (delivered !== undefined) return expect('tokens' in again && again.tokens).toBe(delivered)
      expect(again.word).toBe('tokensIssued')
      expect(await grantsOf(aftermath)).toHaveLength(1)
    })
  })

  it('fail only with a PortFault, and not at all if every port works', async () => {
    await holds(weather, ({ heard }) => {
      expect(strangeFaultsIn(heard)).toEqual([])
      if (weather === fine) expect(heard.filter((item) => 'fault' in item)).toEqual([])
    })
  })
})
