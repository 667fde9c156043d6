import { describe, expect, it } from 'vitest'
import { createScryptHasher } from './scrypt-hasher.js'

const hasher = createScryptHasher()
const password = 'correct horse battery staple'

describe('the scrypt hasher', () => {
  it('accepts the password that was hashed, and no other', async () => {
    const hash = await hasher.hash(password)
    expect(hash).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(await hasher.verify(hash, password)).toBe(true)
    expect(await hasher.verify(hash, `${password} `)).toBe(false)
  })

  it('returns another hash at each call', async () => {
    expect(await hasher.hash(password)).not.toBe(await hasher.hash(password))
  })

  it('rejects a hash of another format without repeating it, and reports it as outdated', async () => {
    const foreign = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    await expect(hasher.verify(foreign, password)).rejects.toThrow(/^the stored hash was not made by this hasher$/)
    expect(hasher.isOutdated(foreign)).toBe(true)
    expect(hasher.isOutdated(await hasher.hash(password))).toBe(false)
  })
})
