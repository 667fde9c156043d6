import { describe, expect, it } from 'vitest'
import { requestOf } from '../../test-support/http.js'
import { cookieNameBelow, createCookieJar } from './cookies.js'

// RFC 6265 §8.6 and RFC 6265bis §4.1.3.2.

const https = createCookieJar('session', true)
const http = createCookieJar('session', false)
const read = (jar: typeof https, cookie: string | undefined) => jar.read(requestOf({ headers: { cookie } }))

describe('the cookie', () => {
  it('is set over https for this host only, and scripts cannot read it', () => {
    expect(https.set('value', 3_600_000)).toBe(
      '__Host-session=value; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
  })

  it('is set over http, for development, without the prefix', () => {
    expect(http.set('value', 3_600_000)).toBe('session=value; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax')
  })

  it('is removed with the same attributes', () => {
    expect(https.clear()).toBe('__Host-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax')
    expect(http.clear()).toBe('session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
  })

  it('is read with the value that was set', () => {
    for (const value of ['a.b-c_d', 'x=y', 'a b;c', '\u00E9']) {
      const [pair = ''] = https.set(value, 1_000).split('; ')
      expect(read(https, pair)).toBe(value)
    }
  })

  it.each([
    ['if it is alone', '__Host-session=v', 'v'],
    ['among other cookies', 'a=1; __Host-session=v; b=2', 'v'],
    ['without spaces', 'a=1;__Host-session=v', 'v'],
    ['never if it is missing', 'a=1', undefined],
    ['never without a header', undefined, undefined],
    ['never in an empty header', '', undefined],
    ['never without the prefix', 'session=v', undefined],
    ['never in another case', '__host-session=v', undefined],
    ['never as the end of another name', 'x__Host-session=v', undefined],
    ['never as the value of another cookie', 'a=__Host-session=v', undefined],
    // An attacker may have set one of the two, so both are ignored.
    ['never if it occurs twice', '__Host-session=v; __Host-session=w', undefined],
    ['never if it occurs twice with the same value', '__Host-session=v; a=1; __Host-session=v', undefined],
  ])('is found %s', (_, header, expected) => {
    expect(read(https, header)).toBe(expected)
  })

  it('is not found under a name of Object.prototype', () => {
    expect(read(createCookieJar('toString', false), 'a=1')).toBe(undefined)
    expect(read(createCookieJar('__proto__', false), 'a=1')).toBe(undefined)
  })
})

describe('the name of a cookie below a path', () => {
  it('is the name itself at the root', () => {
    expect(cookieNameBelow('', 'session')).toBe('session')
  })

  it('differs for each path, and is a token of RFC 6265 §4.1.1', () => {
    const paths = ['/a', '/a/', '/a/b', '/a-b', '/A', '/%61', '/a.b', `/${'long'.repeat(500)}`]
    const names = paths.map((path) => cookieNameBelow(path, 'session'))
    expect(new Set(names).size).toBe(paths.length)
    for (const name of names) expect(name).toMatch(/^session-[\w-]{16}$/)
  })
})
