import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkSecret } from './secret.js'

const few = [
  expect.objectContaining({
    code: 'secret-not-random',
    message: 'secret has too few different characters to be random: make one with openssl rand -hex 32',
  }),
]

describe('a secret', () => {
  it.each<[string, string | Uint8Array]>([
    ['one letter', 'a'.repeat(64)],
    ['two letters', 'ab'.repeat(32)],
    ['one letter and another at the end', `${'a'.repeat(63)}b`],
    ['a short word, repeated', 'secret'.repeat(8)],
    ['five digits', '12345'.repeat(8)],
    ['bytes of zero', new Uint8Array(32)],
    ['five bytes', Uint8Array.from({ length: 64 }, (_, index) => index % 5)],
  ])('of %s is refused, at any length', (_, secret) => {
    expect(checkSecret(secret)).toEqual(few)
  })

  it.each<[string, string | Uint8Array]>([
    ['hex', '3f1c9a5d7e2b8046af13c5d9e7028b64'],
    ['six different characters, the fewest to expect of random hex', '012345'.repeat(6)],
    ['a sentence', 'thirty-two-characters-or-more-of-yours'],
    ['bytes', Uint8Array.from({ length: 32 }, (_, index) => index)],
  ])('of %s is fine', (_, secret) => {
    expect(checkSecret(secret)).toEqual([])
  })

  it.each([[undefined], [null], ['']])('that is missing, as %j, has a code of its own', (secret) => {
    expect(checkSecret(secret)).toEqual([expect.objectContaining({ code: 'secret-missing', option: 'secret' })])
  })

  it.each([['x'.repeat(31)], [7], [[]], [new Uint8Array(31)]])('that is too short, or no text: %j', (secret) => {
    expect(checkSecret(secret)).toEqual([expect.objectContaining({ code: 'secret-too-short', option: 'secret' })])
  })

  it('that is random is fine in every common encoding, ten thousand times', () => {
    for (let nth = 0; nth < 10_000; nth += 1) {
      const spellings = [
        randomBytes(32).toString('hex'),
        randomBytes(16).toString('hex'),
        randomBytes(32).toString('base64'),
        randomBytes(24).toString('base64url'),
        randomBytes(32),
      ]
      for (const secret of spellings) expect(checkSecret(secret)).toEqual([])
    }
  })

  it('of 32 random hexadecimal characters has five or fewer different ones once in 10^12 times or less', () => {
    // The union bound: the number of ways to choose five of sixteen digits, times the chance that all 32 are among
    // them.
    const fiveOfSixteen = 4_368
    expect(fiveOfSixteen * (5 / 16) ** 32).toBeLessThan(1e-12)
    // What `openssl rand -hex 32` prints.
    expect(fiveOfSixteen * (5 / 16) ** 64).toBeLessThan(1e-28)
  })
})
