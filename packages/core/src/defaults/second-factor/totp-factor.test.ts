import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import { describe, expect, it } from 'vitest'
import { makeRecoveryCodes } from './recovery-codes.js'
import { makeTotpSecret } from './totp.js'
import type { TotpAccount } from './totp-factor.js'
import { createTotpFactor } from './totp-factor.js'

const subject = 'account-7'
const account = { subject, username: 'alice' }
const secret = makeTotpSecret()
const at = 1_767_225_600_000
const code = generateHOTP(decodeBase32IgnorePadding(secret), BigInt(at / 30_000), 6)
const { codes, hashes } = makeRecoveryCodes(subject)
const [recoveryCode = ''] = codes

const factorWith = (kept: TotpAccount | null | undefined, spendRecoveryCode?: () => boolean) =>
  createTotpFactor({ find: () => kept, ...(spendRecoveryCode && { spendRecoveryCode }) })

describe('a TOTP factor', () => {
  it.each([undefined, null])('is not needed if the account has no app: %s', async (kept) => {
    expect(await factorWith(kept).needed(account)).toEqual([])
    expect(await factorWith(kept).verify({ subject, method: 'totp', code, at })).toBe(false)
  })

  it('offers recovery codes only if there are some, and they can be spent', async () => {
    const spend = () => true
    expect(await factorWith({ secret }, spend).needed(account)).toEqual(['totp'])
    expect(await factorWith({ secret, recoveryCodes: hashes }).needed(account)).toEqual(['totp'])
    expect(await factorWith({ secret, recoveryCodes: hashes }, spend).needed(account)).toEqual([
      'totp',
      'recovery_code',
    ])
  })

  it('accepts a code of the app', async () => {
    const factor = factorWith({ secret })
    expect(await factor.verify({ subject, method: 'totp', code, at })).toBe(true)
    expect(await factor.verify({ subject, method: 'totp', code, at: at + 90_000 })).toBe(false)
  })

  it('accepts a recovery code only if this call has spent it', async () => {
    const kept = { secret, recoveryCodes: hashes }
    const presented = { subject, method: 'recovery_code', code: recoveryCode, at }
    expect(await factorWith(kept, () => true).verify(presented)).toBe(true)
    expect(await factorWith(kept, () => false).verify(presented)).toBe(false)
    expect(await factorWith(kept, () => Object('t')).verify(presented)).toBe(false)
    expect(await factorWith(kept).verify(presented)).toBe(false)
  })

  it('rejects if the directory fails', async () => {
    const factor = createTotpFactor({
      find: () => Promise.reject(new Error('the database is down')),
    })
    await expect(factor.needed(account)).rejects.toThrow('the database is down')
    await expect(factor.verify({ subject, method: 'totp', code, at })).rejects.toThrow('the database is down')
  })

  it('refuses wrong options', () => {
    expect(() => createTotpFactor(Object({ find: () => undefined, window: 2 }))).toThrow('window')
    expect(() => createTotpFactor(Object({}))).toThrow(new TypeError('createTotpFactor: find must be a function'))
  })
})
