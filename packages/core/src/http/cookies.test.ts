import { describe, expect, it } from 'vitest'
import { requestOf } from '../../test-support/http.js'
import { cookieNameBelow, createCookieJar } from './cookies.js'

// Behaviour D40, threat 24; RFC 6265bis §4.1.3.2.

const https = createCookieJar('session', true)
const http = createCookieJar('session', false)
const read = (jar: typeof https, cookie: string | undefined) => jar.read(requestOf({ headers: { cookie } }))

describe('the cookie', () => {
  it('over https belongs to this host alone, and to no script', () => {
    expect(https.set('value', 3_600_000)).toBe(
      '__Host-session=value; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
  })

  it('over http, for development, cannot have the prefix', () => {
    expect(http.set('value', 3_600_000)).toBe('session=value; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax')
  })

  it('is removed under the same attributes', () => {
    expect(https.clear()).toBe('__Host-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax')
    expect(http.clear()).toBe('session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
  })

  it('is read as it was set', () => {
    for (const value of ['a.b-c_d', 'x=y', 'a b;c', '\u00E9']) {
      const [pair = ''] = https.set(value, 1_000).split('; ')
      expect(read(https, pair)).toBe(value)
    }
  })

  it.each([
    ['alone', '__Host-session=v', 'v'],
    ['among others', 'a=1; __Host-session=v; b=2', 'v'],
    ['without spaces', 'a=1;__Host-session=v', 'v'],
    ['not at all', 'a=1', undefined],
    ['in no header', undefined, undefined],
    ['in an empty header', '', undefined],
    ['without the prefix', 'session=v', undefined],
    ['in other case', '__host-session=v', undefined],
    ['as the end of another name', 'x__Host-session=v', undefined],
    ['as the value of another', 'a=__Host-session=v', undefined],
    // Somebody else has set one of the two: neither is believed.
    ['twice', '__Host-session=v; __Host-session=w', undefined],
    ['twice the same', '__Host-session=v; a=1; __Host-session=v', undefined],
  ])('is found %s', (_, header, expected) => {
    expect(read(https, header)).toBe(expected)
  })

  it('of a name that every object has is not found', () => {
    expect(read(createCookieJar('toString', false), 'a=1')).toBe(undefined)
    expect(read(createCookieJar('__proto__', false), 'a=1')).toBe(undefined)
  })
})

describe('the name of a cookie below a path', () => {
  it('is the name itself at the root', () => {
    expect(cookieNameBelow('', 'session')).toBe('session')
  })

  it('is another one for every path, and a token of RFC 6265 §4.1.1', () => {
    const paths = ['/a', '/a/', '/a/b', '/a-b', '/A', '/%61', '/a.b', `/${'long'.repeat(500)}`]
    const names = paths.map((path) => cookieNameBelow(path, 'session'))
    expect(new Set(names).size).toBe(paths.length)
    for (const name of names) expect(name).toMatch(/^session-[\w-]{16}$/)
  })
})
