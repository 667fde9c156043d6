import { google, hydra } from '@devicegrant/core/dialects'
import { describe, expect, it } from 'vitest'
import { served } from './dialects.js'
import { readSettings } from './settings.js'

const problemOf = (environment: Record<string, string>) => {
  const settings = readSettings(environment)
  return 'length' in settings ? settings.join('\n') : 'none'
}

describe('an issuer on http', () => {
  // RFC 6761 §6.3: every name below .localhost is loopback.
  it.each([
    'http://localhost:3000',
    'http://tenant.localhost:3000',
    'http://a.b.localhost',
    'http://127.8.9.10',
    'http://[::1]:3000',
  ])('is loopback: %s', (ISSUER) => {
    expect(problemOf({ ISSUER })).toBe('none')
  })

  it.each(['http://127.evil.example', 'http://localhost.evil.example', 'http://evillocalhost', 'http://10.0.0.1'])(
    'is not loopback: %s',
    (ISSUER) => {
      expect(problemOf({ ISSUER })).toMatch(/^ISSUER: given "http:.*; allowed is an https URL/)
    },
  )
})

describe('a host that only looks like loopback', () => {
  it('needs an ISSUER', () => {
    expect(problemOf({ HOST: '127.evil.example' })).toMatch(/^ISSUER: /)
    expect(problemOf({ HOST: '127.0.0.2' })).toBe('none')
  })
})

describe('DEVICEGRANT_SECRET', () => {
  it('with too few different characters is refused by its name, without its value', () => {
    const problem = problemOf({ DEVICEGRANT_SECRET: 'ab'.repeat(32) })
    expect(problem).toMatch(/^DEVICEGRANT_SECRET: given a value that cannot be used; allowed is 32 random characters/)
    expect(problem).not.toContain('abab')
  })
})

describe('CORS_ORIGINS', () => {
  it('is a list of origins', () => {
    expect(readSettings({ CORS_ORIGINS: 'https://app.example, http://localhost:5173' })).toMatchObject({
      corsOrigins: ['https://app.example', 'http://localhost:5173'],
    })
    expect(readSettings({})).toMatchObject({ corsOrigins: [] })
  })

  it.each(['*', 'app.example', 'https://app.example/', 'https://app.example,', 'http://app.example', 'null'])(
    'is refused by its name: %s',
    (CORS_ORIGINS) => {
      expect(problemOf({ CORS_ORIGINS })).toMatch(/^CORS_ORIGINS: given ".*"; allowed is origins/)
    },
  )
})

describe('PLAYGROUND', () => {
  it.each([
    [{}, true],
    [{ ISSUER: 'http://localhost:3000' }, true],
    [{ ISSUER: 'https://login.example.com' }, false],
    [{ ISSUER: 'http://localhost:3000', HOST: '0.0.0.0' }, false],
    [{ ISSUER: 'https://login.example.com', PLAYGROUND: 'on' }, true],
    [{ PLAYGROUND: 'off' }, false],
  ])('of %j is %s', (environment, playground) => {
    expect(readSettings(environment)).toMatchObject({ playground })
  })
})

describe('DIALECTS', () => {
  it('are names, and otherwise all that can be served together', () => {
    expect(readSettings({ DIALECTS: 'google,hydra' })).toMatchObject({
      served: { dialects: [google, hydra], realms: [] },
    })
    expect(readSettings({})).toMatchObject({ served })
  })

  it('are refused with the reason', () => {
    expect(problemOf({ DIALECTS: 'google,rfc8628' })).toBe(
      'DIALECTS: given "google,rfc8628"; allowed is a list without google and rfc8628 together, because both need /token: ' +
        'leave one of them out.',
    )
    expect(problemOf({ DIALECTS: 'gogle' })).toMatch(
      /^DIALECTS: given "gogle"; allowed is a list of dialects, .+, google,/,
    )
  })
})

describe('TRUST_PROXY', () => {
  it('is a list of addresses, ranges and names', () => {
    const list = ['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8', 'loopback', 'linklocal', 'uniquelocal']
    expect(readSettings({ TRUST_PROXY: list.join(', ') })).toMatchObject({ trustedProxies: list })
    expect(readSettings({})).toMatchObject({ trustedProxies: [] })
  })

  it.each([
    '*',
    'proxy.local',
    '10.0.0.1,',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '0.0.0.0/0',
    '::/0',
    'fd00::/129',
    'fe80::1%eth0',
    'Loopback',
    '/8',
  ])('is refused by its name: %s', (TRUST_PROXY) => {
    expect(problemOf({ TRUST_PROXY })).toMatch(/^TRUST_PROXY: given ".*"; allowed is IP addresses/)
  })
})

describe('DATABASE_URL', () => {
  it('is refused if the framework does not use it, because all records would be lost at the end', () => {
    for (const FRAMEWORK of ['express', 'koa']) {
      expect(problemOf({ FRAMEWORK, DATABASE_URL: 'pglite' })).toMatch(
        /^DATABASE_URL: given a value that cannot be used; allowed is nothing without FRAMEWORK=node/,
      )
    }
    expect(problemOf({ FRAMEWORK: 'node', DATABASE_URL: 'pglite' })).toBe('none')
  })
})

describe('DEMO_RISK', () => {
  it('is off, or a verdict on requests from another network', () => {
    expect(readSettings({})).toMatchObject({ risk: undefined })
    expect(readSettings({ DEMO_RISK: 'stepUp' })).toMatchObject({ risk: 'stepUp' })
    expect(problemOf({ DEMO_RISK: 'on' })).toBe('DEMO_RISK: given "on"; allowed is off, warn, stepUp or deny.')
  })
})

describe('LIMITS', () => {
  it('are on by default', () => {
    expect(readSettings({})).toMatchObject({ limits: true })
    expect(readSettings({ LIMITS: 'off' })).toMatchObject({ limits: false })
    expect(problemOf({ LIMITS: 'no' })).toBe('LIMITS: given "no"; allowed is on or off.')
  })
})
