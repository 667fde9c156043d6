// Only the shape of a URL matters here; no request goes to this host.
const someOrigin = 'https://this-origin.invalid'

/**
 * Returns `returnTo` if it is a path on this origin, and `fallback` if it is anything else. For a host's sign-in, which
 * gets `returnTo` back from a browser, where anybody may have changed it (RFC 9700 §4.11): `/\evil.example` and
 * `/%09/evil.example` begin with one slash and still lead to another host.
 *
 * @param returnTo what came back with the request, of any type
 * @param fallback where to go otherwise, on this origin
 *
 * @example
 * ```ts
 * response.redirect(303, safeReturnTo(request.query['return_to'], '/account'))
 * ```
 */
export function safeReturnTo(returnTo: unknown, fallback = '/'): string {
  return typeof returnTo === 'string' && isPathOfOurs(returnTo) ? returnTo : fallback
}

// A browser takes `\` for `/` and removes tabs and line breaks, so only printable ASCII without `\` is let through. Some
// servers join `/.//` to `//`.
function isPathOfOurs(path: string): boolean {
  return /^\/(?!\/)[!-[\]-~]*$/.test(path) && !new URL(someOrigin + path).pathname.startsWith('//')
}
