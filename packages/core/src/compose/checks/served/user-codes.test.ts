import { describe, expect, it } from 'vitest'
import { minute, second } from '../../../machine/time.js'
import { base20x8, base20x10, base20x12, digitsx12, type UserCodeFormat } from '../../../machine/user-code.js'
import { auth0 } from '../../../wire/dialects/auth0/auth0.js'
import { dreadnode } from '../../../wire/dialects/dreadnode/dreadnode.js'
import { entra } from '../../../wire/dialects/entra/entra.js'
import { google } from '../../../wire/dialects/google/google.js'
import * as readyMade from '../../../wire/dialects/moved/ready-made.js'
import { oracle } from '../../../wire/dialects/oracle/oracle.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'
import type { LimitRulesOption } from '../../options/limits-option.js'
import { checkUserCodes } from './user-codes.js'

const fixed: UserCodeFormat = { ...base20x8, longer: 'none' }
const dialectsWith = (userCode: UserCodeFormat) => [{ ...rfc8628, userCode }]
const optionsOf = (userCode: UserCodeFormat, limits: LimitRulesOption, lifetime = 10 * minute) => ({
  dialects: dialectsWith(userCode),
  policy: { lifetime },
  limits,
})
const words = (userCode: UserCodeFormat, limits: LimitRulesOption = {}, lifetime = 10 * minute) =>
  checkUserCodes(optionsOf(userCode, limits, lifetime)).map(({ message }) => message)
const challenge = () => 'refuse' as const
/** The limits with this many codes at a time, and this many guesses in ten minutes. */
const limitsOf = (live: number, guesses = 173): LimitRulesOption => ({
  starts: { all: { burst: live, every: second } },
  userCodes: { all: { burst: guesses, every: (10 * minute) / guesses } },
})

describe('the user codes', () => {
  it('of every dialect and every format keep the bound with the default limits', () => {
    expect(checkUserCodes({})).toEqual([])
    const dialects = [rfc8628, oracle, auth0, dreadnode, entra, google, ...Object.values(readyMade)]
    expect(checkUserCodes({ challenge, dialects })).toEqual([])
    expect(checkUserCodes({ dialects })).toEqual([])
    for (const format of [base20x8, base20x10, base20x12, digitsx12]) {
      for (const lifetime of [second, minute, 10 * minute, 1_440 * minute])
        expect(words(format, {}, lifetime)).toEqual([])
    }
  })

  it.each([
    [501, 0],
    [502, 1],
  ])('can be guessed twice as often with challenges: %i live codes have %i problems', (live, count) => {
    const problems = checkUserCodes({ ...optionsOf(fixed, limitsOf(live)), challenge })
    expect(problems).toHaveLength(count)
    for (const { message } of problems) {
      expect(message).toContain('173 guesses in their lifetime, and the option challenge 2 times as many: too many')
      expect(message).toContain(
        'limits.starts.all.burst of at most 501, or limits.userCodes.all with at most 172 guesses',
      )
    }
  })

  it.each<[UserCodeFormat, LimitRulesOption, number]>([
    [fixed, limitsOf(1_003), 0],
    [fixed, limitsOf(1_004), 1],
    [fixed, limitsOf(100, 1_736), 0],
    [fixed, limitsOf(100, 1_737), 1],
    [base20x8, limitsOf(401_412), 0],
    [base20x8, limitsOf(401_413), 1],
    [{ ...digitsx12, longer: 'none' }, {}, 1],
    [digitsx12, {}, 0],
  ])('%o with the limits %o have %i problems', (format, limits, count) => {
    expect(words(format, limits)).toHaveLength(count)
  })

  it('that can be guessed are a problem that names the numbers and what to write', () => {
    const limits = limitsOf(1_000_000, 1_000)
    expect(checkUserCodes({ dialects: [auth0, ...dialectsWith(fixed)], limits })).toEqual([
      expect.objectContaining({ message: expect.stringContaining('of auth0, which have 10 of 20 characters') }),
      {
        code: 'user-codes-guessable',
        option: 'limits.starts.all',
        message:
          'limits.starts.all allows 1000000 codes at a time, and limits.userCodes.all 1000 guesses in their lifetime: too ' +
          'many for the user codes of rfc8628, which have 8 of 20 characters. A guess would be right more often than once ' +
          'in 1024 days. Write limits.starts.all.burst of at most 173, or longer codes (dialects[1].userCode.longer), or accept it: limits.accept: ' +
          "['user-code entropy']",
        docs: 'docs/configuration-errors.md#user-codes-guessable',
      },
    ])
  })

  it('can be accepted', () => {
    expect(words(fixed, { accept: ['user-code entropy'] })).toEqual([])
    expect(words(fixed, { accept: [] })).toHaveLength(1)
  })

  it.each([
    { policy: { lifetime: 0 } },
    { policy: { lifetime: Number.NaN } },
    { policy: { lifetime: -1 } },
    { dialects: [] },
  ])('are not judged with options that are refused anyway: %o', (options) => {
    expect(checkUserCodes({ ...options, limits: limitsOf(1e12) })).toEqual([])
  })
})
