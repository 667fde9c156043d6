import { hash as computeHash, verify as computeVerify } from '@node-rs/argon2'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createArgon2Hasher } from './argon2.js'

// A spy on the real library.
vi.mock('@node-rs/argon2', { spy: true })

const hasher = createArgon2Hasher()
const password = 'correct horse battery staple'

// A vector of the reference implementation (phc-winner-argon2, src/test.c): "password" with 64 MiB and 2 passes.
const foreignHash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

beforeEach(() => {
  vi.mocked(computeVerify).mockClear()
})

describe('hash', () => {
  it('is argon2id 0x13 with 19 MiB, 2 passes, 1 lane, 16 bytes of salt and 32 of tag', async () => {
    expect(await hasher.hash(password)).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    )
  })

  it('uses another cost', async () => {
    const costly = createArgon2Hasher({ memoryCost: 12_288, timeCost: 3, parallelism: 2 })
    expect(await costly.hash(password)).toMatch(/^\$argon2id\$v=19\$m=12288,t=3,p=2\$/)
  })

  it('differs each time', async () => {
    expect(await hasher.hash(password)).not.toBe(await hasher.hash(password))
  })

  it.each([{ memoryCost: 4_096 }, { timeCost: 1 }, { parallelism: 0 }, { memoryCost: 2 ** 20 }, { timeCost: 11 }])(
    'refuses %o at construction',
    (options) => {
      expect(() => createArgon2Hasher(options)).toThrow(RangeError)
      expect(() => createArgon2Hasher(options)).toThrow(/^argon2: the cost must reach/)
    },
  )
})

describe('verify', () => {
  it('accepts the password and no other', async () => {
    const hash = await hasher.hash(password)
    expect(await hasher.verify(hash, password)).toBe(true)
    for (const wrong of ['', `${password} `, ` ${password}`, password.toUpperCase(), password.slice(0, -1)]) {
      expect(await hasher.verify(hash, wrong)).toBe(false)
    }
  })

  it('agrees with the reference implementation', async () => {
    expect(await hasher.verify(foreignHash, 'password')).toBe(true)
    expect(await hasher.verify(foreignHash, 'passwore')).toBe(false)
  })

  it('computes an old hash with its own cost', async () => {
    const old = await computeHash(password, { memoryCost: 4_096, timeCost: 1 })
    expect(await hasher.verify(old, password)).toBe(true)
    expect(await hasher.verify(old, 'wrong')).toBe(false)
  })

  it('distinguishes two passwords of 100 bytes that are equal in their first 72', async () => {
    const first = 'a'.repeat(72) + 'b'.repeat(28)
    const second = 'a'.repeat(72) + 'c'.repeat(28)
    const hash = await hasher.hash(first)
    expect(await hasher.verify(hash, first)).toBe(true)
    expect(await hasher.verify(hash, second)).toBe(false)
    expect(await hasher.verify(hash, first.slice(0, 72))).toBe(false)
  })

  it('does not stop at a NUL', async () => {
    const hash = await hasher.hash('abc\0x')
    expect(await hasher.verify(hash, 'abc\0x')).toBe(true)
    expect(await hasher.verify(hash, 'abc\0y')).toBe(false)
    expect(await hasher.verify(hash, 'abc')).toBe(false)
  })

  it('does not fold or normalize', async () => {
    const hash = await hasher.hash('caf\u00E9 \uFB01rewall')
    expect(await hasher.verify(hash, 'cafe\u0301 \uFB01rewall')).toBe(false)
    expect(await hasher.verify(hash, 'caf\u00E9 firewall')).toBe(false)
  })

  it('accepts a password of a megabyte, for hashing and for verifying', async () => {
    const long = 'x'.repeat(1_000_000)
    const hash = await hasher.hash(long)
    expect(await hasher.verify(hash, long)).toBe(true)
    expect(await hasher.verify(hash, `${long.slice(1)}y`)).toBe(false)
  })

  it('verifies eight hashes at once', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `${password} ${index}`)
    const hashes = await Promise.all(names.map((name) => hasher.hash(name)))
    const own = await Promise.all(hashes.map((hash, index) => hasher.verify(hash, `${password} ${index}`)))
    const next = await Promise.all(hashes.map((hash, index) => hasher.verify(hash, `${password} ${(index + 1) % 8}`)))
    expect(own).toEqual(Array(8).fill(true))
    expect(next).toEqual(Array(8).fill(false))
  })

  // Without the ceiling, the first of these needs a terabyte and ends the process.
  it.each([
    'm=1073741824,t=2,p=1',
    'm=262145,t=2,p=1',
    'm=19456,t=4294967295,p=1',
    'm=19456,t=11,p=1',
    'm=19456,t=2,p=5',
  ])('refuses a stored %s before anything is computed', async (parameters) => {
    const hostile = (await hasher.hash(password)).replace('m=19456,t=2,p=1', parameters)
    await expect(hasher.verify(hostile, password)).rejects.toThrow(
      /^argon2: the stored hash needs more memory, passes or lanes than allowed$/,
    )
    expect(computeVerify).not.toHaveBeenCalled()
  })

  it('refuses a foreign or malformed hash without repeating it', async () => {
    const hash = await hasher.hash(password)
    const bcrypt = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
    for (const foreign of ['', 'hunter2', bcrypt, hash.replace('argon2id', 'argon2i'), hash.replace('=19$', '=16$')]) {
      await expect(hasher.verify(foreign, password)).rejects.toThrow(
        /^argon2: the stored hash is not argon2id, version 19, in PHC form$/,
      )
    }
    expect(computeVerify).not.toHaveBeenCalled()
  })

  it('rejects, and never reports a wrong password, for a hash that only looks complete', async () => {
    const hash = await hasher.hash(password)
    const tag = hash.slice(hash.lastIndexOf('$') + 1)
    for (const broken of [hash.slice(0, -2), hash.replace('m=19456', 'm=1'), `${hash}AA`]) {
      const refusal: unknown = await hasher.verify(broken, password).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Error)
      expect(String(refusal)).not.toContain(tag.slice(0, 8))
    }
  })
})

describe('isOutdated', () => {
  it('is false for a hash of this hasher', async () => {
    expect(hasher.isOutdated(await hasher.hash(password))).toBe(false)
    const costly = createArgon2Hasher({ memoryCost: 12_288, timeCost: 3, parallelism: 2 })
    expect(costly.isOutdated(await costly.hash(password))).toBe(false)
  })

  it('is true for every other memory, time, lane, salt and tag', async () => {
    const hash = await hasher.hash(password)
    const [, , , , salt = '', tag = ''] = hash.split('$')
    const others = [
      hash.replace('m=19456', 'm=65536'),
      hash.replace('m=19456', 'm=4096'),
      hash.replace('t=2', 't=3'),
      hash.replace('p=1', 'p=2'),
      hash.replace(salt, salt.slice(0, 11)),
      hash.replace(tag, tag.slice(0, 22)),
    ]
    expect(others.map((other) => hasher.isOutdated(other))).toEqual(others.map(() => true))
  })

  it('is true for another scheme or version, and for garbage', async () => {
    const hash = await hasher.hash(password)
    const others = ['', 'garbage', '$2b$10$N9qo8', hash.replace('argon2id', 'argon2d'), hash.replace('v=19', 'v=16')]
    expect(others.map((other) => hasher.isOutdated(other))).toEqual(others.map(() => true))
  })
})
