import { describe, expect, it, vi } from 'vitest'
import { actionsAt, alice, terms, tvClient, wordFor } from '../../../../test-support/device.js'
import { createLastingWorld, createWorld, type World } from '../../../../test-support/world.js'
import { mostWrongNumbers } from '../../../machine/device-checks/verification-number.js'
import { second } from '../../../machine/time.js'
import type { ExchangeDeviceCode, StartAuthorization } from '../../../protocol/command.js'
import type { DecisionMade } from '../../../protocol/interaction.js'
import type { AuthorizationStarted, Outcome } from '../../../protocol/outcome.js'
import { isProblem } from '../../../protocol/problem.js'
import { digestUserCode } from '../codes.js'

// RFC 10027 §6.1.16: docs/decisions/0077.

const speaking = { ...terms, verificationNumbers: true }
const pendingWithNumber = { code: 'authorizationPending', verificationRequired: true, interval: 5 * second }

/** A world whose client needs the number, with a device that speaks it. */
function numberWorld(world: World = createWorld()) {
  world.clients.change('tv', { verificationNumber: true })
  const call = () => world.service.startCall({ ip: '192.0.2.7' })
  return {
    ...world,
    async start(changes: Partial<StartAuthorization> = {}): Promise<AuthorizationStarted> {
      const command = { operation: 'startAuthorization', client: tvClient, resources: [], ...changes } as const
      const outcome = await world.service.startAuthorization(command, speaking, call())
      if (isProblem(outcome)) throw new Error(outcome.description)
      return outcome
    },
    poll(deviceCode: string, changes: Partial<ExchangeDeviceCode> = {}): Promise<Outcome<'exchangeDeviceCode'>> {
      const command = {
        operation: 'exchangeDeviceCode',
        client: tvClient,
        deviceCode,
        resources: [],
        ...changes,
      } as const
      return world.service.exchangeDeviceCode(command, speaking, call())
    },
    /** Approves, and returns the number on the page. */
    async numberFor(userCode: string): Promise<string> {
      const { ticket } = await world.open(userCode)
      return numberIn(await world.decide({ userCode, ticket, choice: 'approve' }))
    },
  }
}

function numberIn(made: DecisionMade | { readonly kind: 'refusal' }): string {
  if (made.kind !== 'decisionMade' || made.verificationNumber === undefined) throw new Error('no number')
  return made.verificationNumber
}

function wrongFor(number: string, nth = 1): string {
  return String((Number(number) + nth) % 1_000_000).padStart(6, '0')
}

describe('a client that needs the number', () => {
  it('XD05: is pending with verification_required until its device sends the number, and then gets tokens', async () => {
    const world = numberWorld()
    const { deviceCode, userCode, verificationRequired } = await world.start()
    expect(verificationRequired).toBe(true)
    const before = await world.poll(deviceCode)
    expect(before).toMatchObject({ code: 'authorizationPending' })
    expect(before).not.toHaveProperty('verificationRequired')
    const verificationNumber = await world.numberFor(userCode)
    expect(verificationNumber).toMatch(/^\d{6}$/)
    expect(await world.poll(deviceCode)).toMatchObject(pendingWithNumber)
    expect(wordFor(await world.poll(deviceCode, { verificationNumber }))).toBe('tokensIssued')
  })

  it('XD05: is denied by the third wrong number, with an event for each', async () => {
    const world = numberWorld()
    const { deviceCode, userCode } = await world.start()
    const number = await world.numberFor(userCode)
    const poll = (nth: number) => world.poll(deviceCode, { verificationNumber: wrongFor(number, nth) })
    expect(await poll(1)).toMatchObject(pendingWithNumber)
    expect(await poll(2)).toMatchObject(pendingWithNumber)
    expect(wordFor(await poll(3))).toBe('accessDenied')
    expect(wordFor(await world.poll(deviceCode, { verificationNumber: number }))).toBe('accessDenied')
    const facts = { clientId: 'tv', subject: 'account-alice' }
    expect(world.eventsOf('verificationNumberRefused')).toMatchObject([
      { ...facts, denied: false },
      { ...facts, denied: false },
      { ...facts, denied: true },
    ])
    expect(world.eventsOf('authorizationRedeemed')).toEqual([])
    const { digester } = world.runtime
    const stored = await world.store.find(digestUserCode(digester, userCode))
    expect(stored?.authorization).toMatchObject({ status: 'denied', subject: 'account-alice' })
    expect(stored?.authorization).not.toHaveProperty('wrongNumbers')
  })

  it('accepts the number after two wrong ones', async () => {
    const world = numberWorld()
    const { deviceCode, userCode } = await world.start()
    const number = await world.numberFor(userCode)
    await world.poll(deviceCode, { verificationNumber: wrongFor(number, 1) })
    await world.poll(deviceCode, { verificationNumber: wrongFor(number, 2) })
    expect(wordFor(await world.poll(deviceCode, { verificationNumber: number }))).toBe('tokensIssued')
  })

  it('is never polled too fast after the approval: the person has just typed', async () => {
    const world = numberWorld()
    const { deviceCode, userCode } = await world.start()
    await world.poll(deviceCode)
    const verificationNumber = await world.numberFor(userCode)
    expect(await world.poll(deviceCode)).toMatchObject(pendingWithNumber)
    expect(await world.poll(deviceCode, { verificationNumber: wrongFor(verificationNumber) })).toMatchObject(
      pendingWithNumber,
    )
    expect(wordFor(await world.poll(deviceCode, { verificationNumber }))).toBe('tokensIssued')
  })

  it('counts every one of many wrong numbers that come at the same time, and never gives tokens to more than three tries', async () => {
    const world = numberWorld()
    const { deviceCode, userCode } = await world.start()
    const number = await world.numberFor(userCode)
    const guesses = Array.from({ length: 50 }, (_, nth) => wrongFor(number, nth + 1))
    const outcomes = await Promise.all(
      guesses.map((verificationNumber) => world.poll(deviceCode, { verificationNumber })),
    )
    const words = outcomes.map(wordFor)
    expect(words.filter((word) => word === 'authorizationPending')).toHaveLength(mostWrongNumbers - 1)
    expect(words.filter((word) => word === 'accessDenied')).toHaveLength(guesses.length - mostWrongNumbers + 1)
    expect(world.eventsOf('verificationNumberRefused')).toHaveLength(mostWrongNumbers)
  })

  it('does not count a number that comes before the approval', async () => {
    const world = numberWorld()
    const { deviceCode, userCode } = await world.start()
    for (const verificationNumber of ['000000', '000001', '000002', '000003']) {
      world.clock.advance(5 * second)
      expect(wordFor(await world.poll(deviceCode, { verificationNumber }))).toBe('authorizationPending')
    }
    const verificationNumber = await world.numberFor(userCode)
    expect(wordFor(await world.poll(deviceCode, { verificationNumber }))).toBe('tokensIssued')
    expect(world.eventsOf('verificationNumberRefused')).toEqual([])
  })

  it('keeps the tries that are used after a fault of the issuer', async () => {
    const world = numberWorld()
    const { deviceCode, userCode } = await world.start()
    const number = await world.numberFor(userCode)
    await world.poll(deviceCode, { verificationNumber: wrongFor(number, 1) })
    await world.poll(deviceCode, { verificationNumber: wrongFor(number, 2) })
    vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('down'))
    await expect(world.poll(deviceCode, { verificationNumber: number })).rejects.toThrow('tokens.issue failed')
    expect(await world.poll(deviceCode)).toMatchObject(pendingWithNumber)
    expect(wordFor(await world.poll(deviceCode, { verificationNumber: wrongFor(number, 3) }))).toBe('accessDenied')
  })

  it('has the same number on the page after a double click, and at another process', async () => {
    const world = numberWorld()
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    const request = { userCode, ticket, choice: 'approve' } as const
    const [one, two] = await Promise.all([world.decide(request), world.decide(request)])
    const elsewhere = await actionsAt(world.secondService()).decide(request, alice)
    expect(new Set([one, two, elsewhere].map(numberIn)).size).toBe(1)
  })

  it('has another number for each approval, with all of its digits', async () => {
    const world = numberWorld()
    const numbers: string[] = []
    for (let count = 0; count < 60; count++) numbers.push(await world.numberFor((await world.start()).userCode))
    expect(new Set(numbers).size).toBeGreaterThan(55)
    for (const number of numbers) expect(number).toMatch(/^\d{6}$/)
    for (let place = 0; place < 6; place++) {
      expect(new Set(numbers.map((number) => number[place])).size).toBeGreaterThan(4)
    }
  })

  it('has no number in the stores, the events and the faults', async () => {
    const world = numberWorld(createLastingWorld())
    const written = [vi.spyOn(world.store, 'create'), vi.spyOn(world.store, 'replace')]
    const { deviceCode, userCode } = await world.start()
    const verificationNumber = await world.numberFor(userCode)
    await world.poll(deviceCode, { verificationNumber: wrongFor(verificationNumber) })
    await world.poll(deviceCode, { verificationNumber })
    const told = JSON.stringify([written.map(({ mock }) => mock.calls), world.events, world.faults])
    expect(told).not.toMatch(new RegExp(`\\b${verificationNumber}\\b`))
    expect(told).not.toMatch(new RegExp(`\\b${wrongFor(verificationNumber)}\\b`))
  })

  it('gives a lost response again without the number', async () => {
    const world = numberWorld(createLastingWorld())
    const { deviceCode, userCode } = await world.start()
    const verificationNumber = await world.numberFor(userCode)
    const first = await world.poll(deviceCode, { verificationNumber })
    expect(await world.poll(deviceCode)).toEqual(first)
    expect(await world.poll(deviceCode, { verificationNumber })).toEqual(first)
  })

  it('has no number after a denial', async () => {
    const world = numberWorld()
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    const made = await world.decide({ userCode, ticket, choice: 'deny' })
    expect(made).toEqual({ kind: 'decisionMade', status: 'denied' })
  })

  it('cannot start in a dialect without numbers', async () => {
    const world = numberWorld()
    const command = { operation: 'startAuthorization', client: tvClient, resources: [] } as const
    const outcome = await world.service.startAuthorization(command, terms, world.service.startCall({}))
    expect(wordFor(outcome)).toBe('unauthorizedClient')
  })
})

describe('a client that needs no number', () => {
  it('gets its tokens whatever number it sends', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    expect(await world.decide({ userCode, ticket, choice: 'approve' })).toEqual({
      kind: 'decisionMade',
      status: 'approved',
    })
    expect(wordFor(await world.poll(deviceCode, { verificationNumber: '123456' }))).toBe('tokensIssued')
  })
})
