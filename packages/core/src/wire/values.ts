import { z } from 'zod'
import { readScope } from '../machine/scope.js'

/** RFC 6749 §3.3: scope values separated by spaces. Anything else is `invalid_scope`. */
export const scopeParameter: z.ZodType<readonly string[], string> = z.string().transform((text, context) => {
  const scope = readScope(text)
  if (scope !== undefined) return scope
  context.addIssue({ code: 'custom', params: { problem: 'invalidScope' } })
  return z.NEVER
})

/** RFC 8707 §2: one or several absolute URIs without a fragment. Anything else is `invalid_target`. */
export const resourceParameter: z.ZodType<readonly string[]> = z
  .union([z.string(), z.array(z.string())])
  .transform((value, context) => {
    const resources = [value].flat()
    if (resources.every(isAbsoluteUri)) return [...new Set(resources)]
    context.addIssue({ code: 'custom', params: { problem: 'invalidTarget' } })
    return z.NEVER
  })

// RFC 3986 §4.3: a scheme, something after it, no fragment; printable ASCII as every URI is.
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:[!$-;=?-[\]_a-z~]+$/

function isAbsoluteUri(text: string): boolean {
  return absoluteUri.test(text)
}

/**
 * What somebody says of themselves, fit to be shown to a person: no control or direction-changing characters, and not
 * endless. `undefined` when nothing is left.
 */
export function claimedText(text: string, longest: number): string | undefined {
  const tidy = text
    .slice(0, longest)
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '')
    .trim()
  return tidy === '' ? undefined : tidy
}
