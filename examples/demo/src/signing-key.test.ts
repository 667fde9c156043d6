import { describe, expect, it } from 'vitest'
import { type KeyPlace, sharedSigningKey } from './signing-key.js'

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

describe('sharedSigningKey', () => {
  it('is the same key for all processes', async () => {
    const place = keepIn(new Map())
    const keys = await Promise.all(Array.from({ length: 5 }, () => sharedSigningKey(place, 'here:', secret)))
    expect(keys[0]).toMatchObject({ kty: 'EC', d: expect.any(String) })
    expect(keys).toEqual(keys.map(() => keys[0]))
    expect(await sharedSigningKey(place, 'there:', secret)).not.toEqual(keys[0])
  })

  it('is not readable in Redis', async () => {
    const values = new Map<string, string>()
    const key = await sharedSigningKey(keepIn(values), 'here:', secret)
    const kept = Buffer.from(values.get(name) ?? '', 'base64url').toString('latin1')
    expect(kept).not.toBe('')
    for (const member of ['kty', String(key.d), String(key.x)]) expect(kept).not.toContain(member)
  })

  it('rejects another secret, says what to do, and keeps the stored key', async () => {
    const values = new Map<string, string>()
    const key = await sharedSigningKey(keepIn(values), 'here:', secret)
    const stranger = sharedSigningKey(keepIn(values), 'here:', `${secret}!`)
    await expect(stranger).rejects.toThrow(`delete ${name} from Redis`)
    await expect(stranger).rejects.toThrow('another DEVICEGRANT_SECRET')
    expect(await sharedSigningKey(keepIn(values), 'here:', secret)).toEqual(key)
  })

  it('rejects if Redis does not keep the key', async () => {
    const place: KeyPlace = { get: async () => null, set: async () => {} }
    await expect(sharedSigningKey(place, 'here:', secret)).rejects.toThrow(`does not have the key ${name}`)
  })
})
