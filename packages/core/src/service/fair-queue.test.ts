import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFairQueue } from './fair-queue.js'

/** A queue of waiters called after their prefix and the order of their arrival: `a0`, `b1`. */
function open(places: number) {
  const queue = createFairQueue<string>(places)
  let arrivals = 0
  return {
    enter: (prefix: string) => queue.enter(prefix, `${prefix}${arrivals++}`),
    next: () => queue.next(),
    rest() {
      const rest: string[] = []
      for (let next = queue.next(); next !== undefined; next = queue.next()) rest.push(next)
      return rest
    },
  }
}

describe('the fair queue', () => {
  it('has nothing to give when nothing waits', () => {
    expect(open(3).next()).toBeUndefined()
  })

  it('keeps one prefix in the order of arrival', () => {
    const queue = open(3)
    for (const prefix of ['a', 'a', 'a']) queue.enter(prefix)
    expect(queue.rest()).toEqual(['a0', 'a1', 'a2'])
  })

  it('goes round the prefixes', () => {
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
    ['nothing while there is a place', 3, ['a', 'a'], 'b', undefined],
    ['the newest of the prefix that holds most', 4, ['a', 'a', 'a', 'b'], 'c', 'a2'],
    ['the newest of that prefix for another that waits already', 4, ['a', 'a', 'a', 'b'], 'b', 'a2'],
    ['the newcomer of the prefix that holds most itself', 4, ['a', 'a', 'a', 'b'], 'a', 'a4'],
    ['the newcomer whose prefix holds as many', 4, ['a', 'a', 'b', 'b'], 'b', 'b4'],
    ['of two that hold as many, the newest of the one whose turn comes last', 4, ['a', 'a', 'b', 'b'], 'c', 'b3'],
    ['the only one of a prefix, where every prefix holds one', 2, ['a', 'b'], 'c', 'b1'],
    ['the newcomer where there is no place at all', 0, [], 'a', 'a0'],
  ])('displaces %s', (_, places, held, newcomer, displaced) => {
    const queue = open(places)
    for (const prefix of held) expect(queue.enter(prefix)).toBeUndefined()
    expect(queue.enter(newcomer)).toBe(displaced)
    expect(queue.rest()).toHaveLength(places)
  })
})

describe('whatever comes and goes', () => {
  const steps = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'next'), { maxLength: 80 })
  const settings = { numRuns: 500, seed: 1 }

  it('every waiter is served once or displaced once, and places are never exceeded', () => {
    fc.assert(
      fc.property(fc.nat(6), steps, (places, script) => {
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

  it('a prefix with one waiter is served within one round, whoever comes meanwhile', () => {
    const others = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 }), { minLength: 5 })
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 12 }), others, (places, [before = [], ...meanwhile]) => {
        const queue = open(places)
        for (const prefix of before) queue.enter(prefix)
        const own = `z${before.length}`
        expect(queue.enter('z')).not.toBe(own)
        // A round is a turn for each of the four others, and then its own.
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

  it('nothing is displaced from a prefix that holds fewer than another', () => {
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
