// @module-tag repeated
import { describe, expect, it, vi } from 'vitest'
import { everythingElse } from '../../../test-support/deferred.js'
import { actionsAt, wordFor } from '../../../test-support/device.js'
import { repetitions } from '../../../test-support/repetitions.js'
import { createWorld, type World } from '../../../test-support/world.js'
import { writtenBody } from '../../../test-support/written.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem } from '../../protocol/problem.js'
import { rfc8628 } from '../../wire/dialects/rfc8628/rfc8628.js'

// What parallel polls of one approved code receive.

const codes = repetitions(200)
const polls = 64

/** The bytes that a device would receive. */
function bytesOf(outcome: Outcome): string {
  return JSON.stringify(writtenBody(rfc8628, outcome))
}

async function approvedCode(world: World): Promise<string> {
  const { deviceCode, userCode } = await world.start()
  await world.approve(userCode)
  return deviceCode
}

/** A server whose work takes a few turns of the event loop, so that the polls really overlap. */
function makeSlow(world: World): void {
  const issue = world.issuer.issue.bind(world.issuer)
  vi.spyOn(world.issuer, 'issue').mockImplementation(async (grant) => {
    await everythingElse()
    const tokens = await issue(grant)
    await everythingElse()
    return tokens
  })
}

const many = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index))

describe('64 parallel polls of an approved code', () => {
  it('get one set of tokens for each of many codes, and every poll receives the same bytes', async () => {
    const world = createWorld()
    makeSlow(world)
    const deviceCodes = await Promise.all(many(codes, () => approvedCode(world)))

    const heard = await Promise.all(
      deviceCodes.map(async (code) => new Set((await Promise.all(many(polls, () => world.poll(code)))).map(bytesOf))),
    )

    expect(world.issuer.grants).toHaveLength(codes)
    expect(new Set(world.issuer.grants.map(({ grantId }) => grantId)).size).toBe(codes)
    expect(heard.every((bytes) => bytes.size === 1)).toBe(true)
    expect(new Set(heard.flatMap((bytes) => [...bytes])).size).toBe(codes)
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(codes)
    expect(world.faults).toEqual([])
  })

  it('get exactly one 200 per code with a replay window of 0, and all others get invalid_grant', async () => {
    const world = createWorld({ policy: { replayWindow: 0 } })
    makeSlow(world)
    const deviceCodes = await Promise.all(many(codes, () => approvedCode(world)))

    const words = await Promise.all(
      deviceCodes.map(async (code) => (await Promise.all(many(polls, () => world.poll(code)))).map(wordFor).sort()),
    )

    const oneWinner = ['tokensIssued', ...many(polls - 1, () => 'usedDeviceCode')]
    expect(words).toEqual(many(codes, () => oneWinner))
    expect(world.issuer.grants).toHaveLength(codes)
  })

  it('make tokens once if two processes share the store, and a poll that was pending gets the same bytes next', async () => {
    const world = createWorld()
    makeSlow(world)
    const processes = [world, actionsAt(world.secondService())]
    const deviceCodes = await Promise.all(many(codes, () => approvedCode(world)))
    const pollAll = (code: string) => Promise.all(many(polls, (index) => (processes[index % 2] ?? world).poll(code)))

    const rounds = await Promise.all(
      deviceCodes.map(async (code) => ({ first: await pollAll(code), second: await pollAll(code) })),
    )

    expect(world.issuer.grants).toHaveLength(codes)
    for (const { first, second } of rounds) {
      const losers = first.filter(isProblem).map(wordFor)
      expect(losers.every((word) => word === 'authorizationPending')).toBe(true)
      expect(new Set([...first.filter((outcome) => !isProblem(outcome)), ...second].map(bytesOf)).size).toBe(1)
    }
  })

  it('get exactly one 200 per code from two processes with a replay window of 0', async () => {
    const world = createWorld({ policy: { replayWindow: 0 } })
    makeSlow(world)
    const processes = [world, actionsAt(world.secondService())]
    const deviceCodes = await Promise.all(many(codes, () => approvedCode(world)))

    const words = await Promise.all(
      deviceCodes.map(async (code) => {
        const outcomes = await Promise.all(many(polls, (index) => (processes[index % 2] ?? world).poll(code)))
        return outcomes.map(wordFor).sort()
      }),
    )

    const oneWinner = ['tokensIssued', ...many(polls - 1, () => 'usedDeviceCode')]
    expect(words).toEqual(many(codes, () => oneWinner))
    expect(world.issuer.grants).toHaveLength(codes)
  })
})
