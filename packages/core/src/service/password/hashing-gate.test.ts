import { createManualClock } from '@devicegrant/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeferred, type Deferred, everythingElse } from '../../../test-support/deferred.js'
import type { Requester } from '../../machine/authorization.js'
import { createHashingGate, type HashingLimits } from './hashing-gate.js'

function open(changes: Partial<HashingLimits> = {}) {
  const clock = createManualClock()
  const gate = createHashingGate({ permits: 2, queue: 3, longestWait: 2_000, ...changes }, clock)
  const started: number[] = []
  const works: Deferred<string>[] = []
  const pass = (caller: Requester = {}) => {
    const work = createDeferred<string>()
    const index = works.push(work) - 1
    return gate.pass(caller, () => {
      started.push(index)
      return work.promise
    })
  }
  return { clock, pass, started, end: (index: number) => works[index]?.resolve(`result ${index}`), works }
}

describe('the gate', () => {
  it('lets a limited number through at a time, the others in the order of arrival', async () => {
    const { pass, started, end } = open()
    const results = [pass(), pass(), pass(), pass()]
    await everythingElse()
    expect(started).toEqual([0, 1])
    end(1)
    await everythingElse()
    expect(started).toEqual([0, 1, 2])
    end(0)
    end(2)
    await everythingElse()
    expect(started).toEqual([0, 1, 2, 3])
    end(3)
    expect(await Promise.all(results)).toEqual(['result 0', 'result 1', 'result 2', 'result 3'])
  })

  it('refuses at once a caller that finds the queue full, and does not run its work', async () => {
    const { pass, started, end } = open({ permits: 1, queue: 1 })
    const first = pass()
    const second = pass()
    expect(await pass()).toBe('overloaded')
    end(0)
    end(1)
    await Promise.all([first, second])
    expect(started).toEqual([0, 1])
  })

  it('without a queue refuses a caller that cannot run at once', async () => {
    const { pass, end } = open({ permits: 1, queue: 0 })
    const first = pass()
    expect(await pass()).toBe('overloaded')
    end(0)
    await first
    const third = pass()
    end(2)
    expect(await third).toBe('result 2')
  })

  it.each([
    [2_000, 'result 1'],
    [2_001, 'overloaded'],
  ])('a caller that waited %i ms of 2 000 is %s', async (wait, expected) => {
    const { clock, pass, end } = open({ permits: 1 })
    const first = pass()
    const second = pass()
    await everythingElse()
    clock.advance(wait)
    end(0)
    end(1)
    await first
    expect(await second).toBe(expected)
  })

  it('gives the permit to the next caller that has not waited too long', async () => {
    const { clock, pass, started, end } = open({ permits: 1 })
    const first = pass()
    const late = [pass(), pass()]
    await everythingElse()
    clock.advance(3_000)
    const fresh = pass()
    end(0)
    end(3)
    expect(await Promise.all([first, ...late, fresh])).toEqual(['result 0', 'overloaded', 'overloaded', 'result 3'])
    expect(started).toEqual([0, 3])
  })

  it('refuses at once the waiter that a newcomer from another address displaces, and does not run its work', async () => {
    const { pass, started, end } = open({ permits: 1, queue: 2 })
    const [one, other] = [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }]
    const first = pass(one)
    const waiting = [pass(one), pass(one)]
    const newcomer = pass(other)
    expect(await waiting[1]).toBe('overloaded')
    for (const index of [0, 1, 3]) end(index)
    expect(await Promise.all([first, waiting[0], newcomer])).toEqual(['result 0', 'result 1', 'result 3'])
    expect(started).toEqual([0, 1, 3])
  })

  it.each([
    ['two addresses of one /64', '2001:db8::1', '2001:db8::2'],
    ['an IPv4 address and its mapped form', '192.0.2.1', '::ffff:192.0.2.1'],
    ['no address and no address', undefined, undefined],
    ['no address and a text that is not an address', undefined, 'unknown'],
  ])('gives one share to %s', async (_, one, other) => {
    const { pass, end, works } = open({ permits: 1, queue: 2 })
    const caller = (ip?: string) => (ip === undefined ? {} : { ip })
    const served = [pass(caller(one)), pass(caller(one)), pass(caller(one))]
    expect(await pass(caller(other))).toBe('overloaded')
    for (const index of works.keys()) end(index)
    expect(await Promise.all(served)).toEqual(['result 0', 'result 1', 'result 2'])
  })

  it.each([
    ['an IPv6 /48', (n: number) => `2001:db8:0:${n.toString(16)}::1`],
    ['an IPv4 /24', (n: number) => `192.0.2.${n}`],
  ])('serves an honest caller while requests from all of %s keep the queue full', async (_, address) => {
    const { pass, end, started } = open({ permits: 1, queue: 4 })
    const flood = Array.from({ length: 20 }, (_, n) => pass({ ip: address(n) }))
    const honest = pass({ ip: '198.51.100.1' })
    const later = Array.from({ length: 20 }, (_, n) => pass({ ip: address(20 + n) }))
    for (let index = 0; index < flood.length + 1 + later.length; index++) end(index)
    await Promise.all([...flood, ...later])
    expect(await honest).toBe('result 20')
    expect(started.indexOf(20)).toBeLessThanOrEqual(2)
  })

  it('returns the permit if the work rejects or throws', async () => {
    const clock = createManualClock()
    const gate = createHashingGate({ permits: 1, queue: 1, longestWait: 1_000 }, clock)
    await expect(gate.pass({}, () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory')
    const failing = () => {
      throw new Error('at once')
    }
    await expect(gate.pass({}, failing)).rejects.toThrow('at once')
    expect(await gate.pass({}, async () => 'served')).toBe('served')
  })

  it('never lets more run than there are permits, or more wait than there are places', async () => {
    const limits = fc.record({ permits: fc.integer({ min: 1, max: 3 }), queue: fc.nat(4), longestWait: fc.nat(50) })
    const steps = fc.array(fc.oneof(fc.constant('pass'), fc.constant('end'), fc.nat(60)), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(limits, steps, async (given, script) => {
        const { clock, pass, started, works, end } = open(given)
        const results: Promise<unknown>[] = []
        const ended = new Set<number>()
        const running = () => started.filter((index) => !ended.has(index))
        for (const step of script) {
          if (step === 'pass') results.push(pass())
          else if (typeof step === 'number') clock.advance(step)
          else
            for (const index of running().slice(0, 1)) {
              ended.add(index)
              end(index)
            }
          await everythingElse()
          expect(running().length).toBeLessThanOrEqual(given.permits)
        }
        for (const work of works) work.resolve('done')
        const settled = await Promise.all(results)
        const refused = settled.filter((result) => result === 'overloaded').length
        expect(started.length + refused).toBe(works.length)
      }),
      { numRuns: 200, seed: 1 },
    )
  })
})
