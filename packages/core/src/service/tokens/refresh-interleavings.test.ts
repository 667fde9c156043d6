// @module-tag repeated
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refreshTokenIn, wordFor } from '../../../test-support/device.js'
import {
  type RefreshAftermath,
  type RefreshMove,
  type RefreshWeather,
  raceRefreshes,
  strangeFaults,
} from '../../../test-support/refresh-race.js'
import { repetitions } from '../../../test-support/repetitions.js'
import { second } from '../../machine/time.js'

// Refreshes meet each other and every way in which a grant ends, at every `await` of every port.

const process = fc.constantFrom(0 as const, 1 as const)

const someMoves: fc.Arbitrary<readonly RefreshMove[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        move: fc.constant('refresh' as const),
        process,
        age: fc.constantFrom(0, 0, 0, 1, 2, 5),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        move: fc.constant('revoke' as const),
        process,
        by: fc.constantFrom('accessToken' as const, 'refreshToken' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ move: fc.constant('unlink' as const), process }) },
    {
      weight: 1,
      arbitrary: fc.record({
        move: fc.constant('revokeGrants' as const),
        process,
        holder: fc.constantFrom('subject' as const, 'client' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ move: fc.constant('disable' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        move: fc.constant('wait' as const),
        // Within the window, up to its end, and past it.
        for: fc.constantFrom(1 * second, 5 * second, 10 * second, 31 * second),
      }),
    },
  ),
  { minLength: 2, maxLength: 12 },
)

const fine: fc.Arbitrary<RefreshWeather> = fc.constant({ failingMints: 0, replaces: [] })
const failing: fc.Arbitrary<RefreshWeather> = fc.record({
  failingMints: fc.nat(2),
  replaces: fc.array(fc.constantFrom('done' as const, 'refused' as const, 'replyLost' as const, 'sentTwice' as const), {
    maxLength: 8,
  }),
})

// The moves of a client that waits for each response, and always has the newest token.
const honestMoves = someMoves.map((some) => some.map((move) => (move.move === 'refresh' ? { ...move, age: 0 } : move)))

function holds(
  weather: fc.Arbitrary<RefreshWeather>,
  clients: 'anybody' | 'oneInTurn',
  check: (aftermath: RefreshAftermath) => void | Promise<void>,
): Promise<void> {
  const inTurn = clients === 'oneInTurn'
  const moves = inTurn ? honestMoves : someMoves
  const property = fc.asyncProperty(fc.scheduler(), moves, weather, async (scheduler, some, conditions) => {
    await check(await raceRefreshes(scheduler, some, conditions, inTurn))
  })
  return fc.assert(property, { numRuns: repetitions(500), seed: 20_260_102 })
}

/** Every refresh token that a client received. */
const givenOut = ({ first, refreshed }: RefreshAftermath): readonly string[] => [
  ...new Set([first, ...refreshed.flatMap(({ received }) => (received === undefined ? [] : [received]))]),
]

describe.each([
  ['with working ports', fine],
  ['with an issuer and a store that fail before or after their work', failing],
])('refreshes and every end of a grant at the same time, %s', (_, weather) => {
  it('after a response said that the grant is over, no later refresh gives tokens', async () => {
    await holds(weather, 'anybody', ({ refreshed, overAt = Number.POSITIVE_INFINITY }) => {
      const late = refreshed.filter(({ startedAt }) => startedAt > overAt)
      expect(late.filter(({ word }) => word === 'tokensIssued')).toEqual([])
    })
  })

  it('after a response said that the grant is over, none of its tokens is active', async () => {
    await holds(weather, 'anybody', async (aftermath) => {
      const { world, overAt } = aftermath
      if (overAt === undefined) return
      for (const [accessToken, claims] of world.issuer.claims) {
        expect(await world.service.isTokenActive(claims)).toBe(false)
        expect(await world.introspect(accessToken)).toMatchObject({ active: false })
      }
      for (const token of givenOut(aftermath)) expect(await world.introspect(token)).toMatchObject({ active: false })
    })
  })

  it('a refresh token has one successor, and at most one token is valid', async () => {
    await holds(weather, 'anybody', async (aftermath) => {
      const { world, refreshed } = aftermath
      const answered = refreshed.filter(({ received }) => received !== undefined)
      const steps = new Set(answered.map(({ presented, received }) => `${presented} ${received}`))
      expect(new Set(answered.map(({ presented }) => presented)).size).toBe(steps.size)
      const looks = await Promise.all(givenOut(aftermath).map((token) => world.introspect(token)))
      expect(looks.filter((look) => look.kind === 'tokenIntrospected' && look.active).length).toBeLessThanOrEqual(1)
    })
  })

  it('an active grant can be refreshed with the newest token of its client', async () => {
    await holds(weather, 'anybody', async ({ world, first, newest, overAt }) => {
      if (overAt !== undefined || (await world.stored(first)).family.status === 'ended') return
      world.clock.advance(31 * second)
      const next = await world.refresh(newest)
      expect(wordFor(next)).toBe('tokensIssued')
      expect(wordFor(await world.refresh(refreshTokenIn(next)))).toBe('tokensIssued')
    })
  })

  it('every failure is a PortFault, and with working ports nothing fails', async () => {
    await holds(weather, 'anybody', (aftermath) => {
      expect(strangeFaults(aftermath)).toEqual([])
      if (weather === fine) expect(aftermath.faults).toEqual([])
    })
  })
})

describe.each([
  ['with working ports', fine],
  ['with an issuer and a store that fail before or after their work', failing],
])('a client that waits for each response, %s', (_, weather) => {
  it('is never taken for two clients, at any process and after any wait', async () => {
    await holds(weather, 'oneInTurn', ({ world }) => {
      const reasons = world.events.map((event) => ('reason' in event ? event.reason : ''))
      expect(reasons).not.toContain('refreshTokenReused')
    })
  })

  it('gets tokens each time until the grant is over', async () => {
    await holds(weather, 'oneInTurn', ({ refreshed, overAt, faults }) => {
      if (overAt !== undefined) return
      expect(refreshed.map(({ word }) => word)).toEqual(refreshed.map(() => 'tokensIssued'))
      expect(new Set(refreshed.map(({ received }) => received)).size).toBe(refreshed.length)
      if (weather === fine) expect(faults).toEqual([])
    })
  })
})

describe('the end of a grant', () => {
  it('emits one event, however many requests end it at once, with working ports', async () => {
    await holds(fine, 'anybody', async ({ world, first }) => {
      const isEnded = (await world.stored(first)).family.status === 'ended'
      expect(world.eventsOf('grantEnded')).toHaveLength(isEnded ? 1 : 0)
    })
  })
})
