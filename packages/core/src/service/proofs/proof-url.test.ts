import { describe, expect, it } from 'vitest'
import { isSameUrl } from './proof-url.js'

// RFC 9449 §4.3 (check 9), RFC 3986 §6.2.2 and §6.2.3.

const url = 'https://login.example.com/oauth/token~a'

describe('isSameUrl', () => {
  it.each([
    url,
    `${url}?a=b`,
    `${url}#a`,
    `${url}?a=/b#c?d`,
    'https://login.example.com:443/oauth/token~a',
    'HTTPS://LOGIN.Example.com/oauth/token~a',
    'https://login.example.com/oauth/token%7Ea',
    'https://login.example.com/oauth/%74%6Fken%7ea',
    'https://login.example.com/a/../oauth/./token~a',
  ])('takes another spelling: %s', (claimed) => {
    expect(isSameUrl(claimed, url)).toBe(true)
  })

  it.each([
    '',
    'none',
    '/oauth/token~a',
    'https://login.example.com/oauth/token~a/',
    'https://login.example.com/oauth/Token~a',
    'https://login.example.com/oauth/token~a%2F',
    'https://login.example.com//oauth/token~a',
    'https://login.example.com.evil.example/oauth/token~a',
    'https://login.example.com@evil.example/oauth/token~a',
    'https://evil@login.example.com/oauth/token~a',
    'https://login.example.com:444/oauth/token~a',
    'http://login.example.com/oauth/token~a',
    'https://login.example.com',
  ])('refuses another URL: %s', (claimed) => {
    expect(isSameUrl(claimed, url)).toBe(false)
  })

  it('compares what stays encoded without the case of its digits', () => {
    expect(isSameUrl('https://a.example/x%2fy', 'https://a.example/x%2Fy')).toBe(true)
    expect(isSameUrl('https://a.example/x/y', 'https://a.example/x%2Fy')).toBe(false)
  })

  it('takes an empty path for the root', () => {
    expect(isSameUrl('https://a.example', 'https://a.example/')).toBe(true)
  })
})
