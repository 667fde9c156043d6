import { describe, expect, it } from 'vitest'
import { findRecoveryCode, makeRecoveryCodes } from './recovery-codes.js'

const subject = 'account-7'

describe('makeRecoveryCodes', () => {
  it('makes ten different codes of 80 bits, and their hashes', () => {
    const { codes, hashes } = makeRecoveryCodes(subject)
    expect([codes.length, new Set(codes).size, new Set(hashes).size]).toEqual([10, 10, 10])
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
    for (const hash of hashes) expect(hash).toMatch(/^[\w-]{43}$/)
  })
})

describe('findRecoveryCode', () => {
  const { codes, hashes } = makeRecoveryCodes(subject)

  it('finds each code by its hash', () => {
    expect(codes.map((code) => findRecoveryCode(subject, code, hashes))).toEqual(hashes)
  })

  it.each<[string, (code: string) => string]>([
    ['in capitals', (code) => code.toUpperCase()],
    ['without dashes', (code) => code.replaceAll('-', '')],
    ['with spaces', (code) => code.replaceAll('-', ' ')],
    ['with digits in place of letters that look like them', (code) => code.replaceAll('o', '0').replaceAll('l', '1')],
  ])('finds a code that was typed %s', (_, spell) => {
    for (const [nth, code] of codes.entries()) expect(findRecoveryCode(subject, spell(code), hashes)).toBe(hashes[nth])
  })

  it('finds no other code, no hash, no code of another account, and none without hashes', () => {
    const [code = ''] = codes
    const [hash = ''] = hashes
    expect(findRecoveryCode(subject, `${code}a`, hashes)).toBeUndefined()
    expect(findRecoveryCode(subject, code.slice(0, -1), hashes)).toBeUndefined()
    expect(findRecoveryCode(subject, hash, hashes)).toBeUndefined()
    expect(findRecoveryCode(subject, '', hashes)).toBeUndefined()
    expect(findRecoveryCode('account-8', code, hashes)).toBeUndefined()
    expect(findRecoveryCode(subject, code, [])).toBeUndefined()
  })
})
