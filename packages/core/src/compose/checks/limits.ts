import type {
  LimitRules,
  PasswordLimits,
  Rate,
  SecondFactorLimits,
  StartLimits,
  Streak,
  UserCodeLimits,
} from '../../machine/limits/limit-rules.js'
import { type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { isBag, type OptionNames, unknownOptions } from '../../misuse/option-names.js'
import type { LimitRulesOption } from '../options/limits-option.js'
import type { DeviceGrantOptions } from '../options.js'
import { owner } from './names.js'

const surfaces: OptionNames<LimitRulesOption> = {
  starts: true,
  deviceCodes: true,
  clientSecrets: true,
  passwords: true,
  secondFactors: true,
  userCodes: true,
  tokens: true,
  registrations: true,
  accept: true,
}

const starts: OptionNames<StartLimits> = { perAddress: true, perClient: true, all: true }
const userCodes: OptionNames<UserCodeLimits> = {
  perSession: true,
  perAccount: true,
  perAccountAndDay: true,
  perAddress: true,
  all: true,
}
const passwords: OptionNames<PasswordLimits> = {
  perAddress: true,
  strangers: true,
  strangersInARow: true,
  known: true,
}
const secondFactors: OptionNames<SecondFactorLimits> = { perTicket: true, perAccount: true, perAccountAndDay: true }
const perAddress = { perAddress: true } as const

const rules: { readonly [Surface in keyof LimitRules]: OptionNames<LimitRules[Surface]> } = {
  starts,
  deviceCodes: perAddress,
  clientSecrets: perAddress,
  passwords,
  secondFactors,
  userCodes,
  tokens: { perClient: true },
  registrations: perAddress,
}

const rate: OptionNames<Rate> = { burst: true, every: true }
const streak: OptionNames<Streak> = { free: true, first: true, ceiling: true, remember: true }
const streaks: readonly string[] = ['strangers', 'strangersInARow', 'known'] satisfies (keyof PasswordLimits)[]

/** Returns the problems of the option `limits`. */
export function checkLimits({ limits: given }: Pick<DeviceGrantOptions, 'limits'>): readonly ConfigurationProblem[] {
  if (given === undefined || given === false) return []
  if (!isBag(given)) return [invalid('limits', 'must be an object of rules, or false for no limits at all')]
  return [
    ...unknownOptions(owner, given, surfaces, 'limits'),
    ...checkAccepted(given.accept),
    ...Object.entries(rules).flatMap(([surface, names]) =>
      checkSurface(`limits.${surface}`, Reflect.get(given, surface), names),
    ),
  ]
}

function checkAccepted(given: unknown): readonly ConfigurationProblem[] {
  if (given === undefined) return []
  const isKnown = Array.isArray(given) && given.every((risk) => risk === 'user-code entropy')
  return expect(isKnown, 'limits.accept', "must be a list: ['user-code entropy'], or without members")
}

function checkSurface(path: string, given: unknown, names: OptionNames<unknown>): readonly ConfigurationProblem[] {
  const problems = unknownOptions(owner, given, names, path)
  if (problems.length > 0 || !isBag(given)) return problems
  return Object.entries(given).flatMap(([name, rule]) =>
    streaks.includes(name) ? checkStreak(`${path}.${name}`, rule) : checkRate(`${path}.${name}`, rule),
  )
}

function checkRate(path: string, given: unknown): readonly ConfigurationProblem[] {
  const problems = unknownOptions(owner, given ?? null, rate, path)
  if (problems.length > 0 || !isBag(given)) return problems
  return [
    ...expect(isCount(Reflect.get(given, 'burst'), 1), `${path}.burst`, 'must be a whole number of tries, 1 or more'),
    ...expect(
      isTime(Reflect.get(given, 'every')),
      `${path}.every`,
      'must be the milliseconds until one try is free again, 1 or more',
    ),
  ]
}

function checkStreak(path: string, given: unknown): readonly ConfigurationProblem[] {
  const problems = unknownOptions(owner, given ?? null, streak, path)
  if (problems.length > 0 || !isBag(given)) return problems
  return [
    ...expect(isCount(Reflect.get(given, 'free'), 0), `${path}.free`, 'must be a whole number of failures, 0 or more'),
    ...['first', 'ceiling', 'remember'].flatMap((name) =>
      expect(isTime(Reflect.get(given, name)), `${path}.${name}`, 'must be in milliseconds, 1 or more'),
    ),
  ]
}

function expect(isRight: boolean, path: string, requirement: string): readonly ConfigurationProblem[] {
  return isRight ? [] : [invalid(path, requirement)]
}

function isCount(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 1
}
