import { createSystemAmbient } from '@devicegrant/core'
import { generateSigningKey } from '@devicegrant/core/jwt'
import type { JWK } from 'jose'
import { z } from 'zod'

/** What is needed of a client of Redis. */
export interface KeyPlace {
  get(key: string): Promise<string | null>
  set(key: string, value: string, condition: 'NX'): Promise<unknown>
}

/**
 * The key that signs the tokens of all processes of one prefix and one secret. The first that comes makes it, and it is
 * kept sealed with the secret: who can read Redis can sign nothing. Rejects, with what to do, if the secret is another.
 */
export async function sharedSigningKey(place: KeyPlace, prefix: string, secret: string): Promise<JWK> {
  const name = `${prefix}demo:signing-key`
  const { sealer } = createSystemAmbient({ secret })
  await place.set(name, sealer.seal(secret, JSON.stringify(await generateSigningKey())), 'NX')
  const sealed = await place.get(name)
  if (sealed === null) throw new Error(`Redis does not have the key ${name} that was just written.`)
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(sealer.open(secret, sealed)))
  } catch (cause) {
    const otherwise = `set REDIS_PREFIX to another prefix, or delete ${name} from Redis, which ends all tokens signed with it`
    throw new Error(
      `the signing key that is kept in Redis was sealed with another DEVICEGRANT_SECRET. Start with that secret, ${otherwise}.`,
      { cause },
    )
  }
}
