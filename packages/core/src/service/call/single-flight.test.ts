import { describe, expect, it } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { createSingleFlight } from './single-flight.js'

describe('redemptions', () => {
  it('run once at a time for each code, and a call in between waits and returns elsewhere', async () => {
    const redemptions = createSingleFlight()
    const work = createDeferred<string>()
    const ran: string[] = []
    const first = redemptions.once('code', () => {
      ran.push('first')
      return work.promise
    })
    const second = redemptions.once('code', async () => ran.push('second'))
    const settled: string[] = []
    void second.then(String).then((word) => settled.push(word))
    await everythingElse()
    expect([ran, settled]).toEqual([['first'], []])
    work.resolve('done')
    expect(await Promise.all([first, second])).toEqual(['done', 'elsewhere'])
    expect(ran).toEqual(['first'])
  })

  it('of other codes run in parallel', async () => {
    const redemptions = createSingleFlight()
    void redemptions.once('one', () => new Promise(() => {}))
    expect(await redemptions.once('other', async () => 'done')).toBe('done')
  })

  it.each([
    ['succeeds', () => Promise.resolve('done')],
    ['fails', () => Promise.reject(new Error('failed'))],
  ])('can run again after one that %s', async (_, run) => {
    const redemptions = createSingleFlight()
    await redemptions.once('code', run).catch(() => {})
    expect(await redemptions.settled('code')).toBe(false)
    expect(await redemptions.once('code', async () => 'again')).toBe('again')
  })

  it('that fail also fail for the calls that wait, and are then over', async () => {
    const redemptions = createSingleFlight()
    const work = createDeferred<string>()
    const first = redemptions.once('code', () => work.promise)
    const waiting = [redemptions.once('code', async () => 'never'), redemptions.settled('code')]
    const results = Promise.allSettled([first, ...waiting])
    work.reject(new Error('failed'))
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await redemptions.settled('code')).toBe(false)
  })
})
