import { createSystemRuntime } from '@devicegrant/core'
import { generateSigningKey } from '@devicegrant/core/jwt'
import type { JWK } from 'jose'
import * as z from 'zod'

/** The part of a Redis client that `sharedSigningKey` uses. */
export interface KeyPlace {
  get(key: string): Promise<string | null>
  set(key: string, value: string, condition: 'NX'): Promise<unknown>
}

/**
 * Resolves to the signing key of all processes with the same prefix and secret. The first process creates the key. Redis keeps
 * it sealed with the secret, so a person who can read Redis cannot sign tokens. Rejects if the secret is another, and says
 * what to do.
 */
export async function sharedSigningKey(place: KeyPlace, prefix: string, secret: string): Promise<JWK> {
  const name = `${prefix}demo:signing-key`
  const { sealer } = createSystemRuntime({ secret })
  await place.set(name, sealer.seal(secret, JSON.stringify(await generateSigningKey())), 'NX')
  const sealed = await place.get(name)
  if (sealed === null) throw new Error(`Redis does not have the key ${name} that was just written.`)
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(sealer.open(secret, sealed)))
  } catch (cause) {
    const otherwise = `set REDIS_PREFIX to another prefix, or delete ${name} from Redis, which invalidates all tokens that were signed with it`
    throw new Error(
      `the signing key in Redis was sealed with another DEVICEGRANT_SECRET. Start with that secret, ${otherwise}.`,
      { cause },
    )
  }
}
