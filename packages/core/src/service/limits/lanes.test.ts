import { describe, expect, it } from 'vitest'
import { minute } from '../../machine/time.js'
import { startCall } from '../call/call.js'
import { addressLanes } from './lanes.js'

const rate = { burst: 20, every: 1 * minute }
const lanesOf = (ip?: string, addressIsShared = false) => addressLanes(startCall({ ip, addressIsShared }), rate)
const burstOf = (lane: string, ip?: string, isShared = false) => {
  const rule = lanesOf(ip, isShared).find((one) => one.lane === lane)?.rule
  return rule?.kind === 'rate' ? [rule.burst, rule.every] : undefined
}

describe('the lanes of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7/32', '192.0.2.0/24'],
    ['::ffff:192.0.2.7', '192.0.2.7/32', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:0:0:0:0/64', '2001:db8:1:0:0:0:0:0/48'],
  ])('%s are its subscriber and its site', (ip, subscriber, site) => {
    expect(lanesOf(ip).map(({ lane, value }) => [lane, value])).toEqual([
      ['address', subscriber],
      ['site', site],
    ])
  })

  it('are one for all without an address', () => {
    expect(lanesOf()).toMatchObject([{ lane: 'address', value: 'none' }])
    expect(lanesOf('no address')).toEqual(lanesOf())
  })

  it('give a place of many people more tries, at the same pace for each', () => {
    expect(burstOf('address', '192.0.2.7')).toEqual([20, minute])
    expect(burstOf('site', '192.0.2.7')).toEqual([8 * 20, minute / 8])
    expect(burstOf('address', '2001:db8::1')).toEqual([20, minute])
    expect(burstOf('site', '2001:db8::1')).toEqual([5 * 20, minute / 5])
    expect(burstOf('address')).toEqual([10 * 20, minute / 10])
    expect(burstOf('address', '10.0.0.5', true)).toEqual([50 * 20, minute / 50])
    expect(burstOf('site', '10.0.0.5', true)).toEqual([8 * 50 * 20, minute / (8 * 50)])
  })
})
