import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeferred } from '../../../test-support/deferred.js'
import { after, stopTime, timed } from '../../../test-support/passing-time.js'
import type { MaybePromise } from '../../ports/found.js'
import { callPort } from '../guards/guarded.js'
import { startCall } from './call.js'
import { PortFault } from './faults.js'

beforeEach(stopTime)

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** Returns a function that calls ports for one request, and one that waits for other requests. */
function oneRequest(timeout?: number) {
  const call = startCall({}, timeout)
  const guard = async <Result>(operation: string, run: () => MaybePromise<Result>) =>
    call.budget.spendOn(operation, run)
  return { guard, waitFor: (work: Promise<unknown>) => call.budget.waitFor(work) }
}

/** Returns a function that calls a port for a new request each time. */
function eachRequest(timeout?: number) {
  return <Result>(operation: string, run: () => MaybePromise<Result>) => oneRequest(timeout).guard(operation, run)
}

const never = <Value>(): Promise<Value> => new Promise(() => {})

describe('a port call of a new request', () => {
  it('turns a call that hangs into a PortFault when the timeout is over, and not before', async () => {
    let heard: unknown = 'nothing'
    eachRequest(1_000)('stores.authorizations.replace', () => new Promise(() => {})).catch((fault: unknown) => {
      heard = fault
    })
    await vi.advanceTimersByTimeAsync(999)
    expect(heard).toBe('nothing')
    await vi.advanceTimersByTimeAsync(1)
    expect(heard).toMatchObject({ name: 'PortFault', message: 'stores.authorizations.replace failed' })
  })

  it.each([
    ['answers', () => Promise.resolve(7)],
    ['fails', () => Promise.reject(new Error('down'))],
    [
      'fails before it returns a promise',
      () => {
        throw new Error('down')
      },
    ],
  ])('leaves no timer behind when the call %s', async (_, run) => {
    await eachRequest(1_000)('x', run).catch(() => {})
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each<[string, () => MaybePromise<number>]>([
    ['at once', () => 7],
    ['with a promise that has settled', () => Promise.resolve(7)],
    ['with a promise of an async function that awaits one value', async () => await Promise.resolve(7)],
  ])('starts no timer when the port answers %s', async (_, run) => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    expect(await eachRequest(1_000)('x', run)).toBe(7)
    expect(timers).not.toHaveBeenCalled()
  })

  it('returns the answer itself when the port answers at once', () => {
    expect(callPort(startCall(), 'tokens.verify', () => 7)).toBe(7)
  })

  it.each([undefined, null, 0, '', false, {}])('returns %s as it is', async (value) => {
    expect(await eachRequest(1_000)('x', () => value)).toBe(value)
  })

  it('waits for what has a function then, as await does', async () => {
    // A query builder of a database is such an object.
    const query: PromiseLike<number> = Object(Object.create(null))
    Reflect.set(query, 'then', (resolve: (value: number) => void) => setTimeout(() => resolve(7), 500))
    expect(await timed(() => eachRequest(1_000)('x', () => query))).toEqual({ outcome: 7, took: 500 })
  })

  it('limits and names the call of what is a function with a function then', async () => {
    // The result of a call to another worker is one: it is a promise, and its members can be called before it settles.
    const remote = (then: PromiseLike<number>['then']): PromiseLike<number> => Object.assign(() => {}, { then })
    const broken = Promise.reject<number>(new Error('down'))
    const failed = eachRequest(1_000)('x', () => remote((...handlers) => broken.then(...handlers)))
    await expect(failed).rejects.toThrow('x failed')
    const silent = await timed(() => eachRequest(1_000)('x', () => remote(() => never())))
    expect(silent).toEqual({ outcome: expect.any(PortFault), took: 1_000 })
  })

  it('ignores a late result', async () => {
    const late = createDeferred<number>()
    const guard = eachRequest(1_000)
    const first = guard('x', () => late.promise).catch((fault: unknown) => fault)
    await vi.advanceTimersByTimeAsync(1_000)
    late.reject(new Error('too late'))
    expect(await first).toBeInstanceOf(PortFault)
    expect(await guard('x', async () => 8)).toBe(8)
  })

  it('gives every call the full timeout', async () => {
    const guard = eachRequest(1_000)
    for (const nth of [1, 2, 3, 4])
      expect(await timed(() => guard('x', () => after(900, nth)))).toMatchObject({ outcome: nth })
  })
})

describe('the time budget of one request', () => {
  it('is twice the timeout for all calls together, and then no port is called', async () => {
    const { guard } = oneRequest(1_000)
    const call = vi.fn(() => after(900, 'done'))
    expect(await timed(() => guard('one', call))).toEqual({ outcome: 'done', took: 900 })
    expect(await timed(() => guard('two', call))).toEqual({ outcome: 'done', took: 900 })
    const late = await timed(() => guard('three', call))
    expect(late).toMatchObject({ outcome: { name: 'PortFault', message: 'three failed' }, took: 200 })
    expect(late.outcome).toMatchObject({ cause: { message: 'no response within 200 ms' } })
    const tooLate = await timed(() => guard('four', call))
    expect(tooLate).toMatchObject({ outcome: { name: 'PortFault', message: 'four failed' }, took: 0 })
    expect(tooLate.outcome).toMatchObject({
      cause: { message: 'skipped: the time budget of the request (2000 ms) is used up' },
    })
    expect(call).toHaveBeenCalledTimes(3)
  })

  it('is by default one second for a call, and two seconds for all', async () => {
    const { guard } = oneRequest()
    expect(await timed(() => guard('one', never))).toMatchObject({ took: 1_000 })
    expect(await timed(() => guard('two', never))).toMatchObject({ took: 1_000 })
    expect(await timed(() => guard('three', never))).toMatchObject({ took: 0 })
  })

  it('counts parallel calls once', async () => {
    const { guard } = oneRequest(1_000)
    const three = () => Promise.all([1, 2, 3].map((nth) => guard('x', () => after(300 * nth, nth))))
    expect(await timed(three)).toEqual({ outcome: [1, 2, 3], took: 900 })
    expect(await timed(three)).toEqual({ outcome: [1, 2, 3], took: 900 })
    expect(await timed(() => guard('x', never))).toMatchObject({ took: 200 })
  })

  it('counts overlapping calls from the first start to the last end', async () => {
    const { guard } = oneRequest(1_000)
    await timed(() =>
      Promise.all([guard('a', () => after(800, 1)), after(500, 0).then(() => guard('b', () => after(900, 2)))]),
    )
    expect(await timed(() => guard('c', never))).toMatchObject({ took: 600 })
  })

  it('does not count the time between the calls', async () => {
    const { guard } = oneRequest(1_000)
    for (const nth of [1, 2, 3]) {
      expect(await timed(() => guard('x', () => after(600, nth)))).toEqual({ outcome: nth, took: 600 })
      await vi.advanceTimersByTimeAsync(60_000)
    }
    expect(await timed(() => guard('x', never))).toMatchObject({ took: 200 })
  })

  it('counts failed calls like any other', async () => {
    const { guard } = oneRequest(1_000)
    const down = () => after(900, 0).then(() => Promise.reject(new Error('down')))
    for (const took of [900, 900, 200, 0]) expect(await timed(() => guard('x', down))).toMatchObject({ took })
  })
})

describe('waiting for another request', () => {
  it('uses the same budget, without the timeout of a call', async () => {
    const { guard, waitFor } = oneRequest(1_000)
    expect(await timed(() => waitFor(after(1_700, 'done')))).toEqual({ outcome: 'done', took: 1_700 })
    expect(await timed(() => guard('x', never))).toMatchObject({ took: 300 })
  })

  it('is a fault when the budget is used up', async () => {
    const { waitFor } = oneRequest(1_000)
    const { outcome, took } = await timed(() => waitFor(never()))
    expect([outcome, took]).toEqual([expect.any(PortFault), 2_000])
    expect((await timed(() => waitFor(never()))).took).toBe(0)
  })

  it('fails with the fault of that request, not with a PortFault', async () => {
    const { waitFor } = oneRequest(1_000)
    const fault = new TypeError('ours')
    expect((await timed(() => waitFor(Promise.reject(fault)))).outcome).toBe(fault)
  })
})
