import { describe, expect, it } from 'vitest'
import { createNetworkMatcher } from './network-matcher.js'

describe('createNetworkMatcher', () => {
  const isOffice = createNetworkMatcher(['192.0.2.0/24', '2001:db8::/32', 'loopback', '203.0.113.5'])

  it.each(['192.0.2.0', '192.0.2.255', '::ffff:192.0.2.7', '2001:db8:ffff::1', '127.0.0.1', '::1', '203.0.113.5'])(
    'finds %s in one of the networks',
    (address) => {
      expect(isOffice(address)).toBe(true)
    },
  )

  it.each(['192.0.3.0', '2001:db9::1', '203.0.113.6', '', 'unknown', undefined])('finds %s in none', (address) => {
    expect(isOffice(address)).toBe(false)
  })

  it.each(['', '192.0.2.0/33', 'office', '2001:db8::/129'])('refuses %j as a network', (network) => {
    expect(() => createNetworkMatcher([network])).toThrow(TypeError)
  })

  it('finds no address in no network', () => {
    expect(createNetworkMatcher([])('192.0.2.1')).toBe(false)
  })
})
