import type { LinkProof } from '../machine/names.js'
import { formatUserCode, readUserCode, type UserCodeReading } from '../machine/user-code.js'
import { linkProofIn, linkProofParameter, readLinkProof } from '../machine/user-codes/user-code-link.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { VerificationPage } from '../wire/dialect.js'
import { decodeFormText } from '../wire/form.js'
import type { Parameters } from '../wire/parameters.js'
import type { PageDeps, VerificationDeps } from './deps.js'
import { languageParameter } from './language/negotiate.js'

/** The step of the page that shows the linked devices. */
export const linkedStep = '/linked'

/** The step of the page that takes a second factor. */
export const secondFactorStep = '/second-factor'

/** The step of the page that unlinks devices. */
export const unlinkStep = `${linkedStep}/unlink`

/** The step of the page behind the link of an approval notice. */
export const notMeStep = '/not-me'

/** The query parameter, and the field, with the token of that link. */
export const noticeParameter = 'notice'

/**
 * Every step of a page and every JSON path below it, including those that the options switch off. No endpoint may use
 * one.
 */
export const pageSteps: readonly string[] = [
  '',
  '/confirm',
  '/sign-in',
  '/sign-out',
  secondFactorStep,
  '/lookup',
  '/decision',
  linkedStep,
  unlinkStep,
  notMeStep,
  `${linkedStep}/list`,
  `${linkedStep}/end`,
]

/** The path of a person's linked devices, if they are served. */
export function linkedLink(deps: VerificationDeps): { readonly linked?: string } {
  return deps.service.operations.includes('revokeToken') ? { linked: placeOf(deps, linkedStep) } : {}
}

/** The query parameter with the proof of a passed challenge. */
export const challengeParameter = 'challenge'

/** The query parameter with the device to unlink. */
export const deviceParameter = 'device'

/** The query parameter that means every device. */
export const everythingParameter = 'everything'

/** The query parameter with the place in the list of linked devices. */
export const cursorParameter = 'after'

/** Returns the pattern of the links below a page that have the code as their last segment. */
export function codeSegment(pagePath: string): string {
  return `${pagePath}/{code}`
}

/** Returns the query parameter of the page with the code. A link with the code in its path leads to one with it. */
export function codeParameterOf({ codeIn }: VerificationPage): string {
  return codeIn === 'path' ? 'user_code' : codeIn.query
}

/** A code that one step of the page passes on to the next. */
export interface CarriedCode {
  /** As the device shows it; empty if there is none, or none that can be read. */
  readonly userCode: string
  /** The proof of the link that the person followed or pasted. With the right one, the look-up is no guess. */
  readonly proof?: LinkProof
}

/** No code. */
export const noCode: CarriedCode = { userCode: '' }

/** What the address of a step depends on. */
export type Place = Pick<PageDeps, 'basePath' | 'dialect' | 'uiLocale'>

/** The public path of a step of the page, with the code, its proof and the wanted language as parameters. */
export function placeOf({ basePath, dialect, uiLocale = '' }: Place, step: string, carried = noCode): string {
  const { path } = dialect.verification
  const { userCode, proof = '' } = carried
  const parameters = [
    [codeParameterOf(dialect.verification), userCode],
    [linkProofParameter, userCode === '' ? '' : proof],
    [languageParameter, uiLocale],
  ] as const
  return parameters.reduce((place, [name, value]) => withParameter(place, name, value), basePath + path + step)
}

/** Adds a parameter to the query of a path, if it has a value. */
export function withParameter(place: string, name: string, value: string): string {
  if (value === '') return place
  return `${place}${place.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`
}

/** The code in the query of a URL. */
export interface CodeInQuery extends CarriedCode {
  /** Whether the query has a code that cannot be read. */
  readonly isUnreadable: boolean
}

/** Reads the code in the query of a URL. Two codes count as none: the page cannot know which one is meant. */
export function codeInQuery({ dialect, reading }: VerificationDeps, request: HttpRequest): CodeInQuery {
  const parameter = codeParameterOf(dialect.verification).toLowerCase()
  // People type URLs in capitals, and QR codes of capitals are smaller.
  const values = valuesIn(request, (name) => name?.toLowerCase() === parameter)
  const [value = '', ...others] = values
  const userCode = others.length > 0 ? '' : shownCode(decodeFormText(value), reading)
  const isUnreadable = userCode === '' && values.some((text) => text !== '')
  return { ...carriedCode(userCode, queryValue(request, linkProofParameter)), isUnreadable }
}

/** Reads the code that a person typed or pasted, or that a form carries. */
export function codeInForm({ reading }: VerificationDeps, form: Parameters): CarriedCode {
  const { user_code: typed, [linkProofParameter]: carried } = form
  const userCode = shownCode(typed, reading)
  const pasted = userCode !== '' && typeof typed === 'string' ? linkProofIn(typed) : undefined
  return carriedCode(userCode, carried ?? pasted)
}

function carriedCode(userCode: string, text: unknown): CarriedCode {
  const proof = readLinkProof(text)
  return userCode === '' || proof === undefined ? { userCode } : { userCode, proof }
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
