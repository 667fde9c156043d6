import { createManualClock } from '@devicegrant/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConfigurationError } from '../../misuse/configuration-error.js'
import type { SecurityEvent } from '../../ports/events.js'
import { PortFault } from '../../service/call/faults.js'
import { createJsonLinesSink } from './create-sink.js'
import type { JsonLinesOptions } from './options.js'

const at = 1_700_000_000_000

function sinkWith(options: JsonLinesOptions = {}) {
  const clock = createManualClock(at)
  const lines: string[] = []
  const sink = createJsonLinesSink({ write: (line) => void lines.push(line), clock, ...options })
  const read = (): Record<string, unknown>[] => lines.splice(0).map((line) => JSON.parse(line))
  return { ...sink, clock, lines, read }
}

const approved: SecurityEvent = {
  type: 'authorizationApproved',
  at,
  ip: '192.0.2.7',
  clientId: 'tv',
  subject: 'account-7',
  grantId: 'grant-1',
  scope: ['read', 'write'],
}
const failed: SecurityEvent = { type: 'loginFailed', at, ip: '2001:db8:1:2::7' }

/** Waits until every promise that can settle has settled. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

afterEach(() => vi.restoreAllMocks())

describe('the line of an event', () => {
  it('has the shape of pino', () => {
    const { events, lines } = sinkWith()
    events(approved)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^\{"level":30,"time":1700000000000,"pid":\d+,"hostname":"[^"]*","name":"devicegrant","msg":/,
    )
    expect(JSON.parse(String(lines[0]))).toMatchObject({
      msg: 'authorization approved',
      event: 'authorizationApproved',
      ip: '192.0.2.7',
      clientId: 'tv',
      subject: 'account-7',
      grantId: 'grant-1',
      scope: ['read', 'write'],
    })
  })

  it.each<[number, string, SecurityEvent, object]>([
    [30, 'info', { type: 'grantEnded', at, reason: 'revokedByPerson' }, { reason: 'revokedByPerson' }],
    [50, 'error', { type: 'grantEnded', at, reason: 'refreshTokenReused' }, { reason: 'refreshTokenReused' }],
    [50, 'error', { type: 'accountUnderAttack', at }, {}],
    [40, 'warn', { type: 'limitReached', at, surface: 'start', lane: 'all' }, { surface: 'start', lane: 'all' }],
    [40, 'warn', { type: 'deviceCodeReplayed', at, answered: false }, { answered: false }],
    [30, 'info', { type: 'deviceCodeReplayed', at, answered: true }, { answered: true }],
    [30, 'info', { type: 'userCodeFailed', at, linked: true }, { linked: true }],
    [40, 'warn', { type: 'userCodeFailed', at, linked: false }, { linked: false }],
  ])('has the level %i or %s, and the members of its type', (level, name, event, members) => {
    const numbers = sinkWith()
    numbers.events(event)
    expect(numbers.read()).toEqual([expect.objectContaining({ level, event: event.type, ...members })])
    const names = sinkWith({ levels: 'names', name: 'sign-in' })
    names.events(event)
    expect(names.read()).toEqual([expect.objectContaining({ level: name, name: 'sign-in' })])
  })

  it.each([
    ['full', '192.0.2.7', '2001:db8:1:2::7'],
    ['network', '192.0.2.0/24', '2001:db8:1:0:0:0:0:0/48'],
    ['none', undefined, undefined],
  ] as const)('has the address as far as the host wants: %s', (addresses, ipv4, ipv6) => {
    const { events, read, lines } = sinkWith({ addresses })
    events(approved)
    events(failed)
    if (addresses !== 'full') expect(lines.join('')).not.toMatch(/192\.0\.2\.7|2001:db8:1:2::7/)
    expect(read().map(({ ip }) => ip)).toEqual([ipv4, ipv6])
  })

  it('has no address if the network of an unusual text is not known', () => {
    const { events, read } = sinkWith({ addresses: 'network' })
    events({ ...failed, ip: 'unix:/run/proxy.sock' })
    expect(read()[0]).not.toHaveProperty('ip')
  })
})

describe('a flood', () => {
  it('is sampled by type, and one line a second counts what was left out', () => {
    const { events, clock, read } = sinkWith({ linesPerSecond: 3 })
    for (let n = 0; n < 1_000; n++) events(failed)
    for (let n = 0; n < 5; n++) events({ ...failed, type: 'clientAuthenticationFailed' })
    events(approved)
    expect(read().map(({ event }) => event)).toEqual([
      ...Array(3).fill('loginFailed'),
      ...Array(3).fill('clientAuthenticationFailed'),
      'authorizationApproved',
    ])
    clock.advance(1_000)
    events(failed)
    expect(read()).toEqual([
      expect.objectContaining({
        level: 40,
        event: 'linesLeftOut',
        count: 999,
        leftOut: { loginFailed: 997, clientAuthenticationFailed: 2 },
        msg: '999 lines were left out',
      }),
      expect.objectContaining({ event: 'loginFailed' }),
    ])
  })

  it('of an hour is a bounded number of lines, and the lines and the numbers add up', () => {
    const { events, clock, flush, read } = sinkWith({ linesPerSecond: 10 })
    const seconds = 3_600
    for (let n = 0; n < seconds * 50; n++) {
      events(failed)
      clock.advance(20)
    }
    flush()
    const lines = read()
    const written = lines.filter(({ event }) => event === 'loginFailed').length
    const leftOut = lines.reduce((sum, { count }) => sum + Number(count ?? 0), 0)
    expect(written + leftOut).toBe(seconds * 50)
    expect(lines.length).toBeLessThanOrEqual((seconds + 1) * 11)
  })

  it('leaves out no attack, stolen token or revocation', () => {
    const { events, read } = sinkWith({ linesPerSecond: 1 })
    const important: readonly SecurityEvent[] = [
      { type: 'accountUnderAttack', at },
      { type: 'grantEnded', at, reason: 'refreshTokenReused' },
      { type: 'grantsRevoked', at },
    ]
    for (let n = 0; n < 20; n++) for (const event of important) events(event)
    for (let n = 0; n < 20; n++) events({ type: 'grantEnded', at, reason: 'inactive' })
    expect(read()).toHaveLength(61)
  })

  it('that is over is counted by flush, once', () => {
    const { events, flush, read } = sinkWith({ linesPerSecond: 1 })
    events(failed)
    events(failed)
    flush()
    flush()
    expect(read().map(({ event }) => event)).toEqual(['loginFailed', 'linesLeftOut'])
  })

  it.each<[string, SecurityEvent, SecurityEvent]>([
    [
      'limit',
      { type: 'limitReached', at, surface: 'start', lane: 'address' },
      { type: 'limitReached', at, surface: 'userCode', lane: 'all' },
    ],
    ['reason', { type: 'grantEnded', at, reason: 'inactive' }, { type: 'grantEnded', at, reason: 'displaced' }],
    ['answer', { type: 'deviceCodeReplayed', at, answered: true }, { type: 'deviceCodeReplayed', at, answered: false }],
    ['link', { type: 'userCodeFailed', at, linked: true }, { type: 'userCodeFailed', at, linked: false }],
    [
      'unknown client',
      { type: 'clientAuthenticationFailed', at },
      { type: 'clientAuthenticationFailed', at, clientId: 'tv' },
    ],
  ])('of one %s does not hide another one', (_, common, rare) => {
    const { events, read } = sinkWith({ linesPerSecond: 2 })
    for (let n = 0; n < 100; n++) events(common)
    events(rare)
    const { at: time, ...members } = rare
    const { type: event, ...words } = members
    expect(read()).toHaveLength(3)
    for (let n = 0; n < 100; n++) events(common)
    events(rare)
    expect(read()).toEqual([expect.objectContaining({ event, time, ...words })])
  })

  it('of failures of one port does not hide those of another one', () => {
    const { onFault, flush, read } = sinkWith({ linesPerSecond: 1 })
    for (let n = 0; n < 9; n++) onFault(new PortFault('stores.limits.reserve', undefined), 'POST /token')
    onFault(new PortFault('tokens.issue', undefined), 'POST /token')
    onFault(new PortFault('a text with a secret: hunter2', undefined), 'POST /token')
    onFault(new Error('a'), 'POST /token')
    flush()
    expect(read().at(-1)).toMatchObject({ leftOut: { 'fault:stores.limits.reserve': 8, fault: 1 } })
  })

  it('of one line too many says so in the singular', () => {
    const { events, flush, read } = sinkWith({ linesPerSecond: 1 })
    events(failed)
    events(failed)
    flush()
    expect(read().at(-1)).toMatchObject({ msg: '1 line was left out' })
  })

  it('of failures is sampled too, and a clock that is set back goes on with its second', () => {
    const { onFault, onWarning, clock, read } = sinkWith({ linesPerSecond: 1 })
    onFault(new Error('a'), 'POST /token')
    onFault(new Error('a'), 'POST /token')
    onWarning('a', { code: 'limits-off' })
    clock.turnBack(5_000)
    onFault(new Error('a'), 'POST /token')
    clock.advance(6_000)
    onFault(new Error('a'), 'POST /token')
    const lines = read()
    expect(lines.map(({ event }) => event)).toEqual(['fault', 'warning', 'linesLeftOut', 'fault'])
    expect(lines[1]).toMatchObject({ level: 40, msg: 'a', code: 'limits-off' })
    expect(lines[2]).toMatchObject({ count: 2 })
  })

  it('is written whole if the host wants all lines', () => {
    const { events, read } = sinkWith({ linesPerSecond: Number.POSITIVE_INFINITY })
    for (let n = 0; n < 5_000; n++) events(failed)
    expect(read()).toHaveLength(5_000)
  })
})

describe('the line of a failure', () => {
  const secret = 'postgres://app:hunter2@db'
  const cause = Object.assign(new TypeError(`cannot connect to ${secret}\n    at ${secret}`), { code: 'ECONNREFUSED' })
  const fault = new PortFault('stores.authorizations.recordPoll', cause)

  it('names the port and the kind and the place of its cause, without the message of the host', () => {
    const { onFault, lines, read } = sinkWith()
    onFault(fault, 'POST /token')
    onFault(cause, 'emitting the event loginFailed')
    expect(lines.join('')).not.toContain('hunter2')
    expect(read()[0]).toMatchObject({
      level: 50,
      msg: 'failed: POST /token',
      event: 'fault',
      err: {
        type: 'PortFault',
        message: 'stores.authorizations.recordPoll failed',
        cause: { type: 'TypeError', code: 'ECONNREFUSED', stack: expect.stringContaining('create-sink.test') },
      },
    })
  })

  it('has no place in the code if the message was changed after the stack was made', () => {
    const changed = new Error(secret)
    changed.message = 'redacted'
    const { onFault, lines } = sinkWith()
    onFault(changed, 'POST /token')
    expect(lines.join('')).not.toContain('hunter2')
  })

  it('has the messages if the host wants them', () => {
    const { onFault, lines } = sinkWith({ faults: 'full' })
    onFault(fault, 'POST /token')
    expect(lines.join('')).toContain('hunter2')
  })

  it('is written for anything that can be thrown', () => {
    const endless = new Error('a')
    endless.cause = endless
    const { onFault, read } = sinkWith()
    for (const thrown of [undefined, null, 'text', 7, {}, Symbol('a'), endless]) onFault(thrown, 'x')
    expect(read().map(({ err }) => Reflect.get(Object(err), 'type'))).toEqual([
      'undefined',
      'object',
      'string',
      'number',
      'object',
      'symbol',
      'Error',
    ])
  })
})

/** Returns what some loggers return: an object with `then` that is no `Promise`. */
function rejectingThenable(): Promise<void> {
  const reject = (_: unknown, rejected: (failure: Error) => void) => rejected(new Error('disk full'))
  // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
  return Object({ then: reject })
}

describe('a log that cannot be written', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
    ['rejects without a promise of this runtime', rejectingThenable],
  ] as const)('and %s is reported once, and says later how many lines were lost', async (_, failing) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const written: string[] = []
    let isFull = true
    const { events } = sinkWith({ write: (line) => (isFull ? failing() : void written.push(line)) })
    for (let n = 0; n < 3; n++) {
      expect(events(approved)).toBeUndefined()
      await settle()
    }
    isFull = false
    events(approved)
    expect(printed).toHaveBeenCalledTimes(1)
    expect(written.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ msg: '3 lines could not be written', lost: 3, level: 50 }),
      expect.objectContaining({ event: 'authorizationApproved' }),
    ])
  })
})

describe('the options', () => {
  it.each([
    [{ adresses: 'none' }, 'did you mean addresses?'],
    [{ addresses: 'some' }, 'addresses of createJsonLinesSink does not know'],
    [{ levels: 'numbres' }, 'did you mean numbers?'],
    [{ write: 5 }, 'write must be a function'],
    [{ clock: 5 }, 'clock must have the function now'],
    [{ name: 5 }, 'name must be a text'],
    [{ faults: 'al' }, 'faults of createJsonLinesSink does not know al'],
  ])('%j are refused', (options, message) => {
    const create = () => Reflect.apply(createJsonLinesSink, undefined, [options])
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(message)
  })

  it.each([0, -1, Number.NaN, '5', null])('refuse %j lines a second', (linesPerSecond) => {
    expect(() => Reflect.apply(createJsonLinesSink, undefined, [{ linesPerSecond }])).toThrow(TypeError)
  })
})
