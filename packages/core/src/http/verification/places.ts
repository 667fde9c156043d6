import { formatUserCode, readUserCode, type UserCodeFormat } from '../../machine/user-code.js'
import { decodeFormText } from '../../wire/form.js'
import type { HttpRequest } from '../message.js'
import type { VerificationParts } from './parts.js'

/** The step of the page where linked devices are shown. */
export const linkedStep = '/linked'

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

/** The code that an address carries along, as it is shown; empty when there is none, or nothing that can be one. */
export function codeInQuery({ dialect }: VerificationParts, { query }: HttpRequest): string {
  for (const pair of query.split('&')) {
    const [name, value = ''] = pair.split('=', 2)
    if (name === dialect.verification.codeParameter) return shownCode(decodeFormText(value), dialect.userCode)
  }
  return ''
}

/** A code as it is shown, whatever way it was typed; empty when it cannot be one. */
export function shownCode(typed: unknown, format: UserCodeFormat): string {
  const code = typeof typed === 'string' ? readUserCode(typed, format) : undefined
  return code === undefined ? '' : formatUserCode(code, format)
}
