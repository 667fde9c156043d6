import { describe, expect, it } from 'vitest'
import { everythingElse } from '../../../test-support/deferred.js'
import { type Actions, actionsAt, lastingScope, refreshTokenIn, wordFor } from '../../../test-support/device.js'
import { inSteps } from '../../../test-support/in-steps.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { second } from '../../machine/time.js'
import type { Outcome } from '../../protocol/outcome.js'
import { createService } from '../create-service.js'

// A process dies at every point of a redemption. Of the calls that it has just sent, any may have arrived. Then the device
// polls another process (docs/decisions/0044).

/** When a process dies: at which step of its calls, and which of the calls of that step still arrive. */
interface Death {
  readonly step: number
  readonly arrives: (nth: number, call: string) => boolean
}

/** Returns the actions at a process that dies, and what it had sent when it died. */
function dyingProcess(world: LastingWorld, { step, arrives }: Death) {
  const sent: string[] = []
  const arrived: string[] = []
  const parts = inSteps(world.parts, (calls, nth) => {
    if (nth < step) for (const { reply } of calls) reply()
    if (nth !== step) return
    for (const [index, { call, run }] of calls.entries()) {
      sent.push(call)
      if (!arrives(index, call)) continue
      arrived.push(call)
      void run()
    }
  })
  return { sent, arrived, actions: actionsAt(createService(parts)) }
}

/** Polls at a process until it dies, and a little longer. Resolves to its response if it had one. */
async function pollUntilDeath(actions: Actions, deviceCode: string): Promise<Outcome | undefined> {
  let response: Outcome | undefined
  void actions.poll(deviceCode).then((outcome) => {
    response = outcome
  })
  for (let turn = 0; turn < 40; turn++) await everythingElse()
  return response
}

async function approvedCode(world: LastingWorld): Promise<string> {
  const { deviceCode, userCode } = await world.start({ scope: lastingScope })
  await world.approve(userCode)
  return deviceCode
}

async function expectLinked(world: LastingWorld, response: Outcome): Promise<void> {
  const token = refreshTokenIn(response)
  expect(await listOf(world.families, 'account-alice')).toHaveLength(1)
  expect((await world.stored(token)).family.status).toBe('live')
  const next = refreshTokenIn(await world.refresh(token))
  world.clock.advance(11 * second)
  expect(wordFor(await world.refresh(next))).toBe('tokensIssued')
}

/** What the device hears from another process: at once, five seconds later, and after the replay window. */
async function hearLater(world: LastingWorld, deviceCode: string): Promise<readonly string[]> {
  const heard: string[] = []
  for (const pause of [0, 5 * second, 30 * second]) {
    world.clock.advance(pause)
    heard.push(wordFor(await world.poll(deviceCode)))
  }
  return heard
}

// How many calls each step of a redemption has: the client; the poll; the claim beside the first check; the tokens; and the
// family and the response beside the second check.
const callsOfSteps = [1, 1, 4, 1, 5]
const finalStep = callsOfSteps.length - 1
// Those of a replay that finds a family: the client, the poll, the checks, the family twice, and the settling.
const callsOfReplay = [1, 1, 4, 1, 1, 1]

/** Every step of these, with every subset of its calls, as the bits of a number. */
const deathsIn = (calls: readonly number[]) =>
  calls.flatMap((count, step) => Array.from({ length: 2 ** count }, (_, subset) => ({ step, subset, count })))
const isIn = (subset: number) => (nth: number) => Math.floor(subset / 2 ** nth) % 2 === 1

describe('a process that dies during a redemption', () => {
  it.each(deathsIn(callsOfSteps))(
    'at step $step, of which the calls $subset arrive',
    async ({ step, subset, count }) => {
      const world = createLastingWorld()
      const deviceCode = await approvedCode(world)
      const dying = dyingProcess(world, { step, arrives: isIn(subset) })
      expect(await pollUntilDeath(dying.actions, deviceCode)).toBeUndefined()
      expect(dying.sent).toHaveLength(count)

      const isClaimed = step > 2 || (step === 2 && dying.arrived.includes('stores.authorizations.replace'))
      const isKept = step === finalStep && dying.arrived.includes('stores.authorizations.replace')
      if (isClaimed && !isKept) {
        // Tokens may have been made, and there must be no second set.
        const words = await hearLater(world, deviceCode)
        expect(words).toEqual(['authorizationPending', 'authorizationPending', 'usedDeviceCode'])
        expect(world.issuer.grants.length).toBeLessThanOrEqual(1)
        return
      }
      const response = await world.poll(deviceCode)
      expect(wordFor(response)).toBe('tokensIssued')
      expect(await world.poll(deviceCode)).toEqual(response)
      expect(world.issuer.grants).toHaveLength(1)
      await expectLinked(world, response)
    },
  )
})

describe('a process that dies while it gives a response again', () => {
  const states = [['stores.authorizations.replace'], ['stores.authorizations.replace', 'stores.families.create']]
  const deaths = states.flatMap((state) => deathsIn(callsOfReplay).map((death) => ({ state, ...death })))

  it.each(deaths)(
    '$state of another process, at step $step, of which $subset arrive',
    async ({ state, step, subset }) => {
      const world = createLastingWorld()
      const deviceCode = await approvedCode(world)
      const first = dyingProcess(world, { step: finalStep, arrives: (_, call) => state.includes(call) })
      expect(await pollUntilDeath(first.actions, deviceCode)).toBeUndefined()
      expect(first.arrived.toSorted()).toEqual(state)

      const second = dyingProcess(world, { step, arrives: isIn(subset) })
      const heard = await pollUntilDeath(second.actions, deviceCode)
      const response = await world.poll(deviceCode)
      if (heard !== undefined) expect(response).toEqual(heard)
      expect(world.issuer.grants).toHaveLength(1)
      await expectLinked(world, response)
    },
  )
})
