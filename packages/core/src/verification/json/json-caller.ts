import { bearerOnly, createChallenger } from '../../http/bearer/challenges.js'
import { proveToken, type ResourceProofs, resourceProofsOf } from '../../http/bearer/prove-token.js'
import { type Credentials, credentialsOf } from '../../http/bearer/resource-request.js'
import type { HttpResponse } from '../../http/message.js'
import { isFromElsewhere, isFromOurOrigin } from '../../http/origins/same-origin.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { Call } from '../../service/call/call.js'
import type { TokenCaller } from '../../service/person/identify.js'
import type { VerificationDeps } from '../deps.js'
import { viewerByCookie } from '../viewer.js'

/** The person of a request with JSON, or why there is none. */
export type Caller =
  | (TokenCaller & {
      /** The scheme of the token. Absent without a token. */
      readonly scheme?: Credentials['scheme']
    })
  | { readonly who: 'foreignOrigin' }
  /** The token is bound to a key, and its proof is refused. */
  | { readonly who: 'unproven'; readonly response: HttpResponse }

/** Returns the person of a request: that of its access token, or that of its session. */
export async function callerOf(deps: VerificationDeps, request: HttpRequest, call: Call): Promise<Caller> {
  if (isFromElsewhere(request)) return { who: 'foreignOrigin' }
  const proofs = resourceProofsOf(deps.service, deps.origin, call)
  const credentials = credentialsOf(request.headers['authorization'], bearerOnly, proofs !== undefined)
  if (credentials !== undefined) return callerByToken(deps, proofs, credentials, request, call)
  // A browser sends a cookie by itself, so its `Origin` has to be ours. A token is sent on purpose.
  if (!isFromOurOrigin(request, deps.origin)) return { who: 'foreignOrigin' }
  const viewer = await viewerByCookie(deps, request, call)
  return viewer === undefined ? { who: 'nobody' } : { who: 'person', viewer }
}

async function callerByToken(
  { service, origin, basePath }: VerificationDeps,
  proofs: ResourceProofs | undefined,
  { scheme, token: accessToken }: Credentials,
  { method, path, headers }: HttpRequest,
  call: Call,
): Promise<Caller> {
  if (scheme === 'Bearer' || proofs === undefined) {
    return { ...(await service.identifyByToken({ accessToken }, call)), scheme }
  }
  const challenger = createChallenger(proofs.algorithms)
  const sent = { method, url: origin + basePath + path, dpop: headers['dpop'] }
  const proven = await proveToken(proofs, sent, accessToken, challenger)
  if ('refusal' in proven) return { who: 'unproven', response: proven.refusal }
  const { key } = proven
  const caller = await service.identifyByToken({ accessToken, key }, call)
  const used = caller.who === 'person' ? await proofs.use?.(key) : undefined
  if (used === undefined) return { ...caller, scheme }
  return { who: 'unproven', response: challenger.invalidProof('invalid_dpop_proof', used.description) }
}
