import { createManualClock } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import type { LimitRule, Reservation } from '../../machine/limits/limit.js'
import { second } from '../../machine/time.js'
import { startCall } from '../call/call.js'
import { PortFault } from '../call/faults.js'
import { guardLimits } from '../guards/limits.js'
import { withFallback } from './with-fallback.js'

const rule: LimitRule = { kind: 'rate', burst: 2, every: second }
const call = startCall()
const away = () => Promise.reject(new PortFault('stores.limits.reserve', new Error('connection reset')))

function storesOf() {
  const clock = createManualClock()
  const store = { reserve: vi.fn(async () => ({ granted: true, used: 1 }) as const), settle: vi.fn(async () => {}) }
  const fallback = {
    reserve: vi.fn(async () => ({ granted: false, until: 7 }) as const),
    settle: vi.fn(async () => {}),
  }
  const report = vi.fn()
  return { clock, store, fallback, report, limits: withFallback(store, fallback, clock, report) }
}

describe('a limit store that is away', () => {
  it('is replaced by the one of this process, and reported once', async () => {
    const { clock, store, fallback, report, limits } = storesOf()
    store.reserve.mockImplementation(away)
    for (let nth = 0; nth < 3; nth++) {
      expect(await limits.reserve(call, 'a', rule, clock.now())).toEqual({ granted: false, until: 7 })
      await limits.settle(call, 'a', rule, 'refund', clock.now())
      clock.advance(5 * second)
    }
    expect(fallback.settle).toHaveBeenCalledTimes(3)
    expect(report).toHaveBeenCalledTimes(1)
  })

  it('is not asked again for five seconds, so that its timeout does not slow every request down', async () => {
    const { clock, store, limits } = storesOf()
    store.reserve.mockImplementationOnce(away)
    await limits.reserve(call, 'a', rule, clock.now())
    clock.advance(5 * second - 1)
    await limits.reserve(call, 'a', rule, clock.now())
    expect(store.reserve).toHaveBeenCalledTimes(1)
    clock.advance(1)
    expect(await limits.reserve(call, 'a', rule, clock.now())).toEqual({ granted: true, used: 1 })
  })

  it('is asked again at once if the clock was set back', async () => {
    const { clock, store, limits } = storesOf()
    clock.advance(60 * second)
    store.reserve.mockImplementationOnce(away)
    await limits.reserve(call, 'a', rule, clock.now())
    clock.turnBack(1)
    expect(await limits.reserve(call, 'a', rule, clock.now())).toEqual({ granted: true, used: 1 })
  })

  it('is reported again after it has answered in between', async () => {
    const { clock, store, report, limits } = storesOf()
    for (let nth = 0; nth < 2; nth++) {
      store.reserve.mockImplementationOnce(away)
      await limits.reserve(call, 'a', rule, clock.now())
      clock.advance(5 * second)
      await limits.reserve(call, 'a', rule, clock.now())
    }
    expect(report).toHaveBeenCalledTimes(2)
  })

  it('is not away when a request has no time left to ask it', async () => {
    const { clock, store, fallback, report, limits } = storesOf()
    const late = startCall({}, 0)
    await expect(limits.reserve(late, 'a', rule, clock.now())).resolves.toEqual({ granted: false, until: 7 })
    await limits.settle(late, 'a', rule, 'refund', clock.now())
    expect(fallback.settle).toHaveBeenCalledTimes(1)
    expect(report).not.toHaveBeenCalled()
    expect(await limits.reserve(call, 'a', rule, clock.now())).toEqual({ granted: true, used: 1 })
    expect(store.reserve).toHaveBeenCalledTimes(1)
  })

  it('is replaced too if it answers at once, and its answer is wrong', async () => {
    const { clock, fallback, report } = storesOf()
    const wrong = { reserve: (): Reservation => JSON.parse('{"granted":"yes"}'), settle() {} }
    const limits = withFallback(guardLimits(wrong), fallback, clock, report)
    expect(await limits.reserve(call, 'a', rule, clock.now())).toEqual({ granted: false, until: 7 })
    expect(report).toHaveBeenCalledTimes(1)
  })

  it('does not hide other faults', async () => {
    const { clock, store, limits } = storesOf()
    store.reserve.mockRejectedValueOnce(new TypeError('a mistake of ours'))
    await expect(limits.reserve(call, 'a', rule, clock.now())).rejects.toThrow('a mistake of ours')
  })
})
