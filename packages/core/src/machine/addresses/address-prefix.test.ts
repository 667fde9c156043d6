import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressPrefix, sitePrefix } from './address-prefix.js'

describe('the prefix of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7/32', '192.0.2.0/24'],
    ['0.0.0.0', '0.0.0.0/32', '0.0.0.0/24'],
    ['255.255.255.255', '255.255.255.255/32', '255.255.255.0/24'],
    ['::ffff:192.0.2.7', '192.0.2.7/32', '192.0.2.0/24'],
    ['::FFFF:192.0.2.7', '192.0.2.7/32', '192.0.2.0/24'],
    ['::ffff:c000:207', '192.0.2.7/32', '192.0.2.0/24'],
    ['0:0:0:0:0:ffff:c000:0207', '192.0.2.7/32', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:0:0:0:0/64', '2001:db8:1:0:0:0:0:0/48'],
    ['2001:DB8:1:2::9', '2001:db8:1:2:0:0:0:0/64', '2001:db8:1:0:0:0:0:0/48'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2:0:0:0:0/64', '2001:db8:1:0:0:0:0:0/48'],
    ['1::2:3:4:5:6:7', '1:0:2:3:0:0:0:0/64', '1:0:2:0:0:0:0:0/48'],
    ['::', '0:0:0:0:0:0:0:0/64', '0:0:0:0:0:0:0:0/48'],
    ['::1', '0:0:0:0:0:0:0:0/64', '0:0:0:0:0:0:0:0/48'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:0/64', 'fe80:0:0:0:0:0:0:0/48'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0:0:0:0:0/64', '64:ff9b:0:0:0:0:0:0/48'],
  ])('%s is %s, and as a site %s', (address, subscriber, site) => {
    expect(addressPrefix(address)).toBe(subscriber)
    expect(addressPrefix(address, sitePrefix)).toBe(site)
  })

  it.each([
    '',
    'localhost',
    'example.com',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.07',
    '192.0.2.7.1',
    '192.0.2.7:443',
    ' 192.0.2.7',
    '192.0.2.7\n',
    '192.0.2.7%eth0',
    '٣.0.2.7',
    '[::1]',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    ':1:2:3:4:5:6:7',
    '12345::',
    'g::',
    '::192.0.2.256',
    '192.0.2.7::',
    '::192.0.2.7:1',
    'unknown',
  ])('%j has none', (text) => {
    expect(addressPrefix(text)).toBeUndefined()
  })

  it.each([
    [0, '0.0.0.0/0'],
    [1, '128.0.0.0/1'],
    [12, '203.0.0.0/12'],
    [31, '203.0.113.6/31'],
  ])('of 203.0.113.7 with %i bits is %s', (bits, prefix) => {
    expect(addressPrefix('203.0.113.7', { ipv4: bits, ipv6: 64 })).toBe(prefix)
  })

  it.each([
    [0, '0:0:0:0:0:0:0:0/0'],
    [33, '2001:db8:8000:0:0:0:0:0/33'],
    [56, '2001:db8:abcd:ef00:0:0:0:0/56'],
    [128, '2001:db8:abcd:ef12:0:0:0:1/128'],
  ])('of 2001:db8:abcd:ef12::1 with %i bits is %s', (bits, prefix) => {
    expect(addressPrefix('2001:db8:abcd:ef12::1', { ipv4: 32, ipv6: bits })).toBe(prefix)
  })
})

describe('every prefix', () => {
  const ipv4 = fc.ipV4()
  const groups = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 })
  const text = (of: readonly number[]) => of.map((group) => group.toString(16)).join(':')

  it('exists for every address', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, fc.ipV6()), (address) => {
        expect(addressPrefix(address)).toBeDefined()
      }),
    )
  })

  it('is its own prefix', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, fc.ipV6()), fc.nat(32), fc.nat(128), (address, bits4, bits6) => {
        const lengths = { ipv4: bits4, ipv6: bits6 }
        const prefix = addressPrefix(address, lengths)
        expect(addressPrefix(prefix?.split('/')[0] ?? '', lengths)).toBe(prefix)
      }),
    )
  })

  it('is the same for an IPv4 address and for the IPv6 address that maps it', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        expect(addressPrefix(`::ffff:${address}`)).toBe(addressPrefix(address))
      }),
    )
  })

  it('is shared by the addresses of a /64 and by no other', () => {
    fc.assert(
      fc.property(groups, groups, (one, other) => {
        const neighbour = [...one.slice(0, 4), ...other.slice(4)]
        expect(addressPrefix(text(neighbour))).toBe(addressPrefix(text(one)))
        const same = one.slice(0, 4).join() === other.slice(0, 4).join()
        expect(addressPrefix(text(one)) === addressPrefix(text(other))).toBe(same)
      }),
    )
  })

  it('does not exist for text that is not an address', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 50 }).filter((typed) => !/^[\d.]+$|:/.test(typed)),
        (typed) => {
          expect(addressPrefix(typed)).toBeUndefined()
        },
      ),
    )
  })
})
