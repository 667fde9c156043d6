import { describe, expect, it } from 'vitest'
import { readArgon2Hash } from './phc.js'

const salt = 'c29tZXNhbHRzb21lc2FsdA'
const tag = 'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
const hash = `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${tag}`

describe('readArgon2Hash', () => {
  it('reads the parameters of a hash', () => {
    expect(readArgon2Hash(hash)).toEqual({
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
      saltLength: 16,
      tagLength: 32,
    })
  })

  it('reads numbers of any size', () => {
    expect(readArgon2Hash(hash.replace('m=19456', 'm=4294967295'))?.memoryCost).toBe(4_294_967_295)
  })

  it.each([
    ['empty text', ''],
    ['plain text', 'correct horse battery staple'],
    ['bcrypt', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
    ['scrypt', '$scrypt$ln=17,r=8,p=1$c29tZXNhbHQ$c29tZXRhZ3NvbWV0YWdzb21ldGFn'],
    ['argon2i', hash.replace('argon2id', 'argon2i')],
    ['argon2d', hash.replace('argon2id', 'argon2d')],
    ['an older version', hash.replace('v=19', 'v=16')],
    ['no version', hash.replace('v=19$', '')],
    ['parameters in another order', hash.replace('m=19456,t=2,p=1', 't=2,m=19456,p=1')],
    ['a repeated parameter', hash.replace('t=2', 't=2,t=2')],
    ['a parameter too many', hash.replace('p=1', 'p=1,keyid=AAAA')],
    ['a parameter too few', hash.replace(',p=1', '')],
    ['zero passes', hash.replace('t=2', 't=0')],
    ['a leading zero', hash.replace('t=2', 't=02')],
    ['a negative number', hash.replace('t=2', 't=-2')],
    ['a fraction', hash.replace('m=19456', 'm=19456.5')],
    ['an exponent', hash.replace('m=19456', 'm=1e9')],
    ['hexadecimal', hash.replace('m=19456', 'm=0x10')],
    ['eleven digits', hash.replace('m=19456', 'm=10000000000')],
    ['no tag', hash.slice(0, hash.lastIndexOf('$'))],
    ['an empty tag', hash.replace(tag, '')],
    ['a tag of 8 bytes', hash.replace(tag, tag.slice(0, 11))],
    ['a salt of 6 bytes', hash.replace(salt, salt.slice(0, 8))],
    ['base64url', hash.replace(salt, `_${salt.slice(1)}`)],
    ['padding', `${hash}=`],
    ['a space before', ` ${hash}`],
    ['a newline after', `${hash}\n`],
    ['a megabyte', hash.replace(tag, 'A'.repeat(1_000_000))],
  ])('returns undefined for %s', (_kind, text) => {
    expect(readArgon2Hash(text)).toBeUndefined()
  })
})
