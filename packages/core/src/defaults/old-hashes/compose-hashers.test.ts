import bcryptjs from 'bcryptjs'
import { describe, expect, it, vi } from 'vitest'
import type { HashVerifier, PasswordHasher } from '../../ports/password-hasher.js'
import { bcryptVerifier } from './bcrypt.js'
import { composeHashers } from './compose-hashers.js'
import { pbkdf2Verifier } from './pbkdf2.js'
import { scryptVerifier } from './scrypt.js'

const ours: PasswordHasher = {
  hash: async (password) => `new:${password}`,
  verify: async (hash, password) => {
    if (!hash.startsWith('new:')) throw new Error('not ours')
    return hash === `new:${password}`
  },
  isOutdated: (hash) => !hash.startsWith('new:'),
}

const plain = (name: string, reads: HashVerifier['reads'] = `${name}:`): HashVerifier => ({
  name,
  reads,
  verify: async (hash, password) => hash === `${name}:${password}`,
})

const bcrypt = bcryptVerifier({ compare: (password, hash) => bcryptjs.compare(password, hash) })

const hasher = composeHashers(
  ours,
  plain('one'),
  plain('two', ['zwei:', 'two:']),
  plain('three', (hash) => /^thr/.test(hash)),
)

describe('composed hashers', () => {
  it('make new hashes with the first hasher', async () => {
    expect(await hasher.hash('a')).toBe('new:a')
  })

  it.each(['new', 'one', 'two', 'three'])('check a hash of kind %s with its own hasher or verifier', async (kind) => {
    expect(await hasher.verify(`${kind}:a`, 'a')).toBe(true)
    expect(await hasher.verify(`${kind}:a`, 'b')).toBe(false)
  })

  it('report every hash as outdated that the first hasher did not make', () => {
    expect(['new:a', 'one:a', 'two:a', 'zwei:a', 'three:a', 'else:a'].map(hasher.isOutdated)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ])
  })

  it('let the first hasher decide about its own old hashes', () => {
    const strict = composeHashers({ ...ours, isOutdated: () => true }, plain('one'))
    expect(strict.isOutdated('new:a')).toBe(true)
  })

  it('use the first of two verifiers that read the same hash', async () => {
    const [first, second] = [plain('one'), plain('one')]
    const asked = vi.spyOn(second, 'verify')
    expect(await composeHashers(ours, first, second).verify('one:a', 'a')).toBe(true)
    expect(asked).not.toHaveBeenCalled()
  })

  it('reject a hash that no verifier reads', async () => {
    await expect(hasher.verify('else:a', 'a')).rejects.toThrow('not ours')
  })

  it.each(['yes', 1, {}, [], undefined, null, false, 0])(
    'treat the result %j of a verifier as no match',
    async (response) => {
      const loose: HashVerifier = JSON.parse('{"name":"loose","reads":"loose:"}')
      const responder = composeHashers(ours, { ...loose, verify: vi.fn().mockResolvedValue(response) })
      expect(await responder.verify('loose:a', 'a')).toBe(false)
    },
  )

  it.each([
    ['$2b$04$76OxkcXUlK5sAOxQdoJFNupXv95GHvmKYy78kuhcFSEgmN1w1sSEC', bcrypt, 'a'.repeat(72)],
    [
      '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
      scryptVerifier(),
      'password',
    ],
    ['$pbkdf2$4096$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE', pbkdf2Verifier(), 'password'],
    ['one:a', plain('one'), 'a'],
  ])('match no password with NUL to %s', async (hash, verifier, password) => {
    const composed = composeHashers(ours, verifier)
    expect(await composed.verify(hash, password)).toBe(true)
    for (const suffix of ['\0', '\0more']) expect(await composed.verify(hash, password + suffix)).toBe(false)
  })

  it('match no password with NUL to a hash of a verifier, but match it to a hash of the first hasher', async () => {
    expect(await hasher.verify('one:a\0b', 'a\0b')).toBe(false)
    expect(await hasher.verify('new:a\0b', 'a\0b')).toBe(true)
  })

  it('refuse to hash if a verifier also reads the hashes of the first hasher', async () => {
    await expect(composeHashers(ours, plain('greedy', 'ne')).hash('a')).rejects.toThrow(
      /^composeHashers: greedy also reads the hashes that the first hasher makes/,
    )
  })

  it.each<[string, object]>([
    ['no name', { name: undefined }],
    ['no reads', { reads: undefined }],
    ['an empty list of prefixes', { reads: [] }],
    ['an empty prefix', { reads: '' }],
    ['an empty prefix among others', { reads: ['one:', ''] }],
    ['a number among its prefixes', { reads: ['one:', 7] }],
    ['no function verify', { verify: 'bcrypt' }],
  ])('refuse a verifier with %s, and name its position', (_, changes) => {
    const compose = () => composeHashers(ours, plain('one'), Object.assign(plain('two'), changes))
    expect(compose).toThrow(TypeError)
    expect(compose).toThrow(/^composeHashers: verifier 2 must have a name/)
  })

  it('refuse a function `reads` that returns a promise, before they hash anything', async () => {
    const promising = Object.assign(plain('late'), { reads: async () => false })
    const composed = composeHashers(ours, promising)
    const problem = 'the function reads of late must return true or false'
    await expect(composed.hash('a')).rejects.toThrow(problem)
    await expect(composed.verify('new:a', 'a')).rejects.toThrow(problem)
    expect(() => composed.isOutdated('new:a')).toThrow(problem)
  })

  it('accept a verifier that is an instance of a class', async () => {
    class Verifier implements HashVerifier {
      readonly name = 'own'
      readonly prefix = 'own:'
      reads(hash: string) {
        return hash.startsWith(this.prefix)
      }
      async verify(hash: string, password: string) {
        return hash === this.prefix + password
      }
    }
    expect(await composeHashers(ours, new Verifier()).verify('own:a', 'a')).toBe(true)
  })

  it('behave like the first hasher if there are no verifiers', async () => {
    const alone = composeHashers(ours)
    expect([await alone.hash('a'), await alone.verify('new:a', 'a'), alone.isOutdated('old:a')]).toEqual([
      'new:a',
      true,
      true,
    ])
  })
})
