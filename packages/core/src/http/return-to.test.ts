import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeReturnTo } from './return-to.js'

describe('a path to return to', () => {
  it.each([
    '/',
    '/device/confirm?user_code=WDJB-MJHT',
    '/auth/device/linked',
    '/device?next=https://evil.example//x',
    '/a//b',
    '/a/../b#top',
    '/caf%C3%A9',
  ])('%s is returned unchanged', (path) => {
    expect(safeReturnTo(path, '/account')).toBe(path)
  })

  it.each([
    ['nothing', ''],
    ['another host', '//evil.example'],
    ['another host, with a backslash', '/\\evil.example'],
    ['another host, with two backslashes', '\\\\evil.example'],
    ['another host, after a tab', '/\t/evil.example'],
    ['another host, after a line break', '/\n/evil.example'],
    ['another host, after a space', ' //evil.example'],
    ['another host, after dots are resolved', '/.//evil.example'],
    ['another host, after more dots are resolved', '/x/..//evil.example'],
    ['another host, after encoded dots are resolved', '/%2e//evil.example'],
    ['another host, after three slashes', '///evil.example'],
    ['a later backslash', '/device\\..\\..\\evil.example'],
    ['a URL', 'https://evil.example/'],
    ['a script', 'javascript:alert(1)'],
    ['a relative path', 'device'],
    ['a query', '?user_code=WDJB-MJHT'],
    ['a header', '/device\r\nSet-Cookie: a=b'],
    ['a NUL', '/device\0'],
    ['letters that are not ASCII', '/\u2215evil.example'],
    ['half a character', '/\uD800'],
    ['a list', ['/device', '/device']],
    ['an object', { toString: () => '/device' }],
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
  ])('%s leads to the fallback', (_what, value) => {
    expect(safeReturnTo(value, '/account')).toBe('/account')
    expect(safeReturnTo(value)).toBe('/')
  })

  it('never leads to another origin, neither with the path nor with its normalized form', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '\t',
      '\n',
      ' ',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      'http:',
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
      fc.string({ unit: 'binary' }).map((rest) => `/${rest}`),
    )
    fc.assert(
      fc.property(text, (path) => {
        const target = new URL(safeReturnTo(path), 'https://login.example.com/sign-in')
        expect(target.origin).toBe('https://login.example.com')
        expect(new URL(target.pathname, 'https://login.example.com').origin).toBe('https://login.example.com')
      }),
      { numRuns: 5_000 },
    )
  })
})
