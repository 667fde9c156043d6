import { describe, expect, it } from 'vitest'
import { createJsonLinesSink, type JsonLinesSink } from './create-sink.js'

// Whatever the host passes or throws, the sink throws nothing, and writes a line.

const at = 1_700_000_000_000
const fail = (): never => {
  throw new Error('of a getter')
}
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function sinkWith(options: object = {}) {
  const lines: string[] = []
  const sink: JsonLinesSink = Reflect.apply(createJsonLinesSink, undefined, [
    { write: (line: string) => void lines.push(line), ...options },
  ])
  const read = (): Record<string, unknown>[] => lines.splice(0).map((line) => JSON.parse(line))
  return { sink, lines, read }
}

describe('a failure that cannot be read', () => {
  it.each([
    ['getter of name', Object.defineProperty(new Error('a'), 'name', { get: fail })],
    ['getter of stack', Object.defineProperty(new Error('a'), 'stack', { get: fail })],
    ['getter of cause', Object.defineProperty(new Error('a'), 'cause', { get: fail })],
    ['getter of message', Object.defineProperty(new Error('a'), 'message', { get: fail })],
    ['revoked proxy', revoked()],
  ])('is one line that says during what: %s', (_, fault) => {
    const { sink, read } = sinkWith()
    sink.onFault(fault, 'POST /token')
    expect(read()).toEqual([expect.objectContaining({ level: 50, event: 'fault', during: 'POST /token' })])
  })

  it('is sampled like any other', () => {
    const { sink, lines } = sinkWith({ linesPerSecond: 3, clock: { now: () => at } })
    for (let n = 0; n < 50; n++) sink.onFault(revoked(), 'POST /token')
    expect(lines).toHaveLength(3)
  })

  it.each([[Symbol('a')], [1n], [{}]])('is one line if during is %s', (during) => {
    const { sink, read } = sinkWith()
    Reflect.apply(sink.onFault, undefined, [new Error('a'), during])
    expect(read()).toEqual([expect.objectContaining({ level: 50, event: 'fault' })])
  })
})

describe('an event that cannot be read', () => {
  it.each([
    ['a BigInt', { type: 'loginFailed', at, subject: 1n }],
    ['a time that is a BigInt', { type: 'loginFailed', at: 1n }],
    ['no type', {}],
    ['nothing', undefined],
    ['a revoked proxy', revoked()],
    ['a getter that throws', Object.defineProperty({ type: 'loginFailed', at }, 'ip', { get: fail })],
  ])('is one line: %s', (_, event) => {
    const { sink, read } = sinkWith()
    Reflect.apply(sink.events, undefined, [event])
    const during = 'writing the line of an event'
    expect(read()).toEqual([expect.objectContaining({ level: 50, event: 'fault', during })])
  })
})

describe('a warning that cannot be read', () => {
  it('is one line', () => {
    const { sink, read } = sinkWith()
    Reflect.apply(sink.onWarning, undefined, [1n, revoked()])
    expect(read()).toEqual([expect.objectContaining({ level: 50, event: 'fault' })])
  })
})

describe('a clock that has no time', () => {
  const times = (...values: readonly unknown[]) => {
    let calls = 0
    return { now: () => values[calls++ % values.length] }
  }
  it.each([
    ['returns NaN', { now: () => Number.NaN }],
    ['returns a BigInt', { now: () => 1n }],
    ['throws', { now: fail }],
    ['goes back and forth', times(at, at - 5_000)],
    ['is sometimes NaN', times(at, Number.NaN)],
  ])('does not end the sampling, and lines have a time: %s', (_, clock) => {
    const { sink, read } = sinkWith({ linesPerSecond: 3, clock })
    for (let n = 0; n < 50; n++) sink.onFault(new Error('a'), 'POST /token')
    const lines = read()
    expect(lines).toHaveLength(3)
    for (const { time } of lines) expect(time).toEqual(expect.any(Number))
  })
})

describe('the line of a failure whose text was changed', () => {
  const secret = 'hunter2'

  it('has no line of the message that the stack began with', () => {
    const fault = new Error(`a\nkey: ${secret}\n  at home: ${secret}`)
    expect(fault.stack).toContain(secret)
    fault.message = ''
    const { sink, lines, read } = sinkWith()
    sink.onFault(fault, 'POST /token')
    expect(lines.join('')).not.toContain(secret)
    expect(read()[0]).toMatchObject({ err: { stack: expect.stringContaining('odd-values.test') } })
  })

  it.each(['name', 'code'])('has only a short word as its %s', (member) => {
    const { sink, lines } = sinkWith()
    sink.onFault(Object.assign(new Error('a'), { [member]: `cannot reach postgres://app:${secret}@db` }), 'POST /token')
    expect(lines).toHaveLength(1)
    expect(lines.join('')).not.toContain(secret)
  })
})
