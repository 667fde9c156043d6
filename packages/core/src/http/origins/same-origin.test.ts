import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../test-support/http.js'
import { isFromElsewhere, isFromOurForm, isFromOurOrigin, isFromPage, isLetIn } from './same-origin.js'

// Requests of other origins: docs/decisions/0035.

const ours = 'https://auth.example'

describe('a request', () => {
  it.each<[string | undefined, string | undefined, boolean]>([
    // Sec-Fetch-Site, Origin, from our origin
    [undefined, undefined, true],
    [undefined, ours, true],
    [undefined, 'null', false],
    [undefined, 'https://evil.example', false],
    [undefined, 'http://auth.example', false],
    [undefined, 'https://auth.example:8443', false],
    [undefined, 'https://auth.example.evil.example', false],
    [undefined, 'https://evil.example, https://auth.example', false],
    [undefined, 'HTTPS://AUTH.EXAMPLE', false],
    [undefined, '', false],
    ['same-origin', undefined, true],
    ['same-origin', ours, true],
    ['same-origin', 'null', true],
    ['same-origin', 'https://evil.example', false],
    ['same-site', ours, false],
    ['same-site', undefined, false],
    ['cross-site', ours, false],
    ['cross-site', 'null', false],
    ['cross-site', undefined, false],
    ['none', undefined, false],
    ['', undefined, false],
    ['SAME-ORIGIN', undefined, false],
    ['same-origin, cross-site', undefined, false],
  ])('with Sec-Fetch-Site %s and Origin %s is from our origin: %s', (site, origin, expected) => {
    expect(isFromOurOrigin(requestOf({ headers: { 'sec-fetch-site': site, origin } }), ours)).toBe(expected)
  })

  it('of a form with a token may have Origin: null, but not with another Sec-Fetch-Site', () => {
    const judge = (site: string | undefined, origin: string) =>
      isFromOurForm(requestOf({ headers: { 'sec-fetch-site': site, origin } }), ours)
    expect([judge(undefined, 'null'), judge('same-origin', 'null'), judge(undefined, ours)]).toEqual([true, true, true])
    expect([judge('cross-site', 'null'), judge(undefined, 'https://evil.example')]).toEqual([false, false])
  })

  it.each<[string | undefined, boolean]>([
    [undefined, false],
    ['same-origin', false],
    ['none', false],
    ['same-site', true],
    ['cross-site', true],
    // No browser sends these. Unknown values are refused.
    ['', true],
    ['SAME-ORIGIN', true],
    ['same-origin, cross-site', true],
  ])('with Sec-Fetch-Site %s is from another origin: %s', (site, expected) => {
    for (const origin of [undefined, ours, 'null', 'https://evil.example']) {
      expect(isFromElsewhere(requestOf({ headers: { 'sec-fetch-site': site, origin } }))).toBe(expected)
    }
  })

  it('is allowed only with an allowed origin and by CORS', () => {
    const judge = (headers: Record<string, string>) => isLetIn(requestOf({ headers }), ['https://app.example'])
    const origin = 'https://app.example'
    expect([judge({ origin }), judge({ origin, 'sec-fetch-mode': 'cors' })]).toEqual([true, true])
    expect([judge({}), judge({ origin: ours }), judge({ origin: 'null' })]).toEqual([false, false, false])
    expect(['no-cors', 'navigate', 'same-origin', ''].map((mode) => judge({ origin, 'sec-fetch-mode': mode }))).toEqual(
      [false, false, false, false],
    )
  })

  it('of a page has at least one of the two headers', () => {
    const isPage = (headers: Record<string, string>) => isFromPage(requestOf({ headers }))
    expect([isPage({ origin: 'null' }), isPage({ 'sec-fetch-site': 'none' })]).toEqual([true, true])
    expect(isPage({ referer: ours, cookie: 'a=b' })).toBe(false)
  })

  it('is not judged by its Referer or Host', () => {
    const headers = { referer: 'https://evil.example/', host: 'evil.example' }
    expect(isFromOurOrigin(requestOf({ headers }), ours)).toBe(true)
    expect(
      isFromOurOrigin(
        requestOf({ headers: { origin: 'https://evil.example', referer: `${ours}/`, host: 'auth.example' } }),
        ours,
      ),
    ).toBe(false)
  })
})
