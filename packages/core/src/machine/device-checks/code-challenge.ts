import type { CodeChallenge } from '../names.js'

/**
 * Returns whether a poll has the verifier of its code, RFC 7636 §4.6. A code that was issued without a challenge takes no
 * verifier: otherwise somebody who removes the challenge from the first request would not be noticed (RFC 9700 §4.8.2).
 */
export function provesChallenge(issued: CodeChallenge | undefined, presented: CodeChallenge | undefined): boolean {
  if (issued === undefined || presented === undefined) return issued === presented
  return sameDigest(issued, presented)
}

// The time does not show where two digests differ.
function sameDigest(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let index = 0; index < one.length; index++) difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  return difference === 0
}
