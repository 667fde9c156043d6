import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { canonicalAddress } from './ip-address.js'

describe('canonicalAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::1', '::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1%1', '192.0.2.1'],
  ])('%s is %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected)
  })

  it.each([
    [''],
    ['a'],
    ['192.0.2.256'],
    ['192.0.2'],
    ['192.0.2.1:80'],
    ['0xc0.0.2.1'],
    ['192.0.2.1%eth0'],
    ['fe80::1%'],
    ['fe80::1%a%b'],
    ['%eth0'],
    [`::1%${'x'.repeat(100)}`],
    ['::ffff:999.0.2.1'],
    ['1::2::3'],
    ['[::1]'],
    ['::1]/x?#'],
    ['192.0.2.1\n'],
  ])('%j is not an address', (text) => {
    expect(canonicalAddress(text)).toBe(undefined)
  })

  // A caller is found by its text, so one address must not have two. The URL standard has the same form.
  it('is the text that a URL has for the address, for every text that zod accepts', () => {
    const [ipv4, ipv6] = [z.ipv4(), z.ipv6()]
    const byUrl = (text: string): string | undefined => {
      if (ipv4.safeParse(text).success) return text
      if (!ipv6.safeParse(text).success) return undefined
      const short = new URL(`http://[${text}]`).hostname.slice(1, -1)
      const [, high = '', low = ''] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(short) ?? []
      if (high === '') return short
      return [high, low].flatMap((pair) => [Number.parseInt(pair, 16) >> 8, Number.parseInt(pair, 16) & 255]).join('.')
    }
    const group = fc.oneof(fc.constantFrom('0', '0000', 'ffff', 'FFFF', '', '12345', 'g'), fc.nat(0xffff).map(hex))
    const groups = fc.array(group, { maxLength: 9 }).map((parts) => parts.join(':'))
    const dotted = fc.oneof(fc.ipV4(), fc.constantFrom('1.2.3', '01.2.3.4', '1.2.3.256', '1.2.3.4.5'))
    const mixed = fc
      .tuple(groups, fc.constantFrom(':', '::', ''), fc.oneof(groups, dotted))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(mixed, fc.ipV6(), fc.ipV4(), fc.string()), (text) => {
        expect(canonicalAddress(text)).toBe(byUrl(text))
      }),
      { seed: 1, numRuns: 5_000 },
    )
  })
})

const hex = (value: number) => value.toString(16)
