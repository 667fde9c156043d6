import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Bench } from '../../bench/bench.js'

/** A key that proves possession. RFC 9449 §4 */
export interface ProofKey {
  readonly thumbprint: string
  /** Makes a proof for a POST to this address. */
  prove(address: string, change?: ProofChange): Promise<string>
}

/** What is wrong in a proof, or the nonce of the server. */
export interface ProofChange {
  readonly nonce?: string | undefined
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Makes a key for ES256, which RFC 9449 names in its examples and most servers have. */
export async function createProofKey({ now }: Pick<Bench, 'now'>): Promise<ProofKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk: JWK = await exportJWK(publicKey)
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    prove(address, { nonce, header = {}, claims = {} } = {}) {
      const stated = {
        jti: crypto.randomUUID(),
        htm: 'POST',
        htu: address,
        iat: Math.floor(now() / 1000),
        ...(nonce === undefined ? {} : { nonce }),
        ...claims,
      }
      return new SignJWT(stated).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header }).sign(privateKey)
    },
  }
}
