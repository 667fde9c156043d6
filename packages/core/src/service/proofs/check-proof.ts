import { judgeFreshness } from '../../machine/proofs/dpop-proof.js'
import type { ProofClaims } from '../../ports/proving/proofs.js'
import { constantProblem } from '../../protocol/problem.js'
import type { CheckedProof, PresentedProof } from '../../protocol/proof.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { GuardedProofs } from '../guards/proving/proof-rules.js'
import { sameText } from '../text/secrets.js'
import { makeNonce, readNonce } from './nonces.js'
import { isSameUrl } from './proof-url.js'
import { hashOf } from './token-hash.js'

const longestId = 256

/** The service context with the check of proofs. */
export interface ProofContext extends ServiceContext {
  readonly proofs: GuardedProofs
}

/**
 * Checks a DPoP proof (RFC 9449 §4.3): its form and signature, the method and the URL of its request, its time or nonce,
 * and the access token that it comes with. It uses nothing up: a refused proof can be made again at once. It is still
 * unknown whether the proof was presented before: `useProof` says that.
 */
export async function checkProof(
  { proofs, clock, digester }: Pick<ProofContext, 'proofs' | 'clock' | 'digester'>,
  presented: PresentedProof,
  call: Call,
): Promise<CheckedProof> {
  const claims = await proofs.verifier.verify(call, presented.proof)
  if (claims === undefined || claims.proofId === '' || claims.proofId.length > longestId) return { refusal: malformed }
  if (claims.method !== presented.method || !isForUrl(claims, presented, proofs)) return { refusal: otherRequest }
  if (!isForToken(claims, presented)) return { refusal: otherToken }
  const now = clock.now()
  const nonceBucket = claims.nonce === undefined ? undefined : readNonce(digester, claims.nonce)
  const time = { issuedAt: claims.issuedAt, ...(nonceBucket !== undefined && { nonceBucket }) }
  const freshness = judgeFreshness(time, proofs.nonces, now)
  switch (freshness.verdict) {
    case 'late':
      return { refusal: late }
    case 'needsNonce':
      return { refusal: useNonce, nonce: makeNonce(digester, now) }
    case 'fresh': {
      const { jkt, proofId } = claims
      // The name has no URL in it, so a proof counts once for all URLs: stricter than RFC 9449 §11.1.
      const key = { jkt, proof: digester.digest('proof', JSON.stringify([jkt, proofId])), proofUntil: freshness.until }
      // RFC 9449 §8.2: the client hears of the next nonce while its last one is still good.
      const isOld = claims.nonce !== undefined && freshness.nonceAge !== 'current'
      return { key, ...(isOld && { nonce: makeNonce(digester, now) }) }
    }
  }
}

function isForUrl({ url }: ProofClaims, presented: PresentedProof, { baseUrls }: GuardedProofs): boolean {
  const [baseUrl, ...others] = baseUrls
  if (isSameUrl(url, presented.url)) return true
  if (presented.url !== baseUrl && !presented.url.startsWith(`${baseUrl}/`)) return false
  return others.some((other) => isSameUrl(url, other + presented.url.slice(baseUrl.length)))
}

// RFC 9449 §4.3, check 12. A token request has no access token, and a claim about one has no meaning there.
function isForToken({ tokenHash }: ProofClaims, { accessToken }: PresentedProof): boolean {
  if (accessToken === undefined) return true
  return tokenHash !== undefined && sameText(tokenHash, hashOf(accessToken))
}

const malformed = constantProblem('invalidProof', 'The DPoP proof is malformed, or its signature is not valid.')
const otherRequest = constantProblem('invalidProof', 'The DPoP proof is for another request: see its htm and htu.')
const otherToken = constantProblem('invalidProof', 'The DPoP proof is for another access token: see its ath.')
const late = constantProblem('invalidProof', 'The time of the DPoP proof is not near enough: see its iat.')
const useNonce = constantProblem('useNonce', 'Make the DPoP proof again with the nonce of the header DPoP-Nonce.')
