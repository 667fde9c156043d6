import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { dialects, readDialects } from './dialects.js'

const namesIn = (text: string) => {
  const read = readDialects(text)
  return typeof read === 'string' ? read : read.map(({ name }) => name)
}
const serve = (served: typeof dialects) => {
  const { options, clock } = createFakeHost()
  return createDeviceGrant({ ...options, stores: createMemoryStores({ clock }), dialects: served })
}
const all = /: (.+)$/.exec(String(readDialects('?')))?.[1]?.split(', ') ?? []

describe('the dialects of the demo', () => {
  it('are by default all of those that share no path with an earlier one', () => {
    expect(dialects.map(({ name }) => name)).toEqual([
      ...['rfc8628', 'oracle', 'auth0', 'dreadnode', 'dreadnode'],
      ...['hydra', 'stripe', 'sentry'],
    ])
    expect(() => serve(dialects)).not.toThrow()
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
          'hydra, stripe, sentry, google, gitlab, huggingFace, okta',
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
    ['sentry,gitlab', 'sentry and gitlab', '/oauth/device'],
  ])('are refused together: %s', (text, both, path) => {
    expect(namesIn(text)).toBe(`a list without ${both} together, because both need ${path}: leave one of them out`)
  })

  it('are refused together exactly if the server refuses them', () => {
    for (const [index, one] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        const read = readDialects(`${one},${other}`)
        const parts = [readDialects(one), readDialects(other)].flatMap((part) => (typeof part === 'string' ? [] : part))
        const refused = () => serve(parts)
        if (typeof read === 'string') expect(refused, read).toThrow()
        else expect(refused).not.toThrow()
      }
    }
  })
})
