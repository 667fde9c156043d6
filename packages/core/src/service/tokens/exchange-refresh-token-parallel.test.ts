import { beforeEach, describe, expect, it, vi } from 'vitest'
import { everythingElse } from '../../../test-support/deferred.js'
import { type Actions, actionsAt, lastingScope, refreshTokenIn, tokensIn } from '../../../test-support/device.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { writtenBody } from '../../../test-support/written.js'
import type { Outcome } from '../../protocol/outcome.js'
import { rfc8628 } from '../../wire/dialects/rfc8628/rfc8628.js'
import { digestRefreshToken } from './refresh-token.js'

// What parallel refreshes of one token receive.

const parallel = 50

let world: LastingWorld
let token: string

beforeEach(async () => {
  world = createLastingWorld()
  token = refreshTokenIn(await world.link({ scope: lastingScope }))
  makeSlow()
  world.events.splice(0)
})

/** A server whose work takes a few turns of the event loop, so that the requests really overlap. */
function makeSlow(): void {
  const issue = world.issuer.issue.bind(world.issuer)
  vi.spyOn(world.issuer, 'issue').mockImplementation(async (grant) => {
    await everythingElse()
    const tokens = await issue(grant)
    await everythingElse()
    return tokens
  })
}

/** The bytes that a client would receive. */
const bytesOf = (outcome: Outcome): string => JSON.stringify(writtenBody(rfc8628, outcome))

const refreshAtOnce = (processes: readonly Actions[], refreshToken: string, count = parallel) =>
  Promise.all(
    Array.from({ length: count }, (_, index) => (processes[index % processes.length] ?? world).refresh(refreshToken)),
  )

/** The one response that all of them received. */
function oneOf(outcomes: readonly Outcome[]): Outcome {
  expect(new Set(outcomes.map(bytesOf)).size).toBe(1)
  return tokensIn(outcomes[0] ?? { kind: 'problem', code: 'serverError', description: 'There was no response.' })
}

async function expectCurrent(refreshToken: string): Promise<void> {
  const { family } = await world.stored(refreshToken)
  const current = digestRefreshToken(world.runtime.digester, refreshToken)
  expect(family).toMatchObject({ status: 'live', rotation: { current } })
}

describe('50 parallel refreshes of one token', () => {
  it('make one set of tokens, and all of them receive the same bytes', async () => {
    const response = oneOf(await refreshAtOnce([world], token))
    expect(world.issuer.grants).toHaveLength(2)
    expect(world.eventsOf('tokensRefreshed')).toHaveLength(1)
    expect(world.eventsOf('refreshReplayed')).toHaveLength(parallel - 1)
    expect(world.events).toHaveLength(parallel)
    await expectCurrent(refreshTokenIn(response))
    expect((await world.stored(token)).revision).toBe(2)
    expect(world.faults).toEqual([])
  })

  it('work a hundred times in a chain, each time with the new refresh token', async () => {
    let newest = token
    for (let round = 0; round < 100; round++) newest = refreshTokenIn(oneOf(await refreshAtOnce([world], newest)))
    expect(world.issuer.grants).toHaveLength(101)
    expect(world.eventsOf('tokensRefreshed')).toHaveLength(100)
    expect(world.eventsOf('grantEnded')).toEqual([])
    await expectCurrent(newest)
  })

  it('do not delay the refreshes of other grants', async () => {
    const other = refreshTokenIn(await world.link({ scope: lastingScope }))
    vi.spyOn(world.issuer, 'issue').mockReturnValueOnce(new Promise(() => {}))
    for (const _ of [1, 2]) void world.refresh(token)
    await everythingElse()
    expect(tokensIn(await world.refresh(other))).toHaveProperty('refreshToken')
  })

  it('fail together, and the token stays valid', async () => {
    vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('once'))
    const results = await Promise.allSettled(Array.from({ length: parallel }, () => world.refresh(token)))
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']))
    expect((await world.stored(token)).revision).toBe(1)
    oneOf(await refreshAtOnce([world], token))
  })
})

describe('any number of parallel refreshes of one token', () => {
  it.each([101, 150, 500])('%i: receive the same bytes', async (count) => {
    oneOf(await refreshAtOnce([world], token, count))
    expect(world.issuer.grants).toHaveLength(2)
  })

  it('over a store that takes 250 ms for each call sign no one out', async () => {
    const find = world.families.find.bind(world.families)
    vi.spyOn(world.families, 'find').mockImplementation(async (grantId) => {
      await everythingElse()
      return find(grantId)
    })
    let waiting = true
    const timePasses = async (): Promise<void> => {
      while (waiting) {
        world.clock.advance(250)
        await everythingElse()
      }
    }
    const passing = timePasses()
    const outcomes = await refreshAtOnce([world], token)
    waiting = false
    await passing
    expect(world.eventsOf('grantEnded')).toEqual([])
    await expectCurrent(refreshTokenIn(oneOf(outcomes)))
  })
})

describe('50 parallel refreshes of one token at two processes on one store', () => {
  const processes = (): readonly Actions[] => [world, actionsAt(world.secondService())]

  it('receive the same bytes, and one refresh token is valid', async () => {
    const response = oneOf(await refreshAtOnce(processes(), token))
    await expectCurrent(refreshTokenIn(response))
    expect((await world.stored(token)).revision).toBe(2)
    expect(world.eventsOf('tokensRefreshed')).toHaveLength(1)
    expect(world.eventsOf('grantEnded')).toEqual([])
    // Each process makes tokens once. No client receives those of the slower process.
    expect(world.issuer.grants.length).toBeLessThanOrEqual(3)
    expect(new Set(world.issuer.grants.slice(1).map(({ tokenSetId }) => tokenSetId)).size).toBe(1)
  })

  it('work a hundred times in a chain', async () => {
    const both = processes()
    let newest = token
    for (let round = 0; round < 100; round++) newest = refreshTokenIn(oneOf(await refreshAtOnce(both, newest)))
    expect(world.eventsOf('tokensRefreshed')).toHaveLength(100)
    expect(world.eventsOf('grantEnded')).toEqual([])
    await expectCurrent(newest)
  })

  it('sign no one out if one is a step behind, as with a token file that both read', async () => {
    const [one = world, other = world] = processes()
    const ahead = refreshTokenIn(await one.refresh(token))
    const [next, behind] = await Promise.all([one.refresh(ahead), other.refresh(token)])
    expect(refreshTokenIn(behind)).toBe(ahead)
    expect(await other.refresh(refreshTokenIn(behind))).toEqual(next)
    await expectCurrent(refreshTokenIn(next))
  })
})
