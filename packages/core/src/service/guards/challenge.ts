import type { AskedChallenge, Challenge, ChallengeVerdict } from '../../ports/hooks/challenge.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { Call } from '../call/call.js'
import { RecordFault } from '../call/faults.js'
import { isObject } from '../records/record-rules.js'
import { pageUrl } from '../text/urls.js'
import { callPort } from './guarded.js'

/** The hook as the service calls it. It rejects only with a `PortFault`. */
export type GuardedChallenge = (call: Call, asked: AskedChallenge, request: HttpRequest) => Promise<ChallengeVerdict>

const operation = 'challenge'

/** Returns the same hook behind its guard. A location becomes an absolute URL. `baseUrl` has no slash at the end. */
export function guardChallenge(challenge: Challenge, baseUrl: string): GuardedChallenge {
  return async (call, asked, request) =>
    readVerdict(await callPort(call, operation, () => challenge(asked, withoutBody(request))), baseUrl)
}

// The body may have a password, and it can be read only once.
function withoutBody(request: HttpRequest): HttpRequest {
  return { ...request, body: { kind: 'usedUp' } }
}

function readVerdict(verdict: ChallengeVerdict, baseUrl: string): ChallengeVerdict {
  if (verdict === 'pass' || verdict === 'refuse') return verdict
  const location: unknown = isObject(verdict) ? verdict.location : undefined
  if (typeof location === 'string' && location !== '') {
    const url = pageUrl(location, baseUrl)
    if (url !== undefined) return { location: url }
  }
  throw new RecordFault(operation, 'its result', [
    "it must be 'pass', 'refuse', or { location } with the URL of a page, by https or http",
  ])
}
