import { describe, expect, it } from 'vitest'
import { readTokens, tokensIssued, writeTokens } from './token-answer.js'

const issued = { accessToken: 'access', tokenType: 'Bearer', lifetime: 60_000 }

describe('a token answer', () => {
  it.each([
    ['without a refresh token', issued, undefined],
    ['with one', issued, 'refresh'],
    ['with an ID token', { ...issued, idToken: 'who' }, 'refresh'],
  ])('%s survives being written and read, to the byte', (_, tokens, refreshToken) => {
    const answer = tokensIssued(tokens, { scope: ['read', 'write'], ...(refreshToken && { refreshToken }) })
    expect(JSON.stringify(readTokens(writeTokens(answer)))).toBe(JSON.stringify(answer))
  })

  it('keeps nothing that the issuer made beside the tokens', () => {
    expect(tokensIssued({ ...issued, ...{ internal: 'id' } }, { scope: [] })).not.toHaveProperty('internal')
  })

  it.each(['null', '7', '{}', '{"kind":"problem"}', 'nonsense'])('is not read from %s', (text) => {
    expect(() => readTokens(text)).toThrow()
  })
})
