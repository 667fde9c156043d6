import type { ClientId } from '../../machine/names.js'
import { isProblem, type Problem } from '../../protocol/problem.js'
import type { CheckedProof, PresentedProof, ProvenKey } from '../../protocol/proof.js'
import type { Call } from '../../service/call/call.js'
import type { DeviceGrantService } from '../../service/service.js'
import type { HttpResponse } from '../message.js'
import { proofIn } from '../proofs/proof-header.js'
import type { Challenger } from './challenges.js'
import { publicUrl, type ResourceRequest } from './resource-request.js'

/** What the check of a bound token needs. */
export interface ResourceProofs {
  /** The algorithms that challenges list. */
  readonly algorithms: readonly string[]
  /** The origin at which clients know the routes. */
  readonly origin: string
  readonly check: (presented: PresentedProof) => Promise<CheckedProof>
  /** Uses up a proof. Returns the refusal if it was used before. Absent: proofs can be used again while they are fresh. */
  readonly use?: (key: ProvenKey, clientId?: ClientId) => Promise<Problem | undefined>
}

/** Returns what the check needs at a device grant, for one request. Without the option `dpop` there is none. */
export function resourceProofsOf(
  { proofs }: Pick<DeviceGrantService, 'proofs'>,
  origin: string,
  call: Call,
): ResourceProofs | undefined {
  if (proofs === undefined) return undefined
  return {
    algorithms: proofs.algorithms,
    origin,
    check: (presented) => proofs.check(presented, call),
    use: (key, clientId) => proofs.use(key, clientId, call),
  }
}

/** The key of a good proof, and the nonce that the client should use from now on. */
export type ProvenToken = { readonly key: ProvenKey; readonly nonce?: string } | { readonly refusal: HttpResponse }

/** Checks the proof that comes with an access token (RFC 9449 §4.3). */
export async function proveToken(
  { origin, check }: ResourceProofs,
  { method, url, dpop }: ResourceRequest,
  accessToken: string,
  challenger: Challenger,
): Promise<ProvenToken> {
  const proof = proofIn(dpop)
  if (isProblem(proof)) return { refusal: challenger.invalidProof('invalid_dpop_proof', proof.description) }
  const checked = await check({ proof: proof.text, method, url: publicUrl(url, origin), accessToken })
  return 'refusal' in checked ? { refusal: refusalOf(checked, challenger) } : checked
}

function refusalOf(
  { refusal, nonce }: Extract<CheckedProof, { readonly refusal: Problem }>,
  challenger: Challenger,
): HttpResponse {
  const error = refusal.code === 'useNonce' ? 'use_dpop_nonce' : 'invalid_dpop_proof'
  return challenger.invalidProof(error, refusal.description, nonce)
}
