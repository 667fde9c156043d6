import { type Duration, type Instant, minute, second } from '../time.js'

// RFC 9449 §11.1: a proof is accepted for seconds or minutes.
const oldest = 60 * second
// The clocks of two machines differ.
const skew = 10 * second
// An interval between two polls that has grown to one minute fits, so a device hears of the next nonce in time.
const bucketLength: Duration = 2 * minute

/**
 * What makes a proof fresh. `whenLate`: its time, or a nonce of this server if the time is not near enough. `always`: only
 * a nonce of this server (RFC 9449 §8). `never`: only its time.
 */
export type NonceRule = 'whenLate' | 'always' | 'never'

/** Returns the number of the two minutes that nonces of this moment are made for. */
export function nonceBucketAt(now: Instant): number {
  return Math.floor(now / bucketLength)
}

/** `current`: made for these two minutes. `previous`: still good, but the client should get a newer one. */
export type NonceAge = 'current' | 'previous' | 'other'

/** Judges the bucket of a nonce of this server. A process whose clock is ahead may have made it. */
export function ageOfNonce(bucket: number, now: Instant): NonceAge {
  if (bucket >= nonceBucketAt(now) && bucket <= nonceBucketAt(now + skew)) return 'current'
  return bucket === nonceBucketAt(now) - 1 ? 'previous' : 'other'
}

/** Returns whether a value has the form of an RFC 7638 thumbprint with SHA-256: 32 bytes in base64url. */
export function isThumbprint(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{42}[AEIMQUYcgkosw048]$/.test(value)
}

/** The time of a proof, and the bucket of its nonce if this server made it. */
export interface ProofTime {
  readonly issuedAt: Instant
  readonly nonceBucket?: number
}

/** The verdict on the freshness of a proof. A fresh one must be remembered until `until` by who gives something for it. */
export type FreshnessVerdict =
  | { readonly verdict: 'fresh'; readonly until: Instant; readonly nonceAge?: NonceAge }
  | { readonly verdict: 'needsNonce' | 'late' }

/**
 * Judges whether a proof is fresh (RFC 9449 §4.3, checks 10 and 11). A nonce of this server says when the proof was made, so
 * the time does not count beside it. If it did, a proof with a time far ahead would become fresh again then, and would
 * have to be remembered until then.
 */
export function judgeFreshness({ issuedAt, nonceBucket }: ProofTime, rule: NonceRule, now: Instant): FreshnessVerdict {
  if (nonceBucket !== undefined && rule !== 'never') {
    const nonceAge = ageOfNonce(nonceBucket, now)
    if (nonceAge === 'other') return { verdict: 'needsNonce' }
    return { verdict: 'fresh', until: (nonceBucket + 2) * bucketLength, nonceAge }
  }
  const isTimely = issuedAt > now - oldest && issuedAt <= now + skew
  if (rule === 'always' || (!isTimely && rule === 'whenLate')) return { verdict: 'needsNonce' }
  return isTimely ? { verdict: 'fresh', until: issuedAt + oldest } : { verdict: 'late' }
}
