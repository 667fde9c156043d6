import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFairQueue } from './fair-queue.js'

/** The caller `a` is a site of its own; `x:1` and `x:2` are two subscribers of the site `x`. */
const networkOf = (caller: string) => ({ subscriber: caller, site: caller.split(':', 1)[0] ?? caller })

/** A queue of waiters. Each has the name of its caller and its order of arrival: `a0`, `b1`. */
function open(places: number) {
  const queue = createFairQueue<string>(places)
  let arrivals = 0
  return {
    enter: (caller: string) =>
      queue.enter(networkOf(caller), `${caller}${caller.includes(':') ? '#' : ''}${arrivals++}`),
    next: () => queue.next(),
    rest() {
      const rest: string[] = []
      for (let next = queue.next(); next !== undefined; next = queue.next()) rest.push(next)
      return rest
    },
  }
}

describe('the fair queue', () => {
  it('returns undefined if nothing waits', () => {
    expect(open(3).next()).toBeUndefined()
  })

  it('keeps one prefix in the order of arrival', () => {
    const queue = open(3)
    for (const prefix of ['a', 'a', 'a']) queue.enter(prefix)
    expect(queue.rest()).toEqual(['a0', 'a1', 'a2'])
  })

  it('gives the prefixes turns', () => {
    const queue = open(6)
    for (const prefix of ['a', 'a', 'a', 'b', 'b', 'c']) queue.enter(prefix)
    expect(queue.rest()).toEqual(['a0', 'b3', 'c5', 'a1', 'b4', 'a2'])
  })

  it('puts a prefix that comes back behind those that wait', () => {
    const queue = open(3)
    for (const prefix of ['a', 'b', 'c']) queue.enter(prefix)
    expect(queue.next()).toBe('a0')
    queue.enter('a')
    expect(queue.rest()).toEqual(['b1', 'c2', 'a3'])
  })

  it.each<[string, number, readonly string[], string, string | undefined]>([
    ['no one while there is a free place', 3, ['a', 'a'], 'b', undefined],
    ['the newest of the prefix with the most places', 4, ['a', 'a', 'a', 'b'], 'c', 'a2'],
    ['the newest of that prefix, also for a prefix that waits already', 4, ['a', 'a', 'a', 'b'], 'b', 'a2'],
    ['the newcomer, if its own prefix has the most places', 4, ['a', 'a', 'a', 'b'], 'a', 'a4'],
    ['the newcomer, if its prefix has as many places', 4, ['a', 'a', 'b', 'b'], 'b', 'b4'],
    ['of two prefixes with as many, the newest of the one whose turn comes last', 4, ['a', 'a', 'b', 'b'], 'c', 'b3'],
    ['the only one of a prefix, if every prefix has one', 2, ['a', 'b'], 'c', 'b1'],
    ['the newcomer, if there is no place at all', 0, [], 'a', 'a0'],
  ])('displaces %s', (_, places, held, newcomer, displaced) => {
    const queue = open(places)
    for (const prefix of held) expect(queue.enter(prefix)).toBeUndefined()
    expect(queue.enter(newcomer)).toBe(displaced)
    expect(queue.rest()).toHaveLength(places)
  })
})

describe('several subscribers of one site', () => {
  it('take one turn together, and go round among themselves', () => {
    const queue = open(9)
    for (const caller of ['x:1', 'x:1', 'x:2', 'x:3', 'a', 'a']) queue.enter(caller)
    expect(queue.rest()).toEqual(['x:1#0', 'a4', 'x:2#2', 'a5', 'x:3#3', 'x:1#1'])
  })

  it('give a place up to another site, the newest of the subscriber that holds most', () => {
    const queue = open(4)
    for (const caller of ['x:1', 'x:2', 'x:2', 'a']) queue.enter(caller)
    expect(queue.enter('b')).toBe('x:2#2')
  })

  it('displace no waiter of another site that holds fewer', () => {
    const queue = open(4)
    for (const caller of ['x:1', 'x:2', 'x:3', 'a']) queue.enter(caller)
    expect(queue.enter('x:4')).toBe('x:3#2')
    expect(queue.enter('x:1')).toBe('x:1#5')
    expect(queue.rest()).toContain('a3')
  })

  it('share the places of their site fairly', () => {
    const queue = open(4)
    for (const caller of ['x:1', 'x:1', 'x:1', 'a']) queue.enter(caller)
    expect(queue.enter('x:2')).toBe('x:1#2')
    expect(queue.enter('x:1')).toBe('x:1#5')
  })
})

describe('in any order of arrivals and turns', () => {
  const steps = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'next'), { maxLength: 80 })
  const stepsOfSites = fc.array(fc.constantFrom('a', 'x:1', 'x:2', 'x:3', 'y:1', 'y:2', 'next'), { maxLength: 80 })
  const settings = { numRuns: 500, seed: 1 }

  it('every waiter is served once or displaced once, and the number of places is never exceeded', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.oneof(steps, stepsOfSites), (places, script) => {
        const queue = open(places)
        const gone: string[] = []
        const keep = (waiter: string | undefined) => waiter !== undefined && gone.push(waiter)
        let arrived = 0
        for (const step of script) {
          if (step === 'next') keep(queue.next())
          else {
            arrived++
            keep(queue.enter(step))
          }
          expect(arrived - gone.length).toBeLessThanOrEqual(places)
        }
        gone.push(...queue.rest())
        expect(gone).toHaveLength(arrived)
        expect(new Set(gone).size).toBe(arrived)
      }),
      settings,
    )
  })

  it('a prefix with one waiter is served within one round, whatever arrives meanwhile', () => {
    const others = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 }), { minLength: 5 })
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 12 }), others, (places, [before = [], ...meanwhile]) => {
        const queue = open(places)
        for (const prefix of before) queue.enter(prefix)
        const own = `z${before.length}`
        expect(queue.enter('z')).not.toBe(own)
        // A round has a turn for each of the four other prefixes, and then its own.
        const served: (string | undefined)[] = []
        for (const arrivals of meanwhile.slice(0, 4)) {
          for (const prefix of arrivals) expect(queue.enter(prefix)).not.toBe(own)
          served.push(queue.next())
        }
        served.push(queue.next())
        expect(served).toContain(own)
      }),
      settings,
    )
  })

  it('no waiter is displaced from a prefix that has fewer places than another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), steps, (places, script) => {
        const queue = open(places)
        const held = new Map<string, number>()
        const count = (waiter: string | undefined, by: number) => {
          const prefix = waiter?.charAt(0)
          if (prefix !== undefined) held.set(prefix, (held.get(prefix) ?? 0) + by)
        }
        for (const step of script) {
          if (step === 'next') {
            count(queue.next(), -1)
            continue
          }
          count(step, 1)
          const displaced = queue.enter(step)
          if (displaced !== undefined) expect(held.get(displaced.charAt(0))).toBe(Math.max(...held.values()))
          count(displaced, -1)
        }
      }),
      settings,
    )
  })
})
