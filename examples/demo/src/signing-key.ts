import { createSystemRuntime, type Sealer } from '@devicegrant/core'
import { generateSigningKey } from '@devicegrant/core/jwt'
import type { JWK } from 'jose'
import * as z from 'zod'
import type { IssuerKeys } from './stores.js'

/** The part of a Redis client that `sharedKeys` uses. */
export interface KeyPlace {
  get(key: string): Promise<string | null>
  set(key: string, value: string, condition: 'NX'): Promise<unknown>
}

const makeSigningKey = () => generateSigningKey()
// OpenID Connect Core §15.1: some clients verify ID tokens with RS256 only.
const makeIdTokenKey = () => generateSigningKey('RS256')

/** Generates the keys of one process. */
export async function generateKeys(): Promise<Required<IssuerKeys>> {
  const [signingKey, idTokenKey] = await Promise.all([makeSigningKey(), makeIdTokenKey()])
  return { signingKey, idTokenKey }
}

/**
 * Resolves to the keys of all processes with the same prefix and secret. The first process creates them. Redis keeps them
 * sealed with the secret, so a person who can read Redis cannot sign tokens. Rejects if the secret is another, and says
 * what to do.
 */
export async function sharedKeys(place: KeyPlace, prefix: string, secret: string): Promise<Required<IssuerKeys>> {
  const { sealer } = createSystemRuntime({ secret })
  const box = { place, secret, sealer }
  const [signingKey, idTokenKey] = await Promise.all([
    sharedKey(box, `${prefix}demo:signing-key`, makeSigningKey),
    sharedKey(box, `${prefix}demo:id-token-key`, makeIdTokenKey),
  ])
  return { signingKey, idTokenKey }
}

/** Where keys are kept, and what seals them. */
interface KeyBox {
  readonly place: KeyPlace
  readonly secret: string
  readonly sealer: Sealer
}

async function sharedKey({ place, secret, sealer }: KeyBox, name: string, make: () => Promise<JWK>): Promise<JWK> {
  const sealed =
    (await place.get(name)) ?? (await createIn(place, name, sealer.seal(secret, JSON.stringify(await make()))))
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

// Another process may have created the key at the same time, so the stored one is returned.
async function createIn(place: KeyPlace, name: string, sealed: string): Promise<string> {
  await place.set(name, sealed, 'NX')
  const stored = await place.get(name)
  if (stored === null) throw new Error(`Redis does not have the key ${name} that was just written.`)
  return stored
}
