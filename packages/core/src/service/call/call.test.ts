import { describe, expect, it } from 'vitest'
import { startCall } from './call.js'

describe('a call', () => {
  it.each([
    [{}, {}, false],
    [{ ip: '192.0.2.1', addressIsShared: undefined }, { ip: '192.0.2.1' }, false],
    [{ ip: '10.0.0.5', userAgent: 'TV', addressIsShared: true }, { ip: '10.0.0.5', userAgent: 'TV' }, true],
  ])('has the requester of %j, and whether its address is shared', (facts, requester, addressIsShared) => {
    for (const call of [startCall(facts), startCall(() => facts)]) {
      expect(call.addressIsShared).toBe(addressIsShared)
      expect(call.requester).toEqual(requester)
    }
  })

  it('reads the facts when they are needed, and once', () => {
    let reads = 0
    const call = startCall(() => {
      reads++
      return { ip: '192.0.2.1' }
    })
    expect(call.budget).toBeDefined()
    expect(reads).toBe(0)
    expect([call.addressIsShared, call.requester, call.addressIsShared]).toEqual([false, { ip: '192.0.2.1' }, false])
    expect(reads).toBe(1)
  })
})
