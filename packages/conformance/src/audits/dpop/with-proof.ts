import type { Authorization } from '../../bench/authorization.js'
import type { Bench } from '../../bench/bench.js'
import { errorIn, isPending } from '../../bench/refusal.js'
import { readTokens, type TokenSet } from '../../bench/token-set.js'
import { Unclear } from '../../bench/verdicts.js'
import { type Exchange, headerOf } from '../../http/exchange.js'
import type { ProofKey } from './proof.js'

/** Makes the value of the header DPoP. */
export type Prove = (address: string, nonce: string | undefined) => Promise<string>

const mostPolls = 5

/** Polls with proofs until the person has decided. Each poll has a proof of its own, because a proof counts once. */
export async function pollWithProof(bench: Bench, authorization: Authorization, prove: Prove): Promise<Exchange> {
  const poll = () => withNonce(bench, prove, (proof) => bench.poll(authorization, { headers: [['DPoP', proof]] }))
  let response = await poll()
  for (let polls = 1; isPending(response) && polls < mostPolls; polls++) response = await poll()
  return response
}

/** Refreshes with a proof. */
export async function refreshWithProof(bench: Bench, key: ProofKey, refreshToken: string): Promise<Exchange> {
  const prove: Prove = (address, nonce) => key.prove(address, { nonce })
  return withNonce(bench, prove, (proof) => bench.refresh(refreshToken, [], { headers: [['DPoP', proof]] }))
}

/** Signs in with tokens that are bound to a key. Rejects with `Unclear` if there are none. */
export async function signInWithProof(bench: Bench, key: ProofKey): Promise<TokenSet> {
  const authorization = await bench.approved()
  const response = await pollWithProof(bench, authorization, (address, nonce) => key.prove(address, { nonce }))
  const tokens = readTokens(response)
  if (tokens === undefined) throw new Unclear('the approved device got no tokens for its proof', [response])
  return tokens
}

/** RFC 9449 §8: a server may ask for its nonce in the proof, once or at any time. */
async function withNonce(bench: Bench, prove: Prove, send: (proof: string) => Promise<Exchange>): Promise<Exchange> {
  const { token } = bench.server.endpoints
  const response = await send(await prove(token, undefined))
  if (errorIn(response) !== 'use_dpop_nonce') return response
  return send(await prove(token, headerOf(response, 'DPoP-Nonce')))
}
