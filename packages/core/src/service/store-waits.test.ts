import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Actions,
  actionsAt,
  alice,
  lastingScope,
  refreshTokenIn,
  tokensIn,
  wordFor,
} from '../../test-support/device.js'
import { type CountedParts, countedSteps, type Step, storeWaits } from '../../test-support/in-steps.js'
import { createLastingWorld, createWorld, type World } from '../../test-support/world.js'
import { second } from '../machine/time.js'
import { createService } from './create-service.js'

// How often one request waits for a store, one call after another (docs/decisions/0044). A store may be far away, so every
// wait is a part of the time of a response.

let world: World
let counted: CountedParts
let actions: Actions

function open(given: World): void {
  world = given
  counted = countedSteps(world.parts)
  actions = actionsAt(createService(counted.parts))
}

beforeEach(() => {
  open(createLastingWorld())
})

async function waitsOf(run: () => Promise<unknown>): Promise<readonly Step[]> {
  return storeWaits((await counted.stepsOf(run)).steps)
}

async function approvedCode(): Promise<string> {
  const { deviceCode, userCode } = await world.start({ scope: lastingScope })
  await world.approve(userCode)
  return deviceCode
}

const checks = ['accounts.findAccount', 'stores.families.findRevocation', 'stores.families.findRevokedBefore']

describe('the waits for a store, one after another', () => {
  it('are one for a new authorization', async () => {
    expect(await waitsOf(() => actions.start())).toEqual([['stores.authorizations.create']])
  })

  it('are one for a poll of a pending code', async () => {
    const { deviceCode } = await world.start()
    expect(await waitsOf(() => actions.poll(deviceCode))).toEqual([['stores.authorizations.recordPoll']])
  })

  it('are two for the first look-up of an account, and one for the others', async () => {
    const { userCode } = await world.start()
    expect(await waitsOf(() => actions.open(userCode))).toEqual([
      ['stores.authorizations.find'],
      ['clients.findClient', 'stores.authorizations.replace'],
    ])
    expect(await waitsOf(() => actions.open(userCode))).toEqual([['stores.authorizations.find']])
  })

  it('are two for a decision: its own look-up and its write', async () => {
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    const decide = () => actions.decide({ userCode, ticket, choice: 'approve' })
    expect(await waitsOf(decide)).toEqual([['stores.authorizations.find'], ['stores.authorizations.replace']])
  })

  it('are three for a redemption', async () => {
    const deviceCode = await approvedCode()
    const { result, steps } = await counted.stepsOf(() => actions.poll(deviceCode))
    expect(wordFor(result)).toBe('tokensIssued')
    expect(steps).toEqual([
      ['clients.findClient'],
      ['stores.authorizations.recordPoll'],
      [...checks, 'stores.authorizations.replace'].toSorted(),
      ['tokens.issue'],
      [...checks, 'stores.families.create', 'stores.authorizations.replace'].toSorted(),
    ])
  })

  it('are three for a redemption without families, which reads the account after the claim', async () => {
    open(createWorld())
    const deviceCode = await approvedCode()
    const { steps } = await counted.stepsOf(() => actions.poll(deviceCode))
    expect(steps).toEqual([
      ['clients.findClient'],
      ['stores.authorizations.recordPoll'],
      ['stores.authorizations.replace'],
      ['accounts.findAccount'],
      ['tokens.issue'],
      ['stores.authorizations.replace'],
    ])
  })

  it('are two for a refresh', async () => {
    const token = refreshTokenIn(await world.link({ scope: lastingScope }))
    const { result, steps } = await counted.stepsOf(() => actions.refresh(token))
    expect(wordFor(result)).toBe('tokensIssued')
    expect(steps).toEqual([
      ['clients.findClient'],
      [...checks, 'stores.families.find'].toSorted(),
      ['tokens.issue'],
      ['stores.families.replace'],
    ])
  })

  it('are two for every later refresh, and for one by a process that has not seen the grant', async () => {
    let token = refreshTokenIn(await world.link({ scope: lastingScope }))
    for (let count = 0; count < 3; count++) {
      world.clock.advance(60 * second)
      const { result, steps } = await counted.stepsOf(() => actions.refresh(token))
      expect(storeWaits(steps)).toHaveLength(2)
      token = refreshTokenIn(result)
    }
  })

  it('are three for a refresh of an account whose subject is too long for the token', async () => {
    const subject = 'x'.repeat(400)
    world.accounts.add({ subject, username: 'long' })
    const linked = await world.link({ scope: lastingScope }, { ...alice, subject })
    const { result, steps } = await counted.stepsOf(() => actions.refresh(refreshTokenIn(linked)))
    expect(tokensIn(result).scope).toEqual(lastingScope)
    expect(storeWaits(steps).map((calls) => calls.length)).toEqual([1, 3, 1])
  })
})

describe('an account at its cap that signs in again and again', () => {
  beforeEach(() => {
    open(createLastingWorld({ policy: { grantsPerClient: 3 } }))
  })

  it('waits twice more: the displaced grant is read and ended before the response', async () => {
    for (let count = 0; count < 5; count++) await world.link({ scope: lastingScope })
    const deviceCode = await approvedCode()
    const waits = await waitsOf(() => actions.poll(deviceCode))
    expect(waits).toHaveLength(5)
    expect(waits.slice(3)).toEqual([['stores.families.find'], ['stores.families.replace']])
  })
})
