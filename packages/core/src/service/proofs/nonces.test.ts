import { describe, expect, it } from 'vitest'
import { createDigester } from '../../defaults/digester.js'
import { makeNonce, readNonce } from './nonces.js'

const digester = createDigester('a secret with more than 32 characters')
const now = 1_767_225_600_789

describe('a nonce', () => {
  it('is the same in every process with the same secret, for two minutes', () => {
    const other = createDigester('a secret with more than 32 characters')
    const nonce = makeNonce(digester, now)
    expect(makeNonce(other, now + 1)).toBe(nonce)
    expect(makeNonce(digester, now + 120_000)).not.toBe(nonce)
    expect(readNonce(other, nonce)).toBe(Math.floor(now / 120_000))
  })

  it('has only characters that RFC 9449 §8.1 allows', () => {
    expect(makeNonce(digester, now)).toMatch(/^[\x21\x23-\x5B\x5D-\x7E]+$/)
  })

  it('of another secret, or changed, is none', () => {
    const nonce = makeNonce(digester, now)
    const other = createDigester('another secret with more than 32 characters')
    expect(readNonce(other, nonce)).toBeUndefined()
    const [bucket, digest] = nonce.split('.')
    const forged = ['', '.', 'x', `${nonce}A`, `A${nonce}`, `0${nonce}`, `${bucket}`, `.${digest}`, `1.${digest}`]
    for (const text of forged) expect(readNonce(digester, text), text).toBeUndefined()
  })
})
