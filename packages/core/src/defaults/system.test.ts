import { describe, expect, it } from 'vitest'
import { systemClock } from './clock.js'
import { createSystemRuntime, type SystemRuntimeOptions } from './system.js'

const secret = 'a secret of the test, of no use elsewhere'

describe('createSystemRuntime', () => {
  it('returns a clock, random bytes, keyed digests and a sealer', () => {
    const { clock, random, digester, sealer } = createSystemRuntime({ secret })
    const bytes = new Uint8Array(32)
    random.fill(bytes)
    expect(clock).toBe(systemClock)
    expect(bytes.some((byte) => byte !== 0)).toBe(true)
    expect(digester.digest('grant', 'x')).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(sealer.open('code', sealer.seal('code', 'text'))).toBe('text')
  })

  it('keys its digests with the secret', () => {
    const digestWith = (key: string) => createSystemRuntime({ secret: key }).digester.digest('grant', 'x')
    expect(digestWith(secret)).toBe(digestWith(secret))
    expect(digestWith(secret)).not.toBe(digestWith(`${secret}.`))
  })

  it('opens text that another server with the same secret and issuer sealed, and no other text', () => {
    const issuer = 'https://issuer.example'
    const sealed = createSystemRuntime({ secret, issuer }).sealer.seal('code', 'text')
    expect(createSystemRuntime({ secret, issuer }).sealer.open('code', sealed)).toBe('text')
    for (const other of [{ secret: `${secret}.`, issuer }, { secret, issuer: `${issuer}/` }, { secret }]) {
      expect(() => createSystemRuntime(other).sealer.open('code', sealed)).toThrow('cannot be opened')
    }
  })

  it('draws all random bytes from the given source, also those of seals', () => {
    const zeros = { fill: (bytes: Uint8Array) => bytes.fill(0) }
    const sealed = (given: Partial<SystemRuntimeOptions>) =>
      createSystemRuntime({ secret, ...given }).sealer.seal('code', 'text')
    expect(createSystemRuntime({ secret, random: zeros }).random).toBe(zeros)
    expect(sealed({ random: zeros })).toBe(sealed({ random: zeros }))
    expect(sealed({})).not.toBe(sealed({}))
  })

  it('refuses a short secret without repeating it', () => {
    expect(() => createSystemRuntime({ secret: 'changeme' })).toThrow(
      /^secret: must have at least 32 characters, but it has 8$/,
    )
  })
})

describe('a secret of a few different characters', () => {
  it('is refused', () => {
    expect(() => createSystemRuntime({ secret: 'ab'.repeat(32) })).toThrow(RangeError)
  })
})
