import { createDeviceGrant } from '@devicegrant/core'
import type { Dialect } from '@devicegrant/core/dialects'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { readDialects, type Served, served } from './dialects.js'
import { pathsOfRealms } from './realm-catalog.js'

const namesIn = (text: string) => {
  const read = readDialects(text)
  return typeof read === 'string'
    ? read
    : [...read.dialects, ...read.realms.map(({ dialect }) => dialect)].map(({ name }) => name)
}
const servedBy = (text: string): Served => {
  const read = readDialects(text)
  if (typeof read === 'string') throw new Error(read)
  return read
}
const serve = (dialects: readonly Dialect[]) => {
  const { options, clock } = createFakeHost()
  return createDeviceGrant({ ...options, stores: createMemoryStores({ clock }), dialects })
}
const known = /: (.+)$/.exec(String(readDialects('?')))?.[1]?.split(', ') ?? []
const all = known.filter((name) => servedBy(name).realms.length === 0)

describe('the dialects of the demo', () => {
  it('are by default all of those that share no path with an earlier one', () => {
    expect(served.dialects.map(({ name }) => name)).toEqual([
      ...['rfc8628', 'oracle', 'auth0', 'dreadnode', 'dreadnode'],
      ...['hydra', 'stripe', 'sentry', 'github', 'npm'],
    ])
    expect(served.realms.map(({ dialect }) => dialect.name)).toEqual(['entra', 'keycloak', 'oktaServer'])
    expect(() => serve(served.dialects)).not.toThrow()
  })

  it('have no path below a realm', () => {
    const realms = served.realms.flatMap(pathsOfRealms)
    for (const { endpoints, verification } of all.flatMap((name) => servedBy(name).dialects)) {
      for (const path of [...endpoints.map((endpoint) => endpoint.path), verification.path]) {
        expect(realms.filter((realm) => `${path}/`.startsWith(`${realm}/`))).toEqual([])
      }
    }
  })

  it('are beside the realms the one of RFC 8628 if only realms are named', () => {
    expect(namesIn('keycloak,entra')).toEqual(['rfc8628', 'keycloak', 'entra'])
    expect(namesIn('google,entra')).toEqual(['google', 'entra'])
  })

  it('are those of DIALECTS, in its order', () => {
    expect(namesIn('google')).toEqual(['google'])
    expect(namesIn(' gitlab , rfc8628,oracle')).toEqual(['gitlab', 'rfc8628', 'oracle'])
  })

  it.each(['', 'Google', 'rfc8628,', 'rfc8628,rfc8628', 'toString', 'rfc8628;oracle'])(
    'are refused with the list of all: %j',
    (text) => {
      expect(namesIn(text)).toBe(
        'a list of dialects, each once, with commas between: rfc8628, oracle, auth0, dreadnode, dreadnodeUnversioned, ' +
          'hydra, stripe, sentry, github, npm, google, gitlab, huggingFace, okta, aws, trakt, entra, keycloak, oktaServer',
      )
    },
  )

  it.each([
    ['rfc8628,google', 'rfc8628 and google', '/token'],
    ['auth0,oracle,gitlab', 'auth0 and gitlab', '/oauth/token'],
    ['huggingFace,gitlab', 'huggingFace and gitlab', '/oauth/device'],
    ['okta,oracle', 'okta and oracle', '/oauth2/v1/token'],
    // They have one page with two formats of user codes.
    ['auth0,okta', 'auth0 and okta', '/activate'],
    ['rfc8628,aws', 'rfc8628 and aws', '/device_authorization'],
    ['google,aws', 'google and aws', '/token'],
    ['auth0,trakt', 'auth0 and trakt', '/oauth/device/code'],
    ['sentry,gitlab', 'sentry and gitlab', '/oauth/device'],
  ])('are refused together: %s', (text, both, path) => {
    expect(namesIn(text)).toBe(`a list without ${both} together, because both need ${path}: leave one of them out`)
  })

  it('are refused together exactly if the server refuses them', () => {
    for (const [index, one] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        const read = readDialects(`${one},${other}`)
        const parts = [...servedBy(one).dialects, ...servedBy(other).dialects]
        const refused = () => serve(parts)
        if (typeof read === 'string') expect(refused, read).toThrow()
        else expect(refused).not.toThrow()
      }
    }
  })
})
