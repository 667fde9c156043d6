import { describe, expect, it } from 'vitest'
import {
  ageOfNonce,
  isThumbprint,
  judgeFreshness,
  type NonceRule,
  nonceBucketAt,
  type ProofTime,
} from './dpop-proof.js'

// RFC 9449 §4.3 (checks 10 and 11), §8 and §11.1.

const bucket = 10_000_000
const start = bucket * 120_000
const now = start + 60_000

describe('judgeFreshness', () => {
  const verdictOn = (time: ProofTime, rule: NonceRule) => judgeFreshness(time, rule, now).verdict

  it.each<readonly [NonceRule, number, string]>([
    ['whenLate', -60_000, 'needsNonce'],
    ['whenLate', -59_999, 'fresh'],
    ['whenLate', 10_000, 'fresh'],
    ['whenLate', 10_001, 'needsNonce'],
    ['always', 0, 'needsNonce'],
    ['never', -60_000, 'late'],
    ['never', 10_001, 'late'],
    ['never', 0, 'fresh'],
  ])('with the rule %s and a time of %i ms from now: %s', (rule, off, verdict) => {
    expect(verdictOn({ issuedAt: now + off }, rule)).toBe(verdict)
  })

  it.each<readonly [NonceRule, number, string]>([
    ['whenLate', bucket, 'fresh'],
    ['whenLate', bucket - 1, 'fresh'],
    ['whenLate', bucket - 2, 'needsNonce'],
    ['whenLate', bucket + 1, 'needsNonce'],
    ['always', bucket, 'fresh'],
    ['always', bucket - 1, 'fresh'],
    ['always', bucket - 2, 'needsNonce'],
    ['never', bucket, 'late'],
  ])('with the rule %s, a time of long ago and a nonce of the bucket %i: %s', (rule, nonceBucket, verdict) => {
    expect(verdictOn({ issuedAt: 0, nonceBucket }, rule)).toBe(verdict)
  })

  it('goes by the nonce alone if this server made it, and never remembers a proof for longer', () => {
    for (const off of [-86_400_000, 0, 86_400_000]) {
      expect(judgeFreshness({ issuedAt: now + off, nonceBucket: bucket }, 'whenLate', now)).toEqual({
        verdict: 'fresh',
        until: (bucket + 2) * 120_000,
        nonceAge: 'current',
      })
    }
    expect(verdictOn({ issuedAt: now, nonceBucket: bucket - 2 }, 'whenLate')).toBe('needsNonce')
  })

  it('remembers a proof until neither its time nor its nonce can make it fresh again', () => {
    const rules: readonly NonceRule[] = ['whenLate', 'always', 'never']
    for (const rule of rules) {
      for (const off of [-100_000, -59_000, 0, 9_000, 500_000]) {
        for (const nonceBucket of [undefined, bucket - 1, bucket]) {
          const time = { issuedAt: now + off, ...(nonceBucket !== undefined && { nonceBucket }) }
          const found = judgeFreshness(time, rule, now)
          if (found.verdict !== 'fresh') continue
          expect(found.until).toBeGreaterThan(now)
          for (const later of [0, 1, 60_000, 300_000, 900_000]) {
            expect(judgeFreshness(time, rule, found.until + later).verdict).not.toBe('fresh')
          }
        }
      }
    }
  })
})

describe('ageOfNonce', () => {
  it('takes a nonce of a process whose clock is a little ahead', () => {
    expect(nonceBucketAt(now)).toBe(bucket)
    expect(ageOfNonce(bucket + 1, start + 109_999)).toBe('other')
    expect(ageOfNonce(bucket + 1, start + 110_000)).toBe('current')
    expect(ageOfNonce(bucket, start)).toBe('current')
    expect(ageOfNonce(bucket - 1, start)).toBe('previous')
    expect(ageOfNonce(bucket - 2, start)).toBe('other')
  })
})

describe('isThumbprint', () => {
  it('takes 32 bytes in base64url, in their one spelling', () => {
    expect(isThumbprint('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')).toBe(true)
    expect(isThumbprint('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xt')).toBe(false)
    expect(isThumbprint('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs=')).toBe(false)
    expect(isThumbprint(7)).toBe(false)
  })
})
