import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../test-support/http.js'
import { canonicalAddress } from '../../machine/addresses/ip-address.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { createRequesterReader, type RequesterOptions } from './requester.js'
import type { TrustedProxies } from './trusted-proxies.js'

// RFC 9700 §4.13.

const proxy = '10.0.0.1'
const inner = '10.0.0.2'
const outside = '198.51.100.9'
const forged = '203.0.113.1'

/** A reader that records what it reports, with these options. */
function readerOf(options: Pick<RequesterOptions, 'trustedProxies' | 'forwardedHeader'>) {
  const faults: unknown[] = []
  const warnings: string[] = []
  const read = createRequesterReader({
    ...options,
    report: (fault, during) => void faults.push([fault, during]),
    warn: ({ message }) => void warnings.push(message),
  })
  return { read, faults, warnings }
}

function requestFrom(remote: string | undefined, headers: HttpRequest['headers']): HttpRequest {
  const { remote: _, ...request } = requestOf({ headers })
  return remote === undefined ? request : { ...request, remote }
}

/** The address of a caller whose request has this X-Forwarded-For. */
function addressOf(remote: string | undefined, forwardedFor: string | undefined, trustedProxies: TrustedProxies) {
  return readerOf({ trustedProxies }).read(requestFrom(remote, { 'x-forwarded-for': forwardedFor })).ip
}

describe('the address of the caller', () => {
  it.each<[string, string | undefined, string | undefined, TrustedProxies, string | undefined]>([
    ['the peer, if no proxy is trusted', outside, forged, [], outside],
    ['the peer, if only others are trusted', outside, forged, [proxy], outside],
    ['the address that the proxy names', proxy, outside, [proxy], outside],
    [
      'the last entry of the proxy, not the earlier ones of the client',
      proxy,
      `${forged}, ${outside}`,
      [proxy],
      outside,
    ],
    ['the first from the right that is not trusted', proxy, `${forged}, ${outside}, ${inner}`, [proxy, inner], outside],
    ['the proxy, if it names no address', proxy, undefined, [proxy], proxy],
    ['the proxy, if its entry is empty', proxy, '', [proxy], proxy],
    ['the proxy, if it calls by itself', proxy, inner, [proxy, inner], inner],
    ['the proxy, if it names garbage', proxy, 'unknown', [proxy], proxy],
    ['the last address before garbage', proxy, `garbage, ${inner}`, [proxy, inner], inner],
    ['never an entry before garbage', proxy, `${forged}, garbage`, [proxy], proxy],
    ['never an entry before an empty one', proxy, `${forged}, ,`, [proxy], proxy],
    ['an entry without its port', proxy, `${outside}:443`, [proxy], outside],
    ['an IPv6 address', proxy, '2001:db8::1', [proxy], '2001:db8::1'],
    ['an IPv6 address in brackets', proxy, '[2001:DB8::1]', [proxy], '2001:db8::1'],
    ['an IPv6 address in brackets without its port', proxy, '[2001:db8::1]:443', [proxy], '2001:db8::1'],
    ['an entry without its quotes', proxy, `${forged}, "[2001:db8::1]:443"`, [proxy], '2001:db8::1'],
    ['an entry without its zone', proxy, 'fe80::1%eth0', [proxy], 'fe80::1'],
    ['a peer without its zone', 'fe80::1%eth0', undefined, [], 'fe80::1'],
    ['the IPv4 form of an address that is mapped into IPv6', `::ffff:${outside}`, undefined, [], outside],
    ['the IPv4 form of a mapped entry', proxy, `[::ffff:${outside}]:80`, [proxy], outside],
    ['the entry of a proxy with a mapped address', `::ffff:${proxy}`, outside, [proxy], outside],
    ['not a proxy that is listed as a mapped address', proxy, outside, [`::ffff:${proxy}`], outside],
    ['not a proxy that is listed in capitals', '2001:db8::a', outside, ['2001:DB8::A'], outside],
    ['not a proxy that is listed with all its zeros', '2001:db8::a', outside, ['2001:0db8:0:0:0:0:0:000a'], outside],
    ['an entry without the white space around it', proxy, `  ${outside}\t`, [proxy], outside],
    ['undefined, if there is no peer', undefined, outside, [proxy], undefined],
    ['undefined, if the peer has no IP address', 'unix:/run/x.sock', outside, [proxy], undefined],
    // Ranges and names.
    ['not a proxy in a range', '10.7.7.7', outside, ['10.0.0.0/8'], outside],
    ['not a proxy in a range, mapped into IPv6', '::ffff:10.7.7.7', outside, ['10.0.0.0/8'], outside],
    [
      'not several proxies in ranges',
      'fd00::9',
      `${forged}, ${outside}, 10.1.1.1`,
      ['10.0.0.0/8', 'fd00::/8'],
      outside,
    ],
    ['the peer beyond a range', '11.0.0.0', forged, ['10.0.0.0/8'], '11.0.0.0'],
    ['not a proxy on this machine', '::1', outside, ['loopback'], outside],
    ['not a proxy on the link', 'fe80::1%eth0', outside, ['linklocal'], outside],
    ['not a proxy in a private network', '192.168.1.1', outside, ['uniquelocal'], outside],
    ['the peer outside a private network', forged, outside, ['loopback', 'uniquelocal'], forged],
    ['the last one in the range, if all are in it', proxy, `10.0.0.3, ${inner}`, ['10.0.0.0/8'], '10.0.0.3'],
    // A number of proxies.
    ['the last entry behind one proxy', '192.0.2.1', `${forged}, ${outside}`, { hops: 1 }, outside],
    ['the last entry but one behind two', '192.0.2.1', `${forged}, ${outside}, ${inner}`, { hops: 2 }, outside],
    ['the first entry, if there are fewer than proxies', '192.0.2.1', outside, { hops: 3 }, outside],
    ['the peer, if the one proxy names nothing', '192.0.2.1', undefined, { hops: 1 }, '192.0.2.1'],
    ['the peer, if the one proxy names garbage', '192.0.2.1', `${forged}, unknown`, { hops: 1 }, '192.0.2.1'],
    ['the last entry, if the one before is garbage', '192.0.2.1', `${forged}, x, ${inner}`, { hops: 2 }, inner],
    ['the entry of a proxy on a socket without addresses', undefined, `${forged}, ${outside}`, { hops: 1 }, outside],
    ['undefined, if a proxy without an address names none', undefined, `${forged}, x`, { hops: 1 }, undefined],
  ])('is %s', (_, remote, forwardedFor, trusted, expected) => {
    expect(addressOf(remote, forwardedFor, trusted)).toBe(expected)
  })

  it('is found among a thousand entries', () => {
    const entries = Array.from({ length: 1_000 }, (_, index) => `203.0.113.${index % 250}`)
    expect(addressOf(proxy, [...entries, outside].join(','), [proxy])).toBe(outside)
  })

  it('is that of the 32nd proxy, if a thousand are trusted', () => {
    const entries = Array.from({ length: 1_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`)
    expect(addressOf(proxy, entries.reverse().join(), ['10.0.0.0/8'])).toBe('10.0.0.31')
  })

  it('is the peer, if a header is a megabyte of garbage', () => {
    for (const text of ['x', ' ', '"', '[', ':', '1.', '::', '%']) {
      expect(addressOf(proxy, `${forged}, ${text.repeat(1_000_000)}`, [proxy])).toBe(proxy)
    }
  })

  it('is an address or undefined, and the peer unless the peer is trusted', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()),
        fc.array(fc.oneof(fc.string(), fc.ipV4())),
        (remote, hops) => {
          const caller = addressOf(remote, hops.join(','), [proxy])
          expect(caller).toBe(canonicalAddress(caller ?? ''))
          if (canonicalAddress(remote) !== proxy) expect(caller).toBe(canonicalAddress(remote))
        },
      ),
      { seed: 1, numRuns: 500 },
    )
  })
})

describe('with forwardedHeader: forwarded', () => {
  const options = { trustedProxies: [proxy], forwardedHeader: 'forwarded' } as const
  const read = (headers: HttpRequest['headers'], remote = proxy) =>
    readerOf(options).read(requestFrom(remote, headers)).ip

  it.each([
    ['that of the proxy', `for=${outside}`, outside],
    ['that of the proxy, with a port', `for="${outside}:4711";proto=https`, outside],
    ['an IPv6 address', 'for="[2001:db8::1]:4711"', '2001:db8::1'],
    ['the last one', `for=${forged}, for=${outside}`, outside],
    ['the last one, whatever is in quotes before it', `for="${forged}, for=${outside}`, outside],
    ['never that of another parameter', `by=${forged};host=${forged}`, proxy],
    ['the proxy, if the caller is unknown', `for=${forged}, for=unknown`, proxy],
    ['the proxy, if the caller has a made-up name', `for=${forged}, for=_hidden`, proxy],
    ['the proxy, if an element is malformed', `for=${forged}, for=${outside} x`, proxy],
    ['the proxy, if two addresses are in one element', `for=${forged};for=${outside}`, proxy],
    ['the proxy, if an element is very long', `for=${outside};host=${'x'.repeat(2_000)}`, proxy],
  ])('the address is %s', (_, forwarded, expected) => {
    expect(read({ forwarded })).toBe(expected)
  })

  it('the other header is never read', () => {
    expect(read({ 'x-forwarded-for': forged })).toBe(proxy)
    expect(read({ 'x-forwarded-for': forged, forwarded: 'for=unknown' })).toBe(proxy)
    expect(read({ 'x-forwarded-for': forged, forwarded: `for=${outside}` })).toBe(outside)
    expect(addressOf(proxy, undefined, [proxy])).toBe(proxy)
  })

  it('the header of another peer is not read', () => {
    expect(read({ forwarded: `for=${forged}` }, outside)).toBe(outside)
  })
})

it('Forwarded is not read unless the host asks for it', () => {
  const headers = { forwarded: `for=${forged}`, 'x-forwarded-for': outside }
  expect(readerOf({ trustedProxies: [proxy] }).read(requestFrom(proxy, headers)).ip).toBe(outside)
  expect(readerOf({ trustedProxies: { hops: 1 } }).read(requestFrom(proxy, { forwarded: `for=${forged}` })).ip).toBe(
    proxy,
  )
})

describe('a function of the host', () => {
  const read = (given: unknown) => {
    // A host in JavaScript can return any value.
    const options = Object.assign({ trustedProxies: () => undefined }, { trustedProxies: () => given })
    const { read, faults } = readerOf(options)
    return { ip: read(requestFrom(proxy, { 'x-forwarded-for': forged })).ip, faults }
  }

  it('gets the request, and finds the address', () => {
    const trustedProxies = ({ headers }: HttpRequest) => headers['x-client-ip']
    const { read } = readerOf({ trustedProxies })
    expect(read(requestFrom(proxy, { 'x-client-ip': `[2001:DB8::1]:80`, 'x-forwarded-for': forged })).ip).toBe(
      '2001:db8::1',
    )
  })

  it.each([undefined, '', 'unknown', '300.1.1.1'])('that returns %j leaves the caller without an address', (given) => {
    expect(read(given)).toEqual({ ip: undefined, faults: [] })
  })

  it.each([[null], [7], [Promise.resolve(outside)], [{}]])('that returns %j is reported', (given) => {
    const fault = new TypeError('trustedProxies must return a text, or undefined')
    expect(read(given)).toEqual({ ip: undefined, faults: [[fault, 'finding the address of a caller']] })
  })

  it('that throws is reported, and the request goes on', () => {
    const fault = new Error('no such header')
    const trustedProxies = () => {
      throw fault
    }
    const { read, faults } = readerOf({ trustedProxies })
    expect(read(requestFrom(proxy, {}))).toEqual({})
    expect(faults).toEqual([[fault, 'finding the address of a caller']])
  })
})

describe('an address', () => {
  const isShared = (remote: string | undefined, headers: HttpRequest['headers'], trustedProxies?: TrustedProxies) =>
    readerOf({ trustedProxies }).read(requestFrom(remote, headers)).addressIsShared ?? false

  it.each(['10.0.0.5', '127.0.0.1', '::1', '::ffff:172.16.0.1', 'fe80::1%eth0', 'fd00::1', '100.64.0.1'])(
    'of a private peer is shared if it forwards requests and no proxy is trusted: %s',
    (remote) => {
      expect(isShared(remote, { 'x-forwarded-for': outside })).toBe(true)
      expect(isShared(remote, { forwarded: `for=${outside}` })).toBe(true)
      expect(isShared(remote, { 'x-forwarded-for': 'garbage' }, [])).toBe(true)
    },
  )

  it.each<[string, string | undefined, HttpRequest['headers'], TrustedProxies | undefined]>([
    ['the peer is public', outside, { 'x-forwarded-for': forged }, undefined],
    ['the peer sends no such header', '10.0.0.5', {}, undefined],
    ['the peer has no address', undefined, { 'x-forwarded-for': forged }, undefined],
    // Garbage must not loosen a limit.
    ['a trusted proxy names garbage', proxy, { 'x-forwarded-for': 'garbage' }, [proxy]],
    ['another proxy is trusted', '10.0.0.5', { 'x-forwarded-for': forged }, [proxy]],
    ['the number of proxies is known', '10.0.0.5', { 'x-forwarded-for': 'garbage' }, { hops: 1 }],
    ['the host finds the address', '10.0.0.5', { 'x-forwarded-for': forged }, () => '10.0.0.5'],
  ])('is not shared if %s', (_, remote, headers, trustedProxies) => {
    expect(isShared(remote, headers, trustedProxies)).toBe(false)
  })
})

describe('the requester', () => {
  const userAgent = (text: string) => readerOf({}).read(requestOf({ headers: { 'user-agent': text } })).userAgent

  it('has the address and the user agent', () => {
    const request = requestOf({ headers: { 'user-agent': 'TV/4.2', 'x-forwarded-for': outside }, remote: proxy })
    expect(readerOf({}).read(request)).toEqual({ ip: proxy, userAgent: 'TV/4.2', addressIsShared: true })
    expect(readerOf({ trustedProxies: [proxy] }).read(request)).toEqual({ ip: outside, userAgent: 'TV/4.2' })
  })

  it('is empty if nothing is known', () => {
    expect(readerOf({}).read(requestFrom(undefined, {}))).toEqual({})
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
