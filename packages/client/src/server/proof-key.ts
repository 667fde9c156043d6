import * as oauth from 'oauth4webapi'
import { DeviceLoginError } from '../failures/device-login-error.js'
import type { DpopJwk } from '../tokens/token-store.js'
import { type Connection, clientOf } from './connection.js'

/** The key that the tokens of one sign-in are bound to (RFC 9449). */
export interface ProofKey {
  /** The private key, to be kept beside the tokens. */
  readonly jwk: DpopJwk
  /** Signs proofs, and remembers the nonces of the servers. Its clock is that of the server. */
  handle(connection: Connection): oauth.DPoPHandle
}

/** WebCrypto on every runtime has it, and RFC 9449 names no algorithm that servers must take. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const algorithmOfProofs = 'ES256'

/** Returns a new key if this sign-in shall be bound, by the settings and by what the server offers. */
export async function newProofKey({ settings, metadata }: Connection): Promise<ProofKey | undefined> {
  const isOffered = metadata.dpop_signing_alg_values_supported?.includes(algorithmOfProofs) ?? false
  if (settings.dpop === 'off' || (settings.dpop === 'auto' && !isOffered)) return undefined
  if (!isOffered) {
    throw new DeviceLoginError({
      code: 'unsupported',
      missing: `${algorithmOfProofs} in dpop_signing_alg_values_supported`,
    })
  }
  const pair = await oauth.generateKeyPair(algorithmOfProofs, { extractable: true })
  return keyFrom(pair, await exportKey(pair.privateKey))
}

/** Reads a key that was kept. */
export async function readProofKey(jwk: DpopJwk): Promise<ProofKey> {
  const { d: _, ...publicJwk } = jwk
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']),
    crypto.subtle.importKey('jwk', publicJwk, algorithm, true, ['verify']),
  ])
  return keyFrom({ privateKey, publicKey }, jwk)
}

function keyFrom(pair: oauth.CryptoKeyPair, jwk: DpopJwk): ProofKey {
  let made: { readonly handle: oauth.DPoPHandle; readonly connection: Connection } | undefined
  return {
    jwk,
    handle(connection) {
      // One handle for a connection: it remembers the nonces. The clock may turn out to be wrong later.
      if (made?.connection !== connection) made = { handle: newHandle(pair, connection), connection }
      return made.handle
    },
  }
}

function newHandle(pair: oauth.CryptoKeyPair, connection: Connection): oauth.DPoPHandle {
  return oauth.DPoP(clientOf(connection), pair, {
    [oauth.modifyAssertion](_, payload) {
      payload['iat'] = Math.floor(connection.clock.now() / 1_000)
    },
  })
}

async function exportKey(key: CryptoKey): Promise<DpopJwk> {
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', key)
  if (kty === undefined || crv === undefined || x === undefined || y === undefined || d === undefined) {
    throw new TypeError('WebCrypto has exported a key without its numbers')
  }
  return { kty, crv, x, y, d }
}

/** Reads the key of tokens once for as long as it is the same. */
export function createKeyReader(): (tokens: { readonly dpopKey?: DpopJwk }) => Promise<ProofKey | undefined> {
  let last: { readonly d: string; readonly key: Promise<ProofKey> } | undefined
  return async ({ dpopKey }) => {
    if (dpopKey === undefined) return undefined
    if (last?.d !== dpopKey.d) last = { d: dpopKey.d, key: readProofKey(dpopKey) }
    return last.key
  }
}

/** Runs a request, and once more with the nonce if the server wants one in the proof (RFC 9449 §8). */
export async function withNonce<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (thrown) {
    if (!oauth.isDPoPNonceError(thrown)) throw thrown
    return run()
  }
}
