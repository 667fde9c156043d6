import { verify as computeVerify } from '@node-rs/argon2'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createArgon2Hasher } from '../argon2.js'
import { argon2Verifier } from './argon2.js'

// A spy on the real library.
vi.mock('@node-rs/argon2', { spy: true })

const verifier = argon2Verifier()
const reads = (hash: string) => typeof verifier.reads === 'function' && verifier.reads(hash)

// Vectors of the reference implementation (phc-winner-argon2, src/test.c), all of "password".
const old = '$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ'
const hashes = [
  ['argon2i without a version, which means 0x10', old],
  ['argon2i of version 0x10', old.replace('$argon2i$', '$argon2i$v=16$')],
  [
    'a small argon2i without a version',
    '$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY',
  ],
  ['argon2i of version 0x13', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
] as const

beforeEach(() => {
  vi.mocked(computeVerify).mockClear()
})

describe('an argon2 hash', () => {
  it.each(hashes)('that is %s is read, and matches its password only', async (_, hash) => {
    expect(reads(hash)).toBe(true)
    expect(await verifier.verify(hash, 'password')).toBe(true)
    expect(await verifier.verify(hash, 'passwore')).toBe(false)
  })

  it.each(['argon2d', 'argon2id'])('that is %s in an old version is read', async (variant) => {
    const hash = old.replace('argon2i', variant)
    expect(reads(hash)).toBe(true)
    expect(await verifier.verify(hash, 'password')).toBe(false)
  })

  it('of eight lanes, as Django makes it, is read', async () => {
    const hash = '$argon2id$v=19$m=102400,t=2,p=8$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(reads(hash)).toBe(true)
    expect(await verifier.verify(hash, 'password')).toBe(false)
  })

  it('of createArgon2Hasher is not read, nor a hash of another kind', async () => {
    const ours = createArgon2Hasher()
    for (const hash of [await ours.hash('password'), '', '$2b$10$x', '$scrypt$x', 'argon2']) {
      expect(reads(hash)).toBe(false)
    }
  })

  it.each(['m=262145,t=2,p=1', 'm=4294967295,t=2,p=1', 'm=65536,t=11,p=1', 'm=65536,t=2,p=17'])(
    'of %s is refused before anything is computed',
    async (cost) => {
      const hash = old.replace('m=65536,t=2,p=1', cost)
      expect(reads(hash)).toBe(true)
      await expect(verifier.verify(hash, 'password')).rejects.toThrow(
        /^argon2: the stored hash needs more memory, passes or lanes than allowed$/,
      )
      expect(computeVerify).not.toHaveBeenCalled()
    },
  )

  it.each([
    ['of another variant', old.replace('argon2i', 'argon2x')],
    ['of another version', old.replace('$argon2i$', '$argon2i$v=17$')],
    ['with a key', old.replace('p=1', 'p=1,keyid=AAAA')],
    ['without a tag', old.slice(0, old.lastIndexOf('$') + 1)],
  ])('%s is refused and not repeated', async (_, hash) => {
    expect(reads(hash)).toBe(true)
    const refusal: unknown = await verifier.verify(hash, 'password').catch((error: unknown) => error)
    expect(String(refusal)).toBe('Error: argon2: the stored hash is not argon2 in PHC form')
    expect(computeVerify).not.toHaveBeenCalled()
  })
})
