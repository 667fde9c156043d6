import type { GrantId, RefreshTokenDigest } from '../../machine/names.js'
import type { Digester, Runtime } from '../../ports/runtime.js'
import { makeToken, sameText } from '../text/secrets.js'
import { unwrapRefreshToken } from './signed-refresh-token.js'

const secretBytes = 32
const proofLength = 22

// `dgr_`, so that secret scanners recognize a leaked token; the grant; 256 random bits; and 132 bits of proof that only
// we can compute from both.
const form = /^dgr_([\w-]{43})\.([\w-]{43})([\w-]{22})$/

/** A refresh token that this server made. It may be spent or expired. */
export interface ReadRefreshToken {
  readonly grantId: GrantId
  /** The token itself, without its JWT wrapper. */
  readonly token: string
  readonly digest: RefreshTokenDigest
}

/**
 * Makes a refresh token of a grant. The grant id finds the family, and the token is compared by its digest. The proof
 * separates a token of ours that was spent long ago from an invented one: only the first may end a family.
 */
export function makeRefreshToken({ digester, random }: Runtime, grantId: GrantId): string {
  const secret = makeToken(random, secretBytes)
  return `dgr_${grantId}.${secret}${proofOf(digester, grantId, secret)}`
}

/** Reads a refresh token, wrapped or not. Returns `undefined` for a text that this server did not make. */
export function readRefreshToken(digester: Digester, text: string): ReadRefreshToken | undefined {
  const token = unwrapRefreshToken(digester, text) ?? text
  const [, grantId, secret, proof] = form.exec(token) ?? []
  if (grantId === undefined || secret === undefined || proof === undefined) return undefined
  if (!sameText(proof, proofOf(digester, grantId, secret))) return undefined
  return { grantId, token, digest: digestRefreshToken(digester, token) }
}

/** Returns the digest under which a store knows a refresh token. */
export function digestRefreshToken(digester: Digester, token: string): RefreshTokenDigest {
  return digester.digest('refreshToken', token)
}

function proofOf(digester: Digester, grantId: GrantId, secret: string): string {
  return digester.digest('refreshProof', `${grantId}.${secret}`).slice(0, proofLength)
}
