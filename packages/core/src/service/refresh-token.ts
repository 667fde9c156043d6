import type { GrantId, RefreshTokenDigest } from '../machine/names.js'
import type { Ambient, Digester } from '../ports/ambient.js'
import { makeToken } from './codes.js'
import { unwrapRefreshToken } from './signed-refresh-token.js'
import { sameText } from './tickets.js'

const secretBytes = 32
const proofLength = 22

// `dgr_`, so that whoever scans for lost secrets knows one; the grant; 256 random bits; and 132 bits that we alone can
// make of both.
const form = /^dgr_([\w-]{43})\.([\w-]{43})([\w-]{22})$/

/** A refresh token that we really made once, whatever has become of it. */
export interface ReadRefreshToken {
  readonly grantId: GrantId
  /** The token itself, without what it was wrapped in. */
  readonly token: string
  readonly digest: RefreshTokenDigest
}

/**
 * A new refresh token of a grant. The grant says where to look, the secret is compared by its digest, and the proof tells
 * a token of ours that was spent long ago from an invention: only the first may end a family.
 */
export function makeRefreshToken({ digester, random }: Ambient, grantId: GrantId): string {
  const secret = makeToken(random, secretBytes)
  return `dgr_${grantId}.${secret}${proofOf(digester, grantId, secret)}`
}

/** What a presented refresh token is, wrapped or not; `undefined` for everything that we never gave out. */
export function readRefreshToken(digester: Digester, text: string): ReadRefreshToken | undefined {
  const token = unwrapRefreshToken(digester, text) ?? text
  const [, grantId, secret, proof] = form.exec(token) ?? []
  if (grantId === undefined || secret === undefined || proof === undefined) return undefined
  if (!sameText(proof, proofOf(digester, grantId, secret))) return undefined
  return { grantId, token, digest: digestRefreshToken(digester, token) }
}

/** What a store knows a refresh token by. */
export function digestRefreshToken(digester: Digester, token: string): RefreshTokenDigest {
  return digester.digest('refreshToken', token)
}

function proofOf(digester: Digester, grantId: GrantId, secret: string): string {
  return digester.digest('refreshProof', `${grantId}.${secret}`).slice(0, proofLength)
}
