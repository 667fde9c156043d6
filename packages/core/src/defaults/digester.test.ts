import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { DigestPurpose } from '../ports/runtime.js'
import { createDigester } from './digester.js'

const secret = 'a secret of the test, of no use elsewhere'
const purposes: readonly DigestPurpose[] = [
  'deviceCode',
  'userCode',
  'grant',
  'ticket',
  'session',
  'csrf',
  'refreshToken',
  'refreshProof',
  'assertion',
]

describe('createDigester', () => {
  it.each(purposes)('makes 43 base64url characters for %s', (purpose) => {
    expect(createDigester(secret).digest(purpose, 'WDJBMJHT')).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('makes the same digest again, also after a restart', () => {
    const digest = createDigester(secret).digest('userCode', 'WDJBMJHT')
    expect(createDigester(secret).digest('userCode', 'WDJBMJHT')).toBe(digest)
  })

  it('makes the digests that existing stores hold', () => {
    const digester = createDigester(secret)
    expect(digester.digest('deviceCode', 'abc')).toBe('PiEjmFdKTDiyo6wtZeAOppeRXPcbnFn4o6nxhLPWq-o')
    expect(digester.digest('userCode', 'abc')).toBe('nW6vJZ_iw3i6ghpkG7VcvfR8d6zeOOXzg76AGqGt-DQ')
    expect(digester.digest('refreshToken', 'abc')).toBe('DdTvywU8kfpxosmRDVs7jw4AuBb_ssMboNlqyKKnwvY')
    expect(digester.digest('refreshProof', 'abc')).toBe('TjMn791JTZzswFKRixiiOd-dK3J3xZ7vPExU1wHxE7k')
    expect(digester.digest('assertion', 'abc')).toBe('hrj4LhHNQN7L2NILXhs_bBR2dMEw5uuxq5cpn_JIXxE')
  })

  it.each(purposes)('makes digests for %s that differ for each issuer and without an issuer', (purpose) => {
    const issuers = [
      undefined,
      '',
      'https://a.example',
      'https://a.example/',
      'https://a.example/b',
      'https://b.example',
    ]
    const digests = issuers.map((issuer) => createDigester(secret, issuer).digest(purpose, 'x'))
    expect(new Set(digests).size).toBe(issuers.length)
    expect(createDigester(secret, 'https://b.example').digest(purpose, 'x')).toBe(digests.at(-1))
  })

  it('makes different digests for different purposes, values and secrets', () => {
    const digester = createDigester(secret)
    const digests = [
      ...purposes.map((purpose) => digester.digest(purpose, 'WDJBMJHT')),
      ...purposes.map((purpose) => digester.digest(purpose, 'WDJBMJHV')),
      ...purposes.map((purpose) => createDigester(`${secret}!`).digest(purpose, 'WDJBMJHT')),
    ]
    expect(new Set(digests).size).toBe(27)
  })

  it('never uses the secret itself as a key', () => {
    const plain = createHmac('sha256', secret).update('WDJBMJHT').digest('base64url')
    const digester = createDigester(secret)
    expect(purposes.map((purpose) => digester.digest(purpose, 'WDJBMJHT'))).not.toContain(plain)
  })

  it('accepts the secret as bytes, and keeps no reference to them', () => {
    const bytes = new TextEncoder().encode(secret)
    const digester = createDigester(bytes)
    bytes.fill(0)
    expect(digester.digest('csrf', 'x')).toBe(createDigester(secret).digest('csrf', 'x'))
  })

  it.each([
    ['a string', 'hunter2-hunter2-hunter2-hunter2'],
    ['bytes', new TextEncoder().encode('hunter2-hunter2-hunter2-hunter2')],
  ])('refuses %s of length 31 without repeating it', (_kind, short) => {
    expect(() => createDigester(short)).toThrow(RangeError)
    expect(() => createDigester(short)).toThrow(/^secret: must have at least 32 (characters|bytes), but it has 31$/)
  })

  it('accepts a secret of length 32', () => {
    expect(createDigester('hunter2-hunter2-hunter2-hunter2-').digest('csrf', 'x')).toHaveLength(43)
    expect(createDigester(new Uint8Array(32).fill(7)).digest('csrf', 'x')).toHaveLength(43)
  })

  it('refuses an undefined secret, as of an environment variable that is not set', () => {
    const unset: { readonly SECRET: string } = JSON.parse('{}')
    expect(() => createDigester(unset.SECRET)).toThrow(/^secret: must be a string or a Uint8Array/)
  })
})
