import { describe, expect, it } from 'vitest'
import { generateKeys, type KeyPlace, sharedKeys } from './signing-key.js'

const secret = 'a secret that everybody may know, since it is for tests'
const name = 'here:demo:signing-key'

/** Creates a fake of the Redis commands GET and SET NX. */
function keepIn(values: Map<string, string>): KeyPlace {
  return {
    get: async (key) => values.get(key) ?? null,
    async set(key, value) {
      if (!values.has(key)) values.set(key, value)
    },
  }
}

describe('sharedKeys', () => {
  it('are the same keys for all processes, and RS256 is for ID tokens', async () => {
    const place = keepIn(new Map())
    const keys = await Promise.all(Array.from({ length: 5 }, () => sharedKeys(place, 'here:', secret)))
    expect(keys[0]).toMatchObject({
      signingKey: { alg: 'ES256', d: expect.any(String) },
      idTokenKey: { alg: 'RS256', d: expect.any(String) },
    })
    expect(keys).toEqual(keys.map(() => keys[0]))
    expect(await sharedKeys(place, 'there:', secret)).not.toEqual(keys[0])
  })

  it('are not readable in Redis', async () => {
    const values = new Map<string, string>()
    const { signingKey, idTokenKey } = await sharedKeys(keepIn(values), 'here:', secret)
    expect([...values.keys()].sort()).toEqual(['here:demo:id-token-key', name])
    for (const sealed of values.values()) {
      const kept = Buffer.from(sealed, 'base64url').toString('latin1')
      expect(kept).not.toBe('')
      for (const member of ['kty', signingKey.d, signingKey.x, idTokenKey.d, idTokenKey.p]) {
        expect(kept).not.toContain(member)
      }
    }
  })

  it('reject another secret, say what to do, and keep what is stored', async () => {
    const values = new Map<string, string>()
    const key = await sharedKeys(keepIn(values), 'here:', secret)
    const stranger = sharedKeys(keepIn(values), 'here:', `${secret}!`)
    await expect(stranger).rejects.toThrow(`delete ${name} from Redis`)
    await expect(stranger).rejects.toThrow('another DEVICEGRANT_SECRET')
    expect(await sharedKeys(keepIn(values), 'here:', secret)).toEqual(key)
  })

  it('reject if Redis does not keep a key', async () => {
    const place: KeyPlace = { get: async () => null, set: async () => {} }
    await expect(sharedKeys(place, 'here:', secret)).rejects.toThrow(`does not have the key ${name}`)
  })
})

describe('generateKeys', () => {
  it('makes two keys, and RS256 is for ID tokens', async () => {
    expect(await generateKeys()).toMatchObject({ signingKey: { alg: 'ES256' }, idTokenKey: { alg: 'RS256' } })
  })
})
