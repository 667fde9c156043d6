import { decodeBase64urlIgnorePadding, encodeBase64urlNoPadding } from '@oslojs/encoding'
import { type Duration, type Instant, minute } from '../../../machine/time.js'
import type { ChallengeSurface } from '../../../ports/hooks/challenge.js'
import type { Runtime } from '../../../ports/runtime.js'
import { makeToken, sameText } from '../../text/secrets.js'

// A state goes to the page of the host, which exchanges it for a proof when the person has passed the challenge. Both have
// a keyed digest, so nothing is stored. They have the same id: a state leads to one passage, however many proofs are made.

const idBytes = 16
const stateLifetime: Duration = 10 * minute
const proofLifetime: Duration = 10 * minute
/** A used id is remembered until no proof of its state can be valid. */
export const proofMemory: Duration = stateLifetime + proofLifetime

/** The one who may use a proof, and for what. */
export interface ChallengeHolder {
  readonly surface: ChallengeSurface
  readonly prefix: string | undefined
  readonly sessionId: string | undefined
}

type Deps = Pick<Runtime, 'clock' | 'digester' | 'random'>

/** Makes the state of a new challenge. `returnTo` is a path of ours. */
export function giveState(deps: Deps, holder: ChallengeHolder, returnTo: string): string {
  const [id, until] = [makeToken(deps.random, idBytes), deps.clock.now() + stateLifetime]
  const bound = boundTo(deps, holder)
  const place = encodeBase64urlNoPadding(new TextEncoder().encode(returnTo))
  return [id, until, bound, place, macOf(deps, 'state', [id, until, bound, place])].join('.')
}

/** Returns the path of a state with a proof in its query. Returns `undefined` if the state is not ours, or too old. */
export function proveState(deps: Deps, state: string): string | undefined {
  const [id = '', expiry = '', bound = '', place = '', mac = ''] = state.split('.')
  const until = Number(expiry)
  if (!sameText(mac, macOf(deps, 'state', [id, until, bound, place])) || isOver(deps, until)) return undefined
  const returnTo = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64urlIgnorePadding(place))
  const end = deps.clock.now() + proofLifetime
  const proof = [id, end, macOf(deps, 'proof', [id, end, bound])].join('.')
  return withParameter(returnTo, 'challenge', proof)
}

/** Returns the id of a valid proof of this holder. */
export function readProof(deps: Deps, holder: ChallengeHolder, proof: string): string | undefined {
  const [id = '', expiry = '', mac = ''] = proof.split('.')
  const until = Number(expiry)
  const isOurs = sameText(mac, macOf(deps, 'proof', [id, until, boundTo(deps, holder)]))
  return isOurs && !isOver(deps, until) ? id : undefined
}

/** Adds a parameter to the query of a URL or path. The value must need no encoding. */
export function withParameter(url: string, name: string, value: string): string {
  const [before = '', ...fragment] = url.split('#')
  const added = `${before}${before.includes('?') ? '&' : '?'}${name}=${value}`
  return [added, ...fragment].join('#')
}

function isOver({ clock }: Deps, until: Instant): boolean {
  return clock.now() >= until
}

function boundTo(deps: Deps, { surface, prefix = '', sessionId = '' }: ChallengeHolder): string {
  return macOf(deps, 'holder', [surface, prefix, sessionId])
}

function macOf({ digester }: Deps, kind: 'state' | 'proof' | 'holder', parts: readonly (string | number)[]): string {
  return digester.digest('challenge', JSON.stringify([kind, ...parts]))
}
