import {
  type GrantLifetimes,
  type RiskAssessment,
  type RiskReason,
  riskVerdicts,
  type StartRisk,
} from '../../machine/risk/assessment.js'
import { createRecordReader, type RecordReader } from './read-record.js'
import { isListOf, isObject, oneOf, optional, required, scopeValues, wholeSeconds } from './record-rules.js'

const mostReasons = 5
const longestText = 300
const lifetimeNames: readonly string[] = ['accessLifetime', 'refreshLifetime'] satisfies (keyof GrantLifetimes)[]
const reasonNames: readonly string[] = ['code', 'text'] satisfies (keyof RiskReason)[]

/** The rule for caps on lifetimes. */
export const lifetimeCaps = {
  allowed: '{ accessLifetime, refreshLifetime }, each in whole seconds as milliseconds, or absent',
  is: (value: unknown): boolean =>
    isObject(value) &&
    Object.entries(value).every(
      ([name, one]) => lifetimeNames.includes(name) && (one === undefined || wholeSeconds.is(one)),
    ),
}

const reasonList = {
  allowed:
    `a list of at most ${mostReasons} reasons { code, text }: code has 1 to 64 letters, digits, '_', '.' and '-', and text ` +
    `is a text of at most ${longestText} characters, or such texts by language`,
  is: (value: unknown): boolean => isListOf(value, isReason) && Object(value).length <= mostReasons,
}

function isReason(value: unknown): value is RiskReason {
  if (!isObject(value) || strangersIn(value, reasonNames).length > 0) return false
  const { code, text }: { readonly code?: unknown; readonly text?: unknown } = value
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) && (text === undefined || isReasonText(text))
}

function isReasonText(value: unknown): boolean {
  if (isObject(value)) return Object.values(value).every(isShortText)
  return isShortText(value)
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestText
}

function strangersIn(value: object, known: readonly string[]): readonly string[] {
  return Object.keys(value).filter((name) => !known.includes(name))
}

const members = [
  required('verdict', oneOf(riskVerdicts)),
  optional('reasons', reasonList),
  optional('narrowScope', scopeValues),
  optional('lifetimes', lifetimeCaps),
]
const memberNames = members.map(({ name }) => name)

/** Checks what a risk policy returned. A misspelled member would leave out a limit, so an unknown one is wrong. */
export const readRiskAssessment: RecordReader<RiskAssessment> = createRecordReader<RiskAssessment>({
  source: 'host',
  members,
  together(assessment) {
    const strangers = strangersIn(assessment, memberNames)
    return strangers.length === 0
      ? undefined
      : `${strangers.join(', ')} must be absent: the members are ${memberNames.join(', ')}`
  },
})

const startVerdict = oneOf(riskVerdicts.filter((verdict) => verdict !== 'deny'))

/** Returns whether a value of a store is what the assessment of a start leaves in the record. */
export function isStartRisk(value: unknown): boolean {
  if (!isObject(value)) return false
  const { verdict, reasons, lifetimes, ...others }: { readonly [Name in keyof StartRisk]?: unknown } = value
  return (
    startVerdict.is(verdict) &&
    (reasons === undefined || reasonList.is(reasons)) &&
    (lifetimes === undefined || lifetimeCaps.is(lifetimes)) &&
    Object.keys(others).length === 0
  )
}
