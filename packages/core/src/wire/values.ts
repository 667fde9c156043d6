import * as z from 'zod'
import { readScope } from '../machine/scope.js'

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
