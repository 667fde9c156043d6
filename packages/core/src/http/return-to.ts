// Used only to parse paths. No request goes to this host.
const someOrigin = 'https://this-origin.invalid'

/**
 * Returns `returnTo` if it is a path on this origin, otherwise `fallback`. For the sign-in of a host, which receives
 * `returnTo` from a browser. An attacker can change it there (RFC 9700 §4.11). For example, `/\evil.example`, or a slash, a
 * tab and `/evil.example`, begin with one slash but lead to another host.
 *
 * @param returnTo - the value from the request, of any type
 * @param fallback - a path on this origin
 * @defaultValue `/` for `fallback`
 * @example
 * ```ts
 * response.redirect(303, safeReturnTo(request.query['return_to'], '/account'))
 * ```
 */
export function safeReturnTo(returnTo: unknown, fallback = '/'): string {
  return typeof returnTo === 'string' && isPathOfOurs(returnTo) ? returnTo : fallback
}

// A browser reads `\` as `/` and removes tabs and line breaks, so only printable ASCII without `\` is accepted. Some
// servers resolve `/.//` to `//`.
function isPathOfOurs(path: string): boolean {
  return /^\/(?!\/)[!-[\]-~]*$/.test(path) && !new URL(someOrigin + path).pathname.startsWith('//')
}
