import { formatUserCode, readUserCode, type UserCodeReading } from '../machine/user-code.js'
import type { HttpRequest } from '../ports/http-request.js'
import { decodeFormText } from '../wire/form.js'
import type { VerificationDeps } from './deps.js'

/** The step of the page that shows the linked devices. */
export const linkedStep = '/linked'

/**
 * Every step of a page and every JSON path below it, including those that the options switch off. No endpoint may use
 * one.
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

/** The path of a person's linked devices, if they are served. */
export function linkedLink(deps: VerificationDeps): { readonly linked?: string } {
  return deps.service.operations.includes('revokeToken') ? { linked: placeOf(deps, linkedStep) } : {}
}

/** The public path of a step of the page, with the code as a parameter. */
export function placeOf({ basePath, dialect }: VerificationDeps, step: string, typedCode = ''): string {
  const { path, codeParameter } = dialect.verification
  const query = typedCode === '' ? '' : `?${codeParameter}=${encodeURIComponent(typedCode)}`
  return basePath + path + step + query
}

/** The code in the query of a URL. */
export interface CodeInQuery {
  /** As the device shows it; empty if the query has no code, or none that can be read. */
  readonly shown: string
  /** Whether the query has a code that cannot be read. */
  readonly isUnreadable: boolean
}

/** Reads the code in the query of a URL. Two codes count as none: the page cannot know which one is meant. */
export function codeInQuery({ dialect, reading }: VerificationDeps, request: HttpRequest): CodeInQuery {
  const parameter = dialect.verification.codeParameter.toLowerCase()
  // People type URLs in capitals, and QR codes of capitals are smaller.
  const values = valuesIn(request, (name) => name?.toLowerCase() === parameter)
  const [value = '', ...others] = values
  const shown = others.length > 0 ? '' : shownCode(decodeFormText(value), reading)
  return { shown, isUnreadable: shown === '' && values.some((text) => text !== '') }
}

/** The value of this name in the query; empty if it is missing or cannot be read. */
export function queryValue(request: HttpRequest, wanted: string): string {
  const [value = ''] = valuesIn(request, (name) => name === wanted)
  return decodeFormText(value) ?? ''
}

/** The raw values in the query whose name matches. */
function valuesIn({ query }: HttpRequest, isWanted: (name: string | undefined) => boolean): readonly string[] {
  const pairs = query.split('&').map((pair) => pair.split(/=(.*)/s, 2))
  return pairs.filter(([name = '']) => isWanted(decodeFormText(name))).map(([_name, value = '']) => value)
}

/** A code as the device shows it, for any way of typing it; empty if the text cannot be a code. */
export function shownCode(typed: unknown, reading: UserCodeReading): string {
  const code = typeof typed === 'string' ? readUserCode(typed, reading) : undefined
  return code === undefined ? '' : formatUserCode(code, reading)
}
