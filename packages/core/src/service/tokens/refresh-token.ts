import type { GrantId, RefreshTokenDigest, Subject } from '../../machine/names.js'
import type { Digester, Runtime } from '../../ports/runtime.js'
import type { FamilyContext, ServiceContext } from '../call/context.js'
import { makeToken, sameText } from '../text/secrets.js'
import { isWellFormed } from '../text/unicode.js'
import { unwrapRefreshToken } from './signed-refresh-token.js'

const secretBytes = 32
const proofLength = 22
// With a longer one, a token would be too long inside its JWT wrapper.
const longestSeal = 512

// `dgr_`, so that secret scanners recognize a leaked token; the grant; 256 random bits; 132 bits of proof that only we
// can compute from the rest; and the sealed subject.
const form = /^dgr_([\w-]{43})\.([\w-]{43})([\w-]{22})(?:\.([\w-]{1,512}))?$/

/** A refresh token that this server made. It may be spent or expired. */
export interface ReadRefreshToken {
  readonly grantId: GrantId
  /** The token itself, without its JWT wrapper. */
  readonly token: string
  readonly digest: RefreshTokenDigest
  /** The sealed subject of the grant, and the secret that opens it. Absent if the token has none. */
  readonly sealed?: { readonly subject: string; readonly secret: string }
}

/**
 * Makes a refresh token of a grant. The grant id finds the family, and the token is compared by its digest. The proof
 * separates a token of ours that was spent long ago from an invented one: only the first may end a family. With the
 * subject, a refresh looks up the account while it reads the family (docs/decisions/0044). It is sealed, so the client
 * learns no more about the account than the length of its subject.
 */
export function makeRefreshToken(runtime: Runtime, grantId: GrantId, subject?: Subject): string {
  const secret = makeToken(runtime.random, secretBytes)
  const sealed = subject === undefined ? undefined : sealSubject(runtime, secret, subject)
  const proof = proofOf(runtime.digester, grantId, secret, sealed)
  return `dgr_${grantId}.${secret}${proof}${sealed === undefined ? '' : `.${sealed}`}`
}

/**
 * Returns the subject for a new refresh token. There is none if the families are in the memory of this process: reading a
 * family is then no wait that the subject could save.
 */
export function subjectToSeal({ families }: Pick<FamilyContext, 'families'>, subject: Subject): Subject | undefined {
  return families.volatile === true ? undefined : subject
}

/** Reads a refresh token, wrapped or not. Returns `undefined` for a text that this server did not make. */
export function readRefreshToken(digester: Digester, text: string): ReadRefreshToken | undefined {
  const token = unwrapRefreshToken(digester, text) ?? text
  const [, grantId, secret, proof, subject] = form.exec(token) ?? []
  if (grantId === undefined || secret === undefined || proof === undefined) return undefined
  if (!sameText(proof, proofOf(digester, grantId, secret, subject))) return undefined
  const digest = digestRefreshToken(digester, token)
  return { grantId, token, digest, ...(subject !== undefined && { sealed: { subject, secret } }) }
}

/** Returns the subject in a refresh token, or `undefined` if the token has none. It only saves a wait. */
export function subjectIn(
  { sealer, report }: Pick<ServiceContext, 'sealer' | 'report'>,
  { sealed }: ReadRefreshToken,
): Subject | undefined {
  try {
    return sealed && sealer.open(sealed.secret, sealed.subject)
  } catch (fault) {
    report(fault, 'opening the subject in a refresh token')
    return undefined
  }
}

/** Returns the digest under which a store knows a refresh token. */
export function digestRefreshToken(digester: Digester, token: string): RefreshTokenDigest {
  return digester.digest('refreshToken', token)
}

function sealSubject({ sealer }: Runtime, secret: string, subject: Subject): string | undefined {
  // UTF-8 has no lone surrogates: the opened subject would be that of another account.
  if (subject.length > longestSeal || !isWellFormed(subject)) return undefined
  const sealed = sealer.seal(secret, subject)
  return sealed.length > longestSeal ? undefined : sealed
}

function proofOf(digester: Digester, grantId: GrantId, secret: string, sealed: string | undefined): string {
  const rest = sealed === undefined ? `${grantId}.${secret}` : `${grantId}.${secret}.${sealed}`
  return digester.digest('refreshProof', rest).slice(0, proofLength)
}
