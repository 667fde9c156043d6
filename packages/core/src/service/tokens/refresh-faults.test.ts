import { describe, expect, it } from 'vitest'
import { type FailingPorts, type Fate, failingPorts } from '../../../test-support/around-ports.js'
import { actionsAt, alice, lastingScope, refreshTokenIn, tokensIn, wordFor } from '../../../test-support/device.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { second } from '../../machine/time.js'
import type { Outcome } from '../../protocol/outcome.js'
import { PortFault } from '../call/faults.js'
import { createService } from '../create-service.js'
import { digestRefreshToken } from './refresh-token.js'

// After any failure at any moment the store has either the old state or the new one. Every call of every port fails in
// turn, until each has failed once.

const fates: readonly Fate[] = ['refused', 'replyLost', 'sentTwice']

/** Runs something that may fail: returns its outcome, or the fault of a port. Throws any other fault. */
async function tried<Result>(run: Promise<Result>): Promise<Result | PortFault> {
  try {
    return await run
  } catch (fault) {
    if (fault instanceof PortFault) return fault
    throw fault
  }
}

/** Runs the scenario once for each of its calls, which then fails. Returns the failed calls in order. */
async function everyCall(fate: Fate, scenario: (plan: ReadonlyMap<number, Fate>) => Promise<FailingPorts>) {
  const struck: string[] = []
  for (;;) {
    const nth = struck.length
    const call = (await scenario(new Map([[nth, fate]]))).calls[nth]
    if (call === undefined) return struck
    struck.push(call)
  }
}

/** Checks that the grant has one live family and this is its valid refresh token: it works, also after the window. */
async function expectOneGoodToken(world: LastingWorld, refreshToken: string): Promise<void> {
  const found = await listOf(world.families, 'account-alice')
  const current = digestRefreshToken(world.runtime.digester, refreshToken)
  expect(found).toMatchObject([{ family: { status: 'live', rotation: { current } } }])
  world.clock.advance(11 * second)
  const next = refreshTokenIn(await world.refresh(refreshToken))
  world.clock.advance(11 * second)
  expect(wordFor(await world.refresh(next))).toBe('tokensIssued')
  expect(world.eventsOf('grantEnded')).toEqual([])
}

async function refreshing(plan: ReadonlyMap<number, Fate>): Promise<FailingPorts> {
  const world = createLastingWorld()
  const token = refreshTokenIn(await world.link({ scope: lastingScope }))
  const before = await world.stored(token)
  const failing = failingPorts(world.parts, plan)
  const outcome = await tried(actionsAt(createService(failing.parts)).refresh(token))

  const { family, revision } = await world.stored(token)
  if (outcome instanceof PortFault && revision === 1) expect(family).toEqual(before.family)
  else expect([revision, family.status]).toEqual([2, 'live'])
  // The client still has its old token, and tries again with it.
  const again = tokensIn(await world.refresh(token))
  if (!(outcome instanceof PortFault)) expect(again).toEqual(outcome)
  await expectOneGoodToken(world, refreshTokenIn(again))
  expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
  return failing
}

async function redeeming(plan: ReadonlyMap<number, Fate>): Promise<FailingPorts> {
  const world = createLastingWorld()
  const { deviceCode, userCode } = await world.start({ scope: lastingScope })
  await world.approve(userCode)
  const failing = failingPorts(world.parts, plan)
  const outcome = await tried(actionsAt(createService(failing.parts)).poll(deviceCode))

  const again = await world.poll(deviceCode)
  // After the device has its tokens, another poll gives the same or none.
  if (again.kind === 'tokensIssued' && !(outcome instanceof PortFault)) expect(again).toEqual(outcome)
  const held = outcome instanceof PortFault ? tokensIn(again) : tokensIn(outcome)
  expect(await world.isActive(held.accessToken)).toBe(true)
  await expectOneGoodToken(world, refreshTokenIn(held))
  return failing
}

async function revoking(plan: ReadonlyMap<number, Fate>): Promise<FailingPorts> {
  const world = createLastingWorld()
  const tokens = await world.link({ scope: lastingScope })
  const failing = failingPorts(world.parts, plan)
  const outcome = await tried(actionsAt(createService(failing.parts)).revoke(tokens.accessToken))

  const isOver = (await world.stored(refreshTokenIn(tokens))).family.status === 'ended'
  if (!(outcome instanceof PortFault)) expect([outcome, isOver]).toEqual([{ kind: 'tokenRevoked' }, true])
  expect(await world.isActive(tokens.accessToken)).toBe(!isOver)
  await world.revoke(tokens.accessToken)
  expect(await world.isActive(tokens.accessToken)).toBe(false)
  expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
  return failing
}

async function withdrawing(plan: ReadonlyMap<number, Fate>): Promise<FailingPorts> {
  const world = createLastingWorld()
  const { deviceCode, userCode } = await world.start({ scope: lastingScope })
  await world.approve(userCode)
  await world.service.revokeGrants({ subject: alice.subject })
  const failing = failingPorts(world.parts, plan)
  const outcomes: (Outcome | PortFault)[] = [await tried(actionsAt(createService(failing.parts)).poll(deviceCode))]

  for (const wait of [0, 15, 16, 60]) {
    world.clock.advance(wait * second)
    outcomes.push(await world.poll(deviceCode))
  }
  for (const outcome of outcomes) if (!(outcome instanceof PortFault)) expect(outcome.kind).toBe('problem')
  expect(wordFor(await world.poll(deviceCode))).toMatch(/^(accessDenied|usedDeviceCode)$/)
  expect(await listOf(world.families, 'account-alice')).toEqual([])
  return failing
}

describe.each(fates)('when each call in turn is %s', (fate) => {
  it('a refresh leaves one valid refresh token, and the client can get it', async () => {
    const struck = await everyCall(fate, refreshing)
    expect(struck).toEqual(
      expect.arrayContaining(['clients.findClient', 'stores.families.find', 'accounts.findAccount']),
    )
    expect(struck).toEqual(
      expect.arrayContaining(['stores.families.findRevokedBefore', 'tokens.issue', 'stores.families.replace']),
    )
  })

  it('a redemption leaves one valid refresh token, and the device can get it', async () => {
    const struck = await everyCall(fate, redeeming)
    expect(struck).toEqual(
      expect.arrayContaining([
        'stores.authorizations.recordPoll',
        'stores.authorizations.replace',
        'stores.families.findRevokedBefore',
      ]),
    )
    expect(struck).toEqual(expect.arrayContaining(['tokens.issue', 'stores.families.create']))
    expect(struck.filter((call) => call === 'stores.authorizations.replace')).toHaveLength(2)
  })

  it('a revocation takes effect, or reports that it did not', async () => {
    const struck = await everyCall(fate, revoking)
    expect(struck).toEqual(expect.arrayContaining(['tokens.verify', 'stores.families.find', 'stores.families.replace']))
  })

  it('an approval that has ended gives no tokens', async () => {
    const struck = await everyCall(fate, withdrawing)
    expect(struck.filter((call) => call === 'stores.authorizations.replace')).toHaveLength(2)
  })
})

/** Runs the scenario for every pair of its calls, with every combination of failures. */
async function everyTwoCalls(scenario: (plan: ReadonlyMap<number, Fate>) => Promise<FailingPorts>): Promise<void> {
  let [struck, longest] = [0, 2]
  for (let other = 1; other < longest; other++) {
    for (let one = 0; one < other; one++) {
      for (const [fate, otherFate] of fates.flatMap((first) => fates.map((then) => [first, then] as const))) {
        const plan = new Map([[one, fate] as const, [other, otherFate] as const])
        const { calls } = await scenario(plan)
        if (other < calls.length) struck += 1
        longest = Math.max(longest, calls.length)
      }
    }
  }
  expect(struck).toBeGreaterThan(50)
}

async function redeemingInTheEnd(plan: ReadonlyMap<number, Fate>): Promise<FailingPorts> {
  const world = createLastingWorld()
  const { deviceCode, userCode } = await world.start({ scope: lastingScope })
  await world.approve(userCode)
  const failing = failingPorts(world.parts, plan)
  const outcomes = [await tried(actionsAt(createService(failing.parts)).poll(deviceCode))]
  for (const wait of [0, 15, 16]) {
    world.clock.advance(wait * second)
    outcomes.push(await world.poll(deviceCode))
  }
  const held = new Set(outcomes.flatMap((outcome) => ('refreshToken' in outcome ? [outcome.refreshToken] : [])))
  for (const token of held) await expectOneGoodToken(world, token ?? '')
  expect(held.size).toBeLessThanOrEqual(1)
  // A claim that can neither be read nor released is lost, but with a reported error and never silently.
  if (held.size === 0) expect(outcomes[0]).toBeInstanceOf(PortFault)
  return failing
}

describe('when any two calls fail', () => {
  it('a refresh leaves one valid refresh token, and the client can get it', async () => {
    await everyTwoCalls(refreshing)
  })

  it('a redemption gives one set of tokens, or none and a fault', async () => {
    await everyTwoCalls(redeemingInTheEnd)
  })
})
