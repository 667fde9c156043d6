import { afterEach, describe, expect, it, vi } from 'vitest'
import { createDeferred } from '../../../test-support/deferred.js'
import { createGrantCache } from './grant-cache.js'

function cacheOf(make: (name: string) => Promise<string | undefined> | string | undefined, most = 3) {
  const spy = vi.fn(make)
  return { make: spy, ...createGrantCache<string>({ make: spy, most, timeout: 1_000 }) }
}

const upper = (name: string) => name.toUpperCase()

afterEach(() => {
  vi.useRealTimers()
})

describe('a cache', () => {
  it('makes a value once, and keeps it', async () => {
    const { find, kept, make } = cacheOf(upper)
    expect(kept('a')).toBe(undefined)
    expect([await find('a'), await find('a'), kept('a')]).toEqual(['A', 'A', 'A'])
    expect(make).toHaveBeenCalledTimes(1)
  })

  it('makes a value once for all that ask at the same time', async () => {
    const work = createDeferred<string>()
    const { find, make } = cacheOf(() => work.promise)
    const asked = Array.from({ length: 100 }, () => find('a'))
    work.resolve('A')
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['A']))
    expect(make).toHaveBeenCalledTimes(1)
  })

  it('makes values of several names at the same time', async () => {
    const { find } = cacheOf((name) => (name === 'slow' ? new Promise(() => {}) : name))
    void find('slow').catch(() => {})
    expect(await find('fast')).toBe('fast')
  })

  it('does not keep that there is none', async () => {
    const answers = [undefined, 'A']
    const { find, kept } = cacheOf(async () => answers.shift())
    expect([await find('a'), kept('a'), await find('a')]).toEqual([undefined, undefined, 'A'])
  })

  it('drops the value that was not used for the longest time', async () => {
    const { find, kept, make } = cacheOf(upper)
    for (const name of ['a', 'b', 'c']) await find(name)
    kept('a')
    await find('d')
    expect(['a', 'b', 'c', 'd'].filter((name) => kept(name) !== undefined)).toEqual(['a', 'c', 'd'])
    expect(await find('b')).toBe('B')
    expect(make).toHaveBeenCalledTimes(5)
  })

  it.each<[string, () => Promise<string>]>([
    ['throws', () => Promise.reject(new Error('down'))],
    [
      'throws at once',
      () => {
        throw new Error('down')
      },
    ],
  ])('rejects for all that wait if the work %s, and tries again for the next one', async (_, fail) => {
    let isDown = true
    const { find, make } = cacheOf(() => (isDown ? fail() : 'A'))
    const results = await Promise.allSettled([find('a'), find('a')])
    for (const result of results) {
      expect(result).toMatchObject({
        reason: { name: 'PortFault', operation: 'findGrant', cause: { message: 'down' } },
      })
    }
    isDown = false
    expect(await find('a')).toBe('A')
    expect(make.mock.calls.length).toBeLessThanOrEqual(3)
  })

  it('gives up work that takes too long, ignores its late result, and tries again', async () => {
    vi.useFakeTimers()
    const work = createDeferred<string>()
    const answers = [work.promise, Promise.resolve('new')]
    const { find, kept } = cacheOf(async () => answers.shift())
    const first = expect(find('a')).rejects.toMatchObject({ operation: 'findGrant', cause: { isCalled: true } })
    await vi.advanceTimersByTimeAsync(1_000)
    await first
    expect(await find('a')).toBe('new')
    work.resolve('late')
    await vi.advanceTimersByTimeAsync(0)
    expect(kept('a')).toBe('new')
  })

  it('forgets a value, and does not keep one that was being made', async () => {
    const work = createDeferred<string>()
    const answers = [Promise.resolve('one'), work.promise, Promise.resolve('three')]
    const { find, forget, kept } = cacheOf(async () => answers.shift())
    await find('a')
    forget('a')
    expect(kept('a')).toBe(undefined)
    const second = find('a')
    forget('a')
    const third = find('a')
    work.resolve('two')
    expect([await second, await third, kept('a')]).toEqual(['two', 'three', 'three'])
  })
})
