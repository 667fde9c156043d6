import { BlockList, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInRanges, isPrivateAddress, readAddressRanges } from './address-range.js'
import { readIpAddress } from './ip-address.js'

function contains(range: string, address: string): boolean {
  const read = readIpAddress(address)
  if (read === undefined) throw new Error(`${address} is not an address`)
  return isInRanges(read, readAddressRanges(range))
}

describe('a range', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', '10.0.0.2'],
    ['10.0.0.1/32', '10.0.0.1', '10.0.0.0'],
    ['10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
    ['10.1.2.3/8', '10.0.0.0', '9.255.255.255'],
    ['172.16.0.0/12', '172.31.255.255', '172.32.0.0'],
    ['192.0.2.128/25', '192.0.2.255', '192.0.2.127'],
    ['10.0.0.0/8', '::ffff:10.0.0.1', '::10.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.9.9.9', '11.0.0.0'],
    ['::ffff:a00:1', '10.0.0.1', '::a00:1'],
    ['fd00::/8', 'fdff::1', 'fc00::1'],
    ['2001:DB8::/33', '2001:db8:7fff::1', '2001:db8:8000::1'],
    ['2001:db8::1', '2001:0db8:0:0:0:0:0:1', '2001:db8::2'],
    // A range of IPv6 does not contain the IPv4 addresses that are mapped into it.
    ['::/1', '::1', '10.0.0.1'],
    ['loopback', '127.9.9.9', '128.0.0.1'],
    ['loopback', '::1', '::2'],
    ['linklocal', '169.254.9.9', '169.253.0.1'],
    ['linklocal', 'fe80::1%eth0', 'fec0::1'],
    ['uniquelocal', '10.1.1.1', '100.64.0.1'],
    ['uniquelocal', '192.168.1.1', '192.169.1.1'],
    ['uniquelocal', 'fc00::1', 'fe00::1'],
  ])('%s contains %s and not %s', (range, inside, outside) => {
    expect(contains(range, inside)).toBe(true)
    expect(contains(range, outside)).toBe(false)
  })

  it.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8 ',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '10.0.0/8',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '10.*',
    '10.0.0.1-10.0.0.9',
    '10.0.0.1:80',
    'fd00::/129',
    '[fd00::]/8',
    'fe80::1%eth0',
    'fe80::%eth0/64',
    '::ffff:10.0.0.0/95',
    '::ffff:10.0.0.0/129',
    'Loopback',
    'constructor',
    '__proto__',
    'localhost',
    'proxy.internal',
    '*',
  ])('is not read from %j', (text) => {
    expect(readAddressRanges(text)).toEqual([])
  })

  it('contains the same addresses as the list of Node', () => {
    const ipv4 = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }))
    const group = fc.constantFrom('0', '1', 'ffff', 'fd00', 'fe80', '8000')
    const ipv6 = fc.tuple(
      fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
      fc.integer({ min: 1, max: 128 }),
    )
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.oneof(ipv4, ipv6), ([first, length], [address]) => {
        // Node gives a mapped address no version of its own.
        fc.pre(!/^(?:0:){5}ffff/.test(first) && !/^(?:0:){5}ffff/.test(address))
        const list = new BlockList()
        list.addSubnet(first, length, isIPv6(first) ? 'ipv6' : 'ipv4')
        const expected = isIPv6(first) === isIPv6(address) && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
        expect(contains(`${first}/${length}`, address)).toBe(expected)
        expect(contains(`${first}/${length}`, first)).toBe(true)
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })
})

describe('a private address', () => {
  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['10.0.0.5', true],
    ['::ffff:10.0.0.5', true],
    ['100.64.0.1', true],
    ['169.254.1.1', true],
    ['fe80::1', true],
    ['fdaa::1', true],
    ['198.51.100.9', false],
    ['2001:db8::1', false],
    ['100.128.0.1', false],
  ])('%s: %s', (text, expected) => {
    const address = readIpAddress(text)
    expect(address && isPrivateAddress(address)).toBe(expected)
  })
})
