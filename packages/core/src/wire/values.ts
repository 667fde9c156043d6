import * as z from 'zod'
import { readScope } from '../machine/scope.js'
import { second } from '../machine/time.js'

/**
 * Reads a scope parameter: values separated by spaces (RFC 6749 §3.3). Other text is `invalid_scope`.
 *
 * @example
 * ```ts
 * scopeParameter.parse('read write') // ['read', 'write']
 * ```
 */
export const scopeParameter: z.ZodType<readonly string[], string> = z.string().transform((text, context) => {
  const scope = readScope(text)
  if (scope !== undefined) return scope
  context.addIssue({ code: 'custom', params: { problem: 'invalidScope' } })
  return z.NEVER
})

const longestAcrValues = 1_024

/**
 * Reads `acr_values`: levels separated by spaces, the preferred one first (OpenID Connect Core §3.1.2.1). The text has at most
 * 1 024 characters.
 *
 * @example
 * ```ts
 * acrValuesParameter.parse('urn:example:two-factors pwd') // ['urn:example:two-factors', 'pwd']
 * ```
 */
export const acrValuesParameter: z.ZodType<readonly string[], string> = z
  .string()
  .max(longestAcrValues)
  .transform((text, context) => {
    const levels = readScope(text)
    if (levels !== undefined && levels.length > 0) return levels
    context.addIssue({ code: 'custom' })
    return z.NEVER
  })

/**
 * Reads `max_age`: whole seconds, of at most nine digits (OpenID Connect Core §3.1.2.1). Returns milliseconds.
 *
 * @example
 * ```ts
 * maxAgeParameter.parse('60') // 60_000
 * ```
 */
export const maxAgeParameter: z.ZodType<number, string> = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform((text) => Number(text) * second)

/**
 * Reads a resource parameter: one or several absolute URIs without a fragment (RFC 8707 §2). Other text is
 * `invalid_target`.
 *
 * @example
 * ```ts
 * resourceParameter.parse('https://api.example.com/') // ['https://api.example.com/']
 * ```
 */
export const resourceParameter: z.ZodType<readonly string[]> = z
  .union([z.string(), z.array(z.string())])
  .transform((value, context) => {
    const resources = [value].flat()
    if (resources.every(isAbsoluteUri)) return [...new Set(resources)]
    context.addIssue({ code: 'custom', params: { problem: 'invalidTarget' } })
    return z.NEVER
  })

// RFC 3986 §4.3: a scheme, at least one character after it, no fragment, printable ASCII only.
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:[!$-;=?-[\]_a-z~]+$/

/** Returns whether a text is an absolute URI without a fragment. */
export function isAbsoluteUri(text: string): boolean {
  return absoluteUri.test(text)
}

/**
 * Makes a text that a client sends about itself safe to show to a person. Removes control characters, characters that
 * change the text direction, and everything after the first `longest` UTF-16 code units. Returns `undefined` if nothing
 * is left.
 *
 * @example
 * ```ts
 * claimedText('  Kitchen TV\n', 80) // 'Kitchen TV'
 * ```
 */
export function claimedText(text: string, longest: number): string | undefined {
  const tidy = text
    .slice(0, longest)
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '')
    .trim()
  return tidy === '' ? undefined : tidy
}
