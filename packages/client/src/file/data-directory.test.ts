import { describe, expect, it } from 'vitest'
import { dataDirectory } from './data-directory.js'
import { nameOf } from './names.js'

describe('the data directory of a program', () => {
  it.each([
    ['linux', {}, '/home/ada', '/home/ada/.local/share/mycli'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/mycli'],
    ['linux', { XDG_DATA_HOME: 'data' }, '/home/ada', '/home/ada/.local/share/mycli'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/ada', '/Users/ada/Library/Application Support/mycli'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\ada', 'D:\\Local\\mycli\\Data'],
    ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Local\\mycli\\Data'],
  ] as const)('is where %s wants it, with %j', (platform, environment, home, expected) => {
    expect(dataDirectory('mycli', { platform, environment, home })).toBe(expected)
  })
})

describe('the name of a file', () => {
  const owner = { issuer: 'https://login.example.com', clientId: 'mycli' }

  it.each([
    ['the issuer', { ...owner, issuer: 'https://login.example.com/tenant' }, undefined],
    ['the client', { ...owner, clientId: 'other' }, undefined],
    ['the profile, also in upper case', owner, 'Default'],
  ])('differs by %s', (_, other, profile) => {
    expect(nameOf(other, profile).toLowerCase()).not.toBe(nameOf(owner).toLowerCase())
  })

  it.each([
    ['https://[::1]:8080', /^default-_-?[\w.:-]*/],
    ['http://localhost:8080', /^default-localhost_8080-[0-9a-f]{12}$/],
    ['no address', /^default-server-[0-9a-f]{12}$/],
    [`https://${'a'.repeat(60)}.${'b'.repeat(60)}.example`, /^default-[ab.]{80}-[0-9a-f]{12}$/],
  ])('has only safe characters for %s', (issuer, expected) => {
    const name = nameOf({ ...owner, issuer })
    expect(name).toMatch(expected)
    expect(name).toMatch(/^[\w.-]+$/)
  })
})
