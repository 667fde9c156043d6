import { expect, it } from 'vitest'
import { createInFlight, type InFlight } from './in-flight.js'

/** Lets this number of refused tries wait, and returns a function that counts those that were woken. */
function waiters(inFlight: InFlight, count: number): () => Promise<number> {
  let woken = 0
  for (let nth = 0; nth < count; nth++)
    void inFlight
      .watch(['a'])
      .wait(['a'])
      ?.then(() => woken++)
  return async () => {
    await new Promise(setImmediate)
    return woken
  }
}

it('lets no try wait for a name without a try in flight', () => {
  const inFlight = createInFlight()
  const wait = (...names: string[]) => inFlight.watch(['a', 'b']).wait(names)
  expect(wait('a')).toBeUndefined()
  inFlight.begin(['a'])
  expect(wait('a', 'b')).toBeUndefined()
  expect(wait('a')).toBeInstanceOf(Promise)
})

it('wakes one waiter for each try that is given back', async () => {
  const inFlight = createInFlight()
  for (let nth = 0; nth < 3; nth++) inFlight.begin(['a'])
  const woken = waiters(inFlight, 5)
  inFlight.end(['a'], true)
  expect(await woken()).toBe(1)
  inFlight.end(['a'], true)
  expect(await woken()).toBe(2)
})

it('wakes no waiter for a try that has failed, and all of them after the last one', async () => {
  const inFlight = createInFlight()
  for (let nth = 0; nth < 2; nth++) inFlight.begin(['a'])
  const woken = waiters(inFlight, 5)
  inFlight.end(['a'], false)
  expect(await woken()).toBe(0)
  inFlight.end(['a'], false)
  expect(await woken()).toBe(5)
  expect(inFlight.watch(['a']).wait(['a'])).toBeUndefined()
})

it('sees what was given back between the refusal of the store and its arrival', async () => {
  const inFlight = createInFlight()
  inFlight.begin(['a'])
  const [during, stopped] = [inFlight.watch(['a']), inFlight.watch(['a'])]
  stopped.stop()
  inFlight.end(['a'], true)
  await expect(during.wait(['a'])).resolves.toBeUndefined()
  expect(stopped.wait(['a'])).toBeUndefined()
})

it('ignores an end without a beginning', () => {
  const inFlight = createInFlight()
  inFlight.end(['a'], true)
  inFlight.begin(['a'])
  expect(inFlight.watch(['a']).wait(['a'])).toBeDefined()
})
