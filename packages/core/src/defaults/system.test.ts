import { describe, expect, it } from 'vitest'
import { systemClock } from './clock.js'
import { createSystemAmbient } from './system.js'

const secret = 'a secret of the test, of no use elsewhere'

describe('createSystemAmbient', () => {
  it('returns a clock, random bytes, keyed digests and a sealer', () => {
    const { clock, random, digester, sealer } = createSystemAmbient({ secret })
    const bytes = new Uint8Array(32)
    random.fill(bytes)
    expect(clock).toBe(systemClock)
    expect(bytes.some((byte) => byte !== 0)).toBe(true)
    expect(digester.digest('grant', 'x')).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(sealer.open('code', sealer.seal('code', 'text'))).toBe('text')
  })

  it('keys its digests with the secret', () => {
    const digestWith = (key: string) => createSystemAmbient({ secret: key }).digester.digest('grant', 'x')
    expect(digestWith(secret)).toBe(digestWith(secret))
    expect(digestWith(secret)).not.toBe(digestWith(`${secret}.`))
  })

  it('opens text that another server of the same store sealed, with any secret', () => {
    const sealed = createSystemAmbient({ secret }).sealer.seal('code', 'text')
    expect(createSystemAmbient({ secret: `${secret}.` }).sealer.open('code', sealed)).toBe('text')
  })

  it('refuses a short secret without repeating it', () => {
    expect(() => createSystemAmbient({ secret: 'changeme' })).toThrow(
      /^secret: must have at least 32 characters, but it has 8$/,
    )
  })
})

describe('a secret of a few different characters', () => {
  it('is refused', () => {
    expect(() => createSystemAmbient({ secret: 'ab'.repeat(32) })).toThrow(RangeError)
  })
})
