import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestOf } from '../../test-support/http.js'
import { canonicalAddress } from '../machine/ip-address.js'
import { callerAddress, canonicalAddresses, requesterOf } from './requester.js'

// RFC 9700 §4.13.

const proxy = '10.0.0.1'
const inner = '10.0.0.2'
const outside = '198.51.100.9'

describe('callerAddress', () => {
  it.each<[string, string | undefined, string | undefined, readonly string[], string | undefined]>([
    ['the peer, if no proxy is trusted', outside, '203.0.113.1', [], outside],
    ['the peer, if only others are trusted', outside, '203.0.113.1', [proxy], outside],
    ['the address that the proxy names', proxy, outside, [proxy], outside],
    [
      'the last entry of the proxy, not the earlier ones of the client',
      proxy,
      `203.0.113.1, ${outside}`,
      [proxy],
      outside,
    ],
    [
      'the first address from the right that is not trusted',
      proxy,
      `203.0.113.1, ${outside}, ${inner}`,
      [proxy, inner],
      outside,
    ],
    ['the proxy, if it names no address', proxy, undefined, [proxy], proxy],
    ['the proxy, if its entry is empty', proxy, '', [proxy], proxy],
    ['the proxy, if it calls by itself', proxy, inner, [proxy, inner], inner],
    ['the proxy, if it names garbage', proxy, 'unknown', [proxy], proxy],
    ['the last address before garbage', proxy, `garbage, ${inner}`, [proxy, inner], inner],
    ['never an entry before garbage', proxy, `203.0.113.1, garbage`, [proxy], proxy],
    ['never an address with a port', proxy, `${outside}:443`, [proxy], proxy],
    ['never an address in brackets', proxy, `[2001:db8::1]:443`, [proxy], proxy],
    ['an IPv6 address', proxy, '2001:db8::1', [proxy], '2001:db8::1'],
    ['the IPv4 form of an address that is mapped into IPv6', '::ffff:198.51.100.9', undefined, [], outside],
    ['the entry of a proxy with a mapped address', '::ffff:10.0.0.1', outside, [proxy], outside],
    ['not a proxy that is listed as a mapped address', proxy, outside, ['::ffff:10.0.0.1'], outside],
    ['not a proxy that is listed in capitals', '2001:db8::a', outside, ['2001:DB8::A'], outside],
    ['not a proxy that is listed with all its zeros', '2001:db8::a', outside, ['2001:0db8:0:0:0:0:0:000a'], outside],
    ['an entry without the white space around it', proxy, `  ${outside}\t`, [proxy], outside],
    ['undefined, if there is no peer', undefined, outside, [proxy], undefined],
    ['undefined, if the peer has no IP address', 'unix:/run/x.sock', outside, [proxy], undefined],
  ])('is %s', (_, remote, forwardedFor, trusted, expected) => {
    expect(callerAddress(remote, forwardedFor, canonicalAddresses(trusted))).toBe(expected)
  })

  it('is found among a thousand entries', () => {
    const forged = Array.from({ length: 1_000 }, (_, index) => `203.0.113.${index % 250}`)
    expect(callerAddress(proxy, [...forged, outside].join(','), [proxy])).toBe(outside)
  })

  it('is an address or undefined, and the peer unless the peer is trusted', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()),
        fc.array(fc.oneof(fc.string(), fc.ipV4())),
        (remote, hops) => {
          const caller = callerAddress(remote, hops.join(','), [proxy])
          expect(caller).toBe(canonicalAddress(caller ?? ''))
          if (canonicalAddress(remote) !== proxy) expect(caller).toBe(canonicalAddress(remote))
        },
      ),
      { seed: 1, numRuns: 500 },
    )
  })
})

describe('requesterOf', () => {
  const userAgent = (text: string) => requesterOf(requestOf({ headers: { 'user-agent': text } }), []).userAgent

  it('has the address and the user agent', () => {
    const request = requestOf({ headers: { 'user-agent': 'TV/4.2', 'x-forwarded-for': outside }, remote: proxy })
    expect(requesterOf(request, [])).toEqual({ ip: proxy, userAgent: 'TV/4.2' })
    expect(requesterOf(request, [proxy])).toEqual({ ip: outside, userAgent: 'TV/4.2' })
  })

  it('is empty if nothing is known', () => {
    const { remote: _, ...request } = requestOf()
    expect(requesterOf(request, [])).toEqual({})
  })

  // The text is sent by the client and shown to a person.
  it.each([
    ['unchanged', 'TV (50"; K\u00FCche <b>)', 'TV (50"; K\u00FCche <b>)'],
    ['without control characters', 'T\0V\r\n\u001B[31m', 'TV[31m'],
    ['without direction characters', 'TV\u202Egnp.exe\u2066', 'TVgnp.exe'],
    ['without invisible characters', 'T\u200BV\uFEFF', 'TV'],
    ['without halves of characters', 'TV\uD83D', 'TV'],
    ['without white space around it', '  TV ', 'TV'],
    ['at most 200 characters', 'x'.repeat(5_000), 'x'.repeat(200)],
    ['without half of a character at its end', `${'x'.repeat(199)}\u{1F4FA}`, 'x'.repeat(199)],
    ['never if nothing is left', '\u202E\0 ', undefined],
  ])('keeps the user agent %s', (_, sent, expected) => {
    expect(userAgent(sent)).toBe(expected)
  })
})
