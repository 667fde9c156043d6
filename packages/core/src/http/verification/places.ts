import { formatUserCode, readUserCode, type UserCodeReading } from '../../machine/user-code.js'
import { decodeFormText } from '../../wire/form.js'
import type { HttpRequest } from '../message.js'
import type { VerificationParts } from './parts.js'

/** The step of the page where linked devices are shown. */
export const linkedStep = '/linked'

/**
 * Every step of a page, and everything of the verification interface below it, whatever the options switch on: no endpoint
 * may be there.
 */
export const pageSteps: readonly string[] = [
  '',
  '/confirm',
  '/sign-in',
  '/sign-out',
  '/lookup',
  '/decision',
  linkedStep,
  `${linkedStep}/list`,
  `${linkedStep}/end`,
]

/** Where a person finds their linked devices, if that is served. */
export function linkedLink(parts: VerificationParts): { readonly linked?: string } {
  return parts.service.operations.includes('revokeToken') ? { linked: placeOf(parts, linkedStep) } : {}
}

/** The public path of one of the page's steps, with the code to take along. */
export function placeOf({ basePath, dialect }: VerificationParts, step: string, typedCode = ''): string {
  const { path, codeParameter } = dialect.verification
  const query = typedCode === '' ? '' : `?${codeParameter}=${encodeURIComponent(typedCode)}`
  return basePath + path + step + query
}

/** The code that an address carries along. */
export interface CodeInQuery {
  /** As the device shows it; empty when there is none, or none that can be read. */
  readonly shown: string
  /** Whether there is something in place of a code that cannot be read as one. */
  readonly isUnreadable: boolean
}

/** Reads the code in the query of an address. Two of them are none: which one was meant cannot be known. */
export function codeInQuery({ dialect, reading }: VerificationParts, request: HttpRequest): CodeInQuery {
  const parameter = dialect.verification.codeParameter.toLowerCase()
  // People type addresses in capitals, and QR codes of capitals are smaller.
  const values = valuesIn(request, (name) => name?.toLowerCase() === parameter)
  const [value = '', ...others] = values
  const shown = others.length > 0 ? '' : shownCode(decodeFormText(value), reading)
  return { shown, isUnreadable: shown === '' && values.some((text) => text !== '') }
}

/** What an address says for this name; empty when it says nothing, or nothing that can be read. */
export function queryValue(request: HttpRequest, wanted: string): string {
  const [value = ''] = valuesIn(request, (name) => name === wanted)
  return decodeFormText(value) ?? ''
}

/** The values of the query that have such a name, as they were sent. */
function valuesIn({ query }: HttpRequest, isWanted: (name: string | undefined) => boolean): readonly string[] {
  const pairs = query.split('&').map((pair) => pair.split(/=(.*)/s, 2))
  return pairs.filter(([name = '']) => isWanted(decodeFormText(name))).map(([_name, value = '']) => value)
}

/** A code as it is shown, whatever way it was typed; empty when it cannot be one. */
export function shownCode(typed: unknown, reading: UserCodeReading): string {
  const code = typeof typed === 'string' ? readUserCode(typed, reading) : undefined
  return code === undefined ? '' : formatUserCode(code, reading)
}
