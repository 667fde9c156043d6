import { createManualClock } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { everythingElse } from '../../../test-support/deferred.js'
import { wordFor } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import type { EventSink } from '../../ports/runtime.js'
import { startCall } from './call.js'
import { createEmitter } from './emit.js'

// A sink of the host never changes a response.

/** As JavaScript writes it: `events: (event) => list.push(event)`. */
const counting: EventSink = () => JSON.parse('7')

const sinks: readonly (readonly [string, EventSink | undefined, number])[] = [
  ['is absent', undefined, 0],
  ['accepts the event', () => {}, 0],
  ['accepts the event later', () => Promise.resolve(), 0],
  ['never settles', () => new Promise(() => {}), 0],
  ['returns another value', counting, 0],
  [
    'throws',
    () => {
      throw new Error('sink full')
    },
    1,
  ],
  ['rejects', () => Promise.reject(new Error('sink down')), 1],
]

describe('a sink that', () => {
  it.each(sinks)('%s changes no response, and every failure is reported', async (_, sink, failures) => {
    const { events: _events, ...parts } = createWorld().parts
    const world = createWorld({ ...parts, ...(sink && { events: sink }) })
    const faults: unknown[] = []
    const clock = createManualClock()
    createEmitter(clock, sink, (fault, during) => faults.push([fault, during]))({ type: 'loginFailed' }, startCall())
    await everythingElse()
    expect(faults).toHaveLength(failures)
    for (const fault of faults) expect(fault).toEqual([expect.any(Error), 'emitting the event loginFailed'])

    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })
})

describe('an event', () => {
  it('has the time, and the address if it is known', () => {
    const events: unknown[] = []
    const clock = createManualClock(1_000)
    const emit = createEmitter(
      clock,
      (event) => void events.push(event),
      () => {},
    )
    emit({ type: 'loginFailed' }, startCall({ ip: '192.0.2.1', userAgent: 'not in the event' }))
    clock.advance(5)
    emit({ type: 'loginSucceeded', subject: 's' }, startCall())
    expect(events).toEqual([
      { type: 'loginFailed', at: 1_000, ip: '192.0.2.1' },
      { type: 'loginSucceeded', subject: 's', at: 1_005 },
    ])
  })
})
