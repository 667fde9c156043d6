import { describe, expect, it } from 'vitest'
import { isLoopback, metadataAddresses, quoted, readAddress } from './addresses.js'
import { CannotAudit } from './cannot-audit.js'

const at = 'https://login.example.com'

describe('the addresses of metadata', () => {
  it.each([
    [at, [`${at}/.well-known/oauth-authorization-server`, `${at}/.well-known/openid-configuration`]],
    [`${at}/`, [`${at}/.well-known/oauth-authorization-server`, `${at}/.well-known/openid-configuration`]],
    [
      `${at}/realms/a/`,
      [
        `${at}/.well-known/oauth-authorization-server/realms/a`,
        `${at}/realms/a/.well-known/openid-configuration`,
        `${at}/.well-known/openid-configuration/realms/a`,
      ],
    ],
    [`${at}/a/.well-known/openid-configuration`, [`${at}/a/.well-known/openid-configuration`]],
    [`${at}/.well-known/oauth-authorization-server/a?x=1`, [`${at}/.well-known/oauth-authorization-server/a?x=1`]],
  ])('of %s', (issuer, expected) => {
    expect(metadataAddresses(new URL(issuer))).toEqual(expected)
  })

  it.each(['//evil.example', '/\\evil.example', '/@evil.example', '/%2e%2e//evil.example'])(
    'stay at the origin of an issuer with the path %s',
    (path) => {
      const origins = metadataAddresses(new URL(at + path)).map((address) => new URL(address).origin)
      expect(new Set(origins)).toEqual(new Set([at]))
    },
  )
})

describe('an address that the caller names', () => {
  it.each(['login.example.com', 'ftp://login.example.com', 'javascript:alert(1)', '', '//login.example.com'])(
    'is refused if it is %j',
    (text) => {
      const message = `server takes an address such as https://login.example.com, and not ${JSON.stringify(text)}`
      expect(() => readAddress(text, 'server')).toThrow(new CannotAudit(message))
    },
  )

  it.each(['https', 'ftp'])('is refused with a password, which no message repeats: %s', (scheme) => {
    expect(() => readAddress(`${scheme}://me:hunter2@login.example.com`, 'server')).toThrow(
      new CannotAudit('server takes an address without a password'),
    )
  })

  it('is refused with a fragment', () => {
    expect(() => readAddress(`${at}/#top`, 'server')).toThrow(
      new CannotAudit('server takes an address without a fragment'),
    )
  })
})

it('a text of the server is quoted in one line, and a long one is cut', () => {
  expect(quoted('a\n"b"')).toBe(String.raw`"a\n\"b\""`)
  expect(quoted('x'.repeat(1_000_000))).toHaveLength(103)
})

it.each([
  ['http://localhost:3000', true],
  ['http://a.localhost', true],
  ['http://127.0.0.1', true],
  ['http://127.1', true],
  ['http://[::1]:80', true],
  ['http://127.0.0.1.evil.example', false],
  ['http://localhost.evil.example', false],
  ['http://evil-localhost', false],
  ['http://0.0.0.0', false],
  ['http://10.0.0.1', false],
])('whether %s is this machine: %s', (url, expected) => {
  expect(isLoopback(new URL(url))).toBe(expected)
})
