import { expect, it } from 'vitest'
import { createDeferred } from '../../../test-support/deferred.js'
import { inParallel } from './in-parallel.js'

const numbers = Array.from({ length: 100 }, (_, nth) => nth)

it('runs for a limited number of items at the same time, and keeps the order', async () => {
  let running = 0
  let most = 0
  const results = await inParallel(numbers, 32, async (number) => {
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    running -= 1
    return number * 2
  })
  expect(most).toBe(32)
  expect(results).toEqual(numbers.map((number) => number * 2))
})

it('runs nothing for an empty list', async () => {
  expect(await inParallel([], 32, () => Promise.reject(new Error('must not run')))).toEqual([])
})

it('starts no further calls after one has failed', async () => {
  const begun: number[] = []
  const failing = createDeferred<never>()
  const all = inParallel(numbers, 10, (number) => {
    begun.push(number)
    return number === 13 ? failing.promise : Promise.resolve(number)
  })
  failing.reject(new Error('the connection broke'))
  await expect(all).rejects.toThrow('the connection broke')
  expect(begun).toEqual(numbers.slice(0, 20))
})
