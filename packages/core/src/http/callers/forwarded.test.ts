import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalAddress, writeIpAddress } from '../../machine/addresses/ip-address.js'
import { type ForwardedHeader, forwardedEntries, readEntry } from './forwarded.js'

const entriesOf = (header: ForwardedHeader, value: string) => [...forwardedEntries(header, value)]

describe('an entry', () => {
  const read = (text: string) => {
    const address = readEntry(text)
    return address && writeIpAddress(address)
  }

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    [' \t192.0.2.1 ', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['192.0.2.1:_port-1', '192.0.2.1'],
    ['"192.0.2.1"', '192.0.2.1'],
    ['"192.0.2.1:4711"', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['"[2001:db8::1]:4711"', '2001:db8::1'],
    ['[::ffff:192.0.2.1]:80', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:80', 'fe80::1'],
    // These digits may be a port or a part of the address: an address without brackets has no port.
    ['2001:db8::1:4711', '2001:db8::1:4711'],
  ])('%j is %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    '',
    ' ',
    '""',
    '"',
    'unknown',
    '_gazonk',
    'localhost',
    'proxy.internal:80',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    '0xc0000201',
    '3221225985',
    '192.0.2.1:',
    '192.0.2.1:123456',
    '192.0.2.1:x',
    '192.0.2.1:80:80',
    '192.0.2.1 192.0.2.2',
    '192.0.2.1/32',
    '[192.0.2.1]',
    '[192.0.2.1]:80',
    '[2001:db8::1',
    '2001:db8::1]',
    '[[2001:db8::1]]',
    '[2001:db8::1]80',
    '[2001:db8::1]:',
    '"192.0.2.1',
    '192.0.2.1"',
    '""192.0.2.1""',
    "'192.0.2.1'",
    'for=192.0.2.1',
    '192.0.2.1\0',
    '192.0.2.1\r\nX-Evil: 1',
    '<script>',
    `${' '.repeat(100)}192.0.2.1`,
  ])('%j is no address', (text) => {
    expect(read(text)).toBeUndefined()
  })

  it('is an address in canonical form, or none, for every text', () => {
    const part = fc.constantFrom('[', ']', '"', ':', '.', '%', ',', '1', '::1', '192.0.2.1', 'unknown', ' ', '\\')
    const texts = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.string(), texts), (text) => {
        const found = read(text)
        if (found !== undefined) expect(canonicalAddress(found)).toBe(found)
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })
})

describe('the entries of X-Forwarded-For', () => {
  it.each<[string, readonly string[]]>([
    ['', ['']],
    [',', ['', '']],
    ['a', ['a']],
    ['a, b,c', ['c', ' b', 'a']],
    [',a', ['a', '']],
  ])('of %j are %j', (value, expected) => {
    expect(entriesOf('x-forwarded-for', value)).toEqual(expected)
  })

  it('are those of a split from the right, at most 32', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(',', 'a', ' ')), (parts) => {
        const value = parts.join('')
        expect(entriesOf('x-forwarded-for', value)).toEqual(value.split(',').reverse().slice(0, 32))
      }),
      { seed: 1 },
    )
  })
})

describe('the entries of Forwarded', () => {
  it.each<[string, readonly (string | undefined)[]]>([
    ['', [undefined]],
    // The examples of RFC 7239 §4 and §7.1.
    ['for="_gazonk"', ['"_gazonk"']],
    ['For="[2001:db8:cafe::17]:4711"', ['"[2001:db8:cafe::17]:4711"']],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', ['192.0.2.60']],
    ['for=192.0.2.43, for=198.51.100.17', ['198.51.100.17', '192.0.2.43']],
    ['for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown', ['unknown', '"[2001:db8:cafe::17]"', '192.0.2.43']],
    ['for=192.0.2.43, for="[2001:db8:cafe::17]"', ['"[2001:db8:cafe::17]"', '192.0.2.43']],
    ['proto=https; host="a,b;c" ;FOR=192.0.2.1', ['192.0.2.1']],
    ['host="a\\"b, c\\\\";for=192.0.2.1', ['192.0.2.1']],
    ['for=192.0.2.1:80', ['192.0.2.1:80']],
    ['for=192.0.2.1;', ['192.0.2.1']],
    // An element without an address.
    ['by=203.0.113.43', [undefined]],
    ['for=192.0.2.43, ', [undefined, '192.0.2.43']],
    ['for=192.0.2.43, proto=https', [undefined, '192.0.2.43']],
    // Malformed elements.
    ['192.0.2.1', [undefined]],
    ['for', [undefined]],
    ['for 192.0.2.1', [undefined]],
    ['for = 192.0.2.1', [undefined]],
    ['=192.0.2.1', [undefined]],
    ['for=192.0.2.1 by=x', [undefined]],
    ['for=192.0.2.1;for=192.0.2.2', [undefined]],
    ['for=192.0.2.1;FOR=192.0.2.1', [undefined]],
    ['for=192.0.2.1;;by=x', [undefined]],
    ['for=192.0.2.1\\"', [undefined]],
    ['xfor=192.0.2.1', [undefined]],
    // What a caller sends stands left of the element of the proxy, and does not change how that is read.
    ['for="evil, for=192.0.2.1', ['192.0.2.1', undefined]],
    ['for="evil\\, for="[2001:db8::1]"', ['"[2001:db8::1]"', undefined]],
    ['for="x, for="[2001:db8::1]";by="_p"', ['"[2001:db8::1]"', undefined]],
    ['for=";, for=192.0.2.1', ['192.0.2.1', undefined]],
    ['","",\\", for=192.0.2.1', ['192.0.2.1', undefined]],
  ])('of %j are %j', (value, expected) => {
    expect(entriesOf('forwarded', value).slice(0, expected.length)).toEqual(expected)
  })

  it('of a proxy are read whatever stands left of them', () => {
    const noise = fc.array(fc.constantFrom('"', ',', ';', '\\', '=', 'for', ' ', '192.0.2.1', 'x'), { maxLength: 12 })
    const written = fc.constantFrom(
      'for=198.51.100.9',
      'for="198.51.100.9:80";by="_p,q"',
      'host="\\",";for=198.51.100.9',
    )
    fc.assert(
      fc.property(noise, written, (left, element) => {
        const [first = ''] = entriesOf('forwarded', `${left.join('')}, ${element}`)
        expect(readEntry(first)?.parts).toEqual([198, 51, 100, 9])
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })

  it('are at most 32', () => {
    expect(entriesOf('forwarded', 'for=192.0.2.1,'.repeat(1_000))).toHaveLength(32)
  })

  it.each(['"', ',', '\\', '\\"', ' ', ';', 'for=', 'for="\\'])('end at an element of a million times %j', (text) => {
    const entries = entriesOf('forwarded', text.repeat(1_000_000))
    expect(entries.length).toBeLessThanOrEqual(32)
    expect(entries.filter((entry) => readEntry(entry ?? '') !== undefined)).toEqual([])
  })
})
