import { nonceBucketAt } from '../../machine/proofs/dpop-proof.js'
import type { Instant } from '../../machine/time.js'
import type { Digester } from '../../ports/runtime.js'
import { sameText } from '../text/secrets.js'

// 132 bits of a keyed digest.
const digestLength = 22
const form = /^([\da-z]{1,10})\.([\w-]{22})$/

/**
 * Returns the nonce of this moment (RFC 9449 §8). Every process with the same secret makes the same one, so no store has
 * to keep it.
 */
export function makeNonce(digester: Digester, now: Instant): string {
  return nonceOf(digester, nonceBucketAt(now))
}

/** Returns the bucket of a nonce that this server made, at any time. Returns `undefined` for every other text. */
export function readNonce(digester: Digester, nonce: string): number | undefined {
  const [, bucketText = ''] = form.exec(nonce) ?? []
  const bucket = Number.parseInt(bucketText, 36)
  return Number.isSafeInteger(bucket) && sameText(nonce, nonceOf(digester, bucket)) ? bucket : undefined
}

function nonceOf(digester: Digester, bucket: number): string {
  const text = bucket.toString(36)
  return `${text}.${digester.digest('proofNonce', text).slice(0, digestLength)}`
}
