import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestOf } from '../../test-support/http.js'
import { callerAddress, canonicalAddress, canonicalAddresses, requesterOf } from './requester.js'

// Behaviour K19, threat 4; RFC 9700 §4.13.

const proxy = '10.0.0.1'
const inner = '10.0.0.2'
const outside = '198.51.100.9'

describe('callerAddress', () => {
  it.each<[string, string | undefined, string | undefined, readonly string[], string | undefined]>([
    ['the peer, where nobody is trusted', outside, '203.0.113.1', [], outside],
    ['the peer, where others are trusted', outside, '203.0.113.1', [proxy], outside],
    ['whom the proxy names', proxy, outside, [proxy], outside],
    [
      'the last that the proxy names, whatever the client wrote before',
      proxy,
      `203.0.113.1, ${outside}`,
      [proxy],
      outside,
    ],
    [
      'the first that is not trusted, from the right',
      proxy,
      `203.0.113.1, ${outside}, ${inner}`,
      [proxy, inner],
      outside,
    ],
    ['the proxy, when it names nobody', proxy, undefined, [proxy], proxy],
    ['the proxy, when what it names is empty', proxy, '', [proxy], proxy],
    ['the proxy, when it calls by itself', proxy, inner, [proxy, inner], inner],
    ['the proxy, when it names garbage', proxy, 'unknown', [proxy], proxy],
    ['the last address before garbage', proxy, `garbage, ${inner}`, [proxy, inner], inner],
    ['never what stands before garbage', proxy, `203.0.113.1, garbage`, [proxy], proxy],
    ['never an address with a port', proxy, `${outside}:443`, [proxy], proxy],
    ['never an address in brackets', proxy, `[2001:db8::1]:443`, [proxy], proxy],
    ['an IPv6 address', proxy, '2001:db8::1', [proxy], '2001:db8::1'],
    ['an IPv4 address mapped into IPv6, as itself', '::ffff:198.51.100.9', undefined, [], outside],
    ['a mapped proxy is the proxy', '::ffff:10.0.0.1', outside, [proxy], outside],
    ['a proxy that is listed as mapped', proxy, outside, ['::ffff:10.0.0.1'], outside],
    ['a proxy that is listed in capitals', '2001:db8::a', outside, ['2001:DB8::A'], outside],
    ['a proxy that is listed with all its zeros', '2001:db8::a', outside, ['2001:0db8:0:0:0:0:0:000a'], outside],
    ['white space around an entry', proxy, `  ${outside}\t`, [proxy], outside],
    ['nobody, where there is no peer', undefined, outside, [proxy], undefined],
    ['nobody, where the peer is no address', 'unix:/run/x.sock', outside, [proxy], undefined],
  ])('is %s', (_, remote, forwardedFor, trusted, expected) => {
    expect(callerAddress(remote, forwardedFor, canonicalAddresses(trusted))).toBe(expected)
  })

  it('is found among a thousand entries', () => {
    const forged = Array.from({ length: 1_000 }, (_, index) => `203.0.113.${index % 250}`)
    expect(callerAddress(proxy, [...forged, outside].join(','), [proxy])).toBe(outside)
  })

  it('is an address or nothing, and the peer unless the peer is trusted', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()),
        fc.array(fc.oneof(fc.string(), fc.ipV4())),
        (remote, hops) => {
          const caller = callerAddress(remote, hops.join(','), [proxy])
          expect(caller).toBe(canonicalAddress(caller))
          if (canonicalAddress(remote) !== proxy) expect(caller).toBe(canonicalAddress(remote))
        },
      ),
      { seed: 1, numRuns: 500 },
    )
  })
})

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
  ])('%s is %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected)
  })

  it.each([
    [undefined],
    [''],
    ['a'],
    ['192.0.2.256'],
    ['192.0.2'],
    ['192.0.2.1:80'],
    ['0xc0.0.2.1'],
    ['fe80::1%eth0'],
    ['::ffff:999.0.2.1'],
    ['1::2::3'],
    ['[::1]'],
    ['::1]/x?#'],
    ['192.0.2.1\n'],
  ])('%j is no address', (text) => {
    expect(canonicalAddress(text)).toBe(undefined)
  })
})

describe('requesterOf', () => {
  const userAgent = (text: string) => requesterOf(requestOf({ headers: { 'user-agent': text } }), []).userAgent

  it('has the address and what the software calls itself', () => {
    const request = requestOf({ headers: { 'user-agent': 'TV/4.2', 'x-forwarded-for': outside }, remote: proxy })
    expect(requesterOf(request, [])).toEqual({ ip: proxy, userAgent: 'TV/4.2' })
    expect(requesterOf(request, [proxy])).toEqual({ ip: outside, userAgent: 'TV/4.2' })
  })

  it('has nothing where nothing is known', () => {
    const { remote: _, ...request } = requestOf()
    expect(requesterOf(request, [])).toEqual({})
  })

  // Behaviour A24.
  it.each([
    ['as it is', 'TV (50"; K\u00FCche <b>)', 'TV (50"; K\u00FCche <b>)'],
    ['without control characters', 'T\0V\r\n\u001B[31m', 'TV[31m'],
    ['without changes of direction', 'TV\u202Egnp.exe\u2066', 'TVgnp.exe'],
    ['without invisible characters', 'T\u200BV\uFEFF', 'TV'],
    ['without halves of characters', 'TV\uD83D', 'TV'],
    ['without white space around it', '  TV ', 'TV'],
    ['at most 200 characters', 'x'.repeat(5_000), 'x'.repeat(200)],
    ['not cut within a character', `${'x'.repeat(199)}\u{1F4FA}`, 'x'.repeat(199)],
    ['not at all when nothing is left', '\u202E\0 ', undefined],
  ])('keeps the name of the software %s', (_, sent, expected) => {
    expect(userAgent(sent)).toBe(expected)
  })
})
