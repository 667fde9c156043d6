import { describe, expect, it } from 'vitest'
import { wordFor } from '../../../test-support/device.js'
import { createSystemRuntime } from '../../defaults/system.js'
import { openTokens, sealTokens, tokensIssued } from './token-response.js'

const context = createSystemRuntime({ secret: 'a server secret for tests of 32 characters or more' })
const secret = 'a device code'
const [api, other] = ['https://api.example.com', 'https://other.example.com']
const issued = { accessToken: 'access', tokenType: 'Bearer', lifetime: 60_000 }

describe('a token response', () => {
  it.each([
    ['without a refresh token', issued, undefined],
    ['with one', issued, 'refresh'],
    ['with an ID token', { ...issued, idToken: 'who' }, 'refresh'],
  ])('%s is the same after seal and open, byte for byte', (_, tokens, refreshToken) => {
    const response = tokensIssued(tokens, {
      issuedAt: 1_767_225_600_000,
      scope: ['read', 'write'],
      ...(refreshToken && { refreshToken }),
    })
    const sealed = sealTokens(context, secret, { resources: [] }, response)
    expect(JSON.stringify(openTokens(context, secret, { resources: [] }, sealed))).toBe(JSON.stringify(response))
  })

  it.each([
    ['the same', { resources: [api] }, { resources: [api] }, 'tokensIssued'],
    [
      'the same in another order',
      { scope: ['a', 'b'], resources: [] },
      { scope: ['b', 'a'], resources: [] },
      'tokensIssued',
    ],
    ['no scope, as an empty one', { resources: [] }, { scope: [], resources: [] }, 'tokensIssued'],
    ['another resource', { resources: [api] }, { resources: [other] }, 'invalidTarget'],
    ['everything after one resource', { resources: [api] }, { resources: [] }, 'invalidTarget'],
    ['one resource after everything', { resources: [] }, { resources: [api] }, 'invalidTarget'],
    ['more resources', { resources: [api] }, { resources: [api, other] }, 'invalidTarget'],
    ['another scope', { scope: ['a'], resources: [] }, { scope: ['b'], resources: [] }, 'invalidScope'],
    ['everything after one scope', { scope: ['a'], resources: [] }, { resources: [] }, 'invalidScope'],
  ])('is given again, or not, to a request for %s: %j, %j', (_, first, second, word) => {
    const sealed = sealTokens(context, secret, first, tokensIssued(issued, { issuedAt: 1_767_225_600_000, scope: [] }))
    expect(wordFor(openTokens(context, secret, second, sealed))).toBe(word)
  })

  it('has no other members of the result of the issuer', () => {
    expect(
      tokensIssued({ ...issued, ...{ internal: 'id' } }, { issuedAt: 1_767_225_600_000, scope: [] }),
    ).not.toHaveProperty('internal')
  })

  it.each(['null', '7', '{}', '{"kind":"problem"}', 'nonsense'])('is not read from %s', (text) => {
    const sealed = context.sealer.seal(secret, text)
    expect(() => openTokens(context, secret, { resources: [] }, sealed)).toThrow()
  })
})
