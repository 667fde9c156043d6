import { writeScope } from '../../machine/scope.js'
import type { HttpResponse } from '../message.js'
import { jsonResponse } from '../responses.js'

/** The default of `schemes`. */
export const bearerOnly: readonly string[] = ['Bearer']

/** Writes the refusals of a check of tokens (RFC 6750 §3, RFC 9449 §7.1). */
export interface Challenger {
  /** The request has no token. */
  readonly missing: HttpResponse
  /** The token is not valid for this route, or not in this way. */
  invalidToken(scheme: 'Bearer' | 'DPoP', description: string): HttpResponse
  /** The token lacks a scope. */
  insufficientScope(scheme: 'Bearer' | 'DPoP', scope: readonly string[]): HttpResponse
  /** The proof is missing or wrong, or must have a nonce. */
  invalidProof(error: 'invalid_dpop_proof' | 'use_dpop_nonce', description: string, nonce?: string): HttpResponse
}

const realm = 'realm="devicegrant"'

/** Returns the refusals. Without algorithms for proofs, only the scheme `Bearer` is accepted. */
export function createChallenger(algorithms: readonly string[] = []): Challenger {
  const bearer = `Bearer ${realm}`
  const dpop = `DPoP ${realm}, algs="${algorithms.join(' ')}"`
  const challengeOf = (scheme: 'Bearer' | 'DPoP'): string => (scheme === 'DPoP' ? dpop : bearer)
  // RFC 9110 §11.6.1: one header can have several challenges.
  const both = algorithms.length === 0 ? bearer : `${bearer}, ${dpop}`
  return {
    // RFC 6750 §3.1: if the request has no token, the challenge names no error.
    missing: refuse(401, 'invalid_token', 'An access token is required.', both),
    invalidToken: (scheme, description) =>
      refuse(401, 'invalid_token', description, `${challengeOf(scheme)}, error="invalid_token"`),
    insufficientScope(scheme, scope) {
      const wanted = `${challengeOf(scheme)}, error="insufficient_scope", scope="${writeScope(scope)}"`
      return refuse(403, 'insufficient_scope', 'The access token lacks a scope.', wanted)
    },
    invalidProof: (error, description, nonce) =>
      refuse(401, error, description, `${dpop}, error="${error}"`, nonce === undefined ? {} : { 'DPoP-Nonce': nonce }),
  }
}

function refuse(
  status: number,
  error: string,
  description: string,
  challenge: string,
  headers: HttpResponse['headers'] = {},
): HttpResponse {
  return jsonResponse(status, { error, error_description: description }, { ...headers, 'WWW-Authenticate': challenge })
}
