import { type ConfigurationProblem, invalid } from '../../../misuse/configuration-error.js'
import { isBag, type OptionNames, unknownOptions } from '../../../misuse/option-names.js'
import { isTexts } from '../../../misuse/texts.js'
import type { FactorMethod } from '../../../ports/hooks/second-factor.js'
import { missingIn } from '../functions.js'
import { owner } from '../names.js'
import { checkLocalText } from '../page-texts.js'

const option = 'passwordLogin.secondFactor'
const methodMembers: OptionNames<FactorMethod> = { name: true, label: true, keyboard: true, amr: true }
const named: readonly string[] = ['totp', 'recovery_code']

/** Returns the problems of the second factor of password logins. `page` has the languages of its labels. */
export function checkSecondFactor(factor: unknown, page: object): readonly ConfigurationProblem[] {
  if (factor === undefined) return []
  const lacking = missingIn(option, factor, ['needed', 'verify'])
  if (!isBag(factor)) return lacking
  const methods: unknown = Reflect.get(factor, 'methods')
  return [...lacking, ...checkMethods(methods, page)]
}

function checkMethods(methods: unknown, page: object): readonly ConfigurationProblem[] {
  const path = `${option}.methods`
  if (!Array.isArray(methods) || methods.length === 0 || !methods.every(isBag)) {
    return [
      invalid(path, "must be a list of at least one method, such as [{ name: 'sms', label: 'Code of the message' }]"),
    ]
  }
  const names = methods.map((method) => Reflect.get(method, 'name'))
  return [
    ...(new Set(names).size < names.length ? [invalid(path, 'must name each method once')] : []),
    ...methods.flatMap((method, index) => checkMethod(`${path}[${index}]`, method, page)),
  ]
}

function checkMethod(path: string, method: object, page: object): readonly ConfigurationProblem[] {
  const { name, label, keyboard = 'text', amr = ['otp'] }: { readonly [Name in keyof FactorMethod]?: unknown } = method
  const isName = typeof name === 'string' && /^[a-z][a-z0-9_]{0,31}$/.test(name)
  const needsLabel = label === undefined && !named.includes(String(name))
  return [
    ...unknownOptions(owner, method, methodMembers, path),
    ...(isName
      ? []
      : [invalid(`${path}.name`, 'must be 1 to 32 small letters, digits and _, and begin with a letter')]),
    ...(needsLabel ? [invalid(`${path}.label`, 'must be the name of the field on the page')] : []),
    ...(label === undefined ? [] : checkLocalText(page, `${path}.label`, label)),
    ...(keyboard === 'digits' || keyboard === 'text'
      ? []
      : [invalid(`${path}.keyboard`, "must be 'digits' or 'text'")]),
    ...(isTexts(amr) && amr.length > 0
      ? []
      : [invalid(`${path}.amr`, "must be a list of words of RFC 8176, such as ['otp']")]),
  ]
}
