import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../test-support/http.js'
import type { Warn } from '../../misuse/configuration-warning.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { ForwardedHeader } from './forwarded.js'
import { createForwardedWarning } from './forwarded-warning.js'
import { type ProxyHops, trustOf } from './trusted-proxies.js'

const forgedAddress = '203.0.113.9'
const xForwardedFor = { 'x-forwarded-for': forgedAddress }
const forwarded = { forwarded: `for=${forgedAddress}` }

function warningsOf(
  headers: HttpRequest['headers'],
  remote: string | undefined,
  trustedProxies: readonly string[] | ProxyHops = [],
  header: ForwardedHeader = 'x-forwarded-for',
  expectsProxy = false,
): readonly string[] {
  const warnings: string[] = []
  const warn: Warn = ({ code, message }) => void warnings.push(`${code}: ${message}`)
  const look = createForwardedWarning({ trustedProxies, trusts: trustOf(trustedProxies), header, expectsProxy, warn })
  const { remote: _, ...request } = requestOf({ headers })
  for (let count = 0; count < 3; count++) look(remote === undefined ? request : { ...request, remote })
  expect(warnings.join()).not.toContain(forgedAddress)
  return warnings
}

describe('a warning about the forwarded address', () => {
  it.each(['10.0.0.5', '127.0.0.1', '::1', 'fd00::5', '::ffff:10.0.0.5'])(
    'names %s once if all callers have this private address, and says what to set',
    (remote) => {
      const shown = remote.replace('::ffff:', '')
      const expected = [expect.stringContaining(`proxy-not-trusted: every caller looks like ${shown}:`)]
      expect(warningsOf(xForwardedFor, remote)).toEqual(expected)
      expect(warningsOf(forwarded, remote)).toEqual(expected)
      expect(warningsOf(xForwardedFor, remote).join()).toContain(`set trustedProxies: ['${shown}']`)
    },
  )

  it.each<[string, string, readonly string[]]>([
    ['public', '198.51.100.9', []],
    ['private, and others are trusted', '10.0.0.5', ['10.0.0.1']],
    ['outside the range', '11.0.0.1', ['10.0.0.0/8']],
  ])('names a peer that is %s', (_, remote, trustedProxies) => {
    expect(warningsOf(xForwardedFor, remote, trustedProxies)).toEqual([
      expect.stringContaining(`X-Forwarded-For from ${remote}, which is not in trustedProxies`),
    ])
  })

  it.each([[undefined], ['unix:/run/x.sock']])('says that the door passes no address: %s', (remote) => {
    expect(warningsOf(xForwardedFor, remote, ['10.0.0.1'])).toEqual([expect.stringContaining('Pass the address as')])
  })

  it.each([[undefined], ['unix:/run/x.sock']])('says that callers without an address share a limit: %s', (remote) => {
    expect(warningsOf({}, remote)).toEqual([expect.stringContaining('All such callers share one limit')])
    expect(warningsOf({}, remote, { hops: 1 })).toEqual([])
  })

  it('says that a proxy seems to send no header, if a proxy is expected', () => {
    const without = (remote: string, trustedProxies: readonly string[] | ProxyHops = [], isExpected = true) =>
      warningsOf({}, remote, trustedProxies, 'x-forwarded-for', isExpected)
    expect(without('10.0.0.5')).toEqual([
      expect.stringMatching(/^proxy-without-header: every caller looks like 10\.0\.0\.5: .*acceptWarnings/),
    ])
    expect(without('127.0.0.1')).toHaveLength(1)
    expect(without('198.51.100.9')).toEqual([])
    expect(without('10.0.0.5', ['10.0.0.1'])).toEqual([])
    expect(without('10.0.0.5', { hops: 1 })).toEqual([])
    expect(without('10.0.0.5', [], false)).toEqual([])
  })

  it('comes once for each problem: a made-up header of a stranger hides no other one', () => {
    const codes: string[] = []
    const warn: Warn = ({ code, message }) => void codes.push(`${code} ${/\d+\.\d+\.\d+\.\d+/.exec(message)?.[0]}`)
    const look = createForwardedWarning({ trustedProxies: [], trusts: trustOf([]), header: 'x-forwarded-for', warn })
    const { remote: _, ...request } = requestOf({ headers: xForwardedFor })
    const { remote: __, ...bare } = requestOf({ headers: {} })
    for (let count = 0; count < 2; count++) {
      look({ ...request, remote: '198.51.100.9' })
      look({ ...request, remote: '198.51.100.10' })
      look({ ...request, remote: '10.0.0.5' })
      look(bare)
    }
    expect(codes).toEqual([
      'proxy-not-trusted 198.51.100.9',
      'proxy-not-trusted 10.0.0.5',
      'caller-address-missing undefined',
    ])
  })

  it('says that a trusted proxy sends the other header', () => {
    const trusted = ['10.0.0.0/8']
    expect(warningsOf(forwarded, '10.0.0.5', trusted)).toEqual([
      expect.stringMatching(/sends Forwarded, but only X-Forwarded-For is read, .* forwardedHeader: 'forwarded'/),
    ])
    expect(warningsOf(xForwardedFor, '10.0.0.5', trusted, 'forwarded')).toEqual([
      expect.stringMatching(/sends X-Forwarded-For, but only Forwarded is read, .* forwardedHeader: 'x-forwarded-for'/),
    ])
  })

  it.each<[string, HttpRequest['headers'], string | undefined, readonly string[] | ProxyHops]>([
    ['without a header', {}, '10.0.0.5', []],
    ['of a trusted proxy', xForwardedFor, '10.0.0.5', ['uniquelocal']],
    ['of a trusted proxy with both headers', { ...xForwardedFor, ...forwarded }, '10.0.0.5', ['10.0.0.5']],
    ['behind a number of proxies', xForwardedFor, '198.51.100.9', { hops: 1 }],
    ['behind a number of proxies, without an address', xForwardedFor, undefined, { hops: 1 }],
  ])('does not come for a request %s', (_, headers, remote, trustedProxies) => {
    expect(warningsOf(headers, remote, trustedProxies)).toEqual([])
  })
})
