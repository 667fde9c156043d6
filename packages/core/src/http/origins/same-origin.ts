import type { HttpRequest } from '../../ports/http-request.js'

/**
 * Returns whether a request that changes something may come from a page of the grant's own origin. A browser names the
 * sender in `Sec-Fetch-Site` and `Origin`. A request without both comes from a program or an old browser, and only its
 * token protects it. `Origin: null` names no sender, so it is accepted only with `Sec-Fetch-Site: same-origin`.
 */
export function isFromOurOrigin({ headers }: HttpRequest, origin: string): boolean {
  const { 'sec-fetch-site': site, origin: sentFrom } = headers
  if (site !== undefined && site !== 'same-origin') return false
  return sentFrom === 'null' ? site !== undefined : sentFrom === undefined || sentFrom === origin
}

/**
 * Returns whether a request may come from one of our forms, which carries a token. A browser sends the form with
 * `Origin: null`, because the page has `Referrer-Policy: no-referrer`. An older browser sends no `Sec-Fetch-Site`.
 */
export function isFromOurForm(request: HttpRequest, origin: string): boolean {
  const { 'sec-fetch-site': site, origin: sentFrom } = request.headers
  return (site === undefined && sentFrom === 'null') || isFromOurOrigin(request, origin)
}

/**
 * Returns whether a browser reports that a page of another origin made the request: a page of another site, or of a
 * sibling domain, which may belong to another tenant or to an attacker. `none` means that the person or a browser
 * extension made the request. A program does not send `Sec-Fetch-Site`.
 */
export function isFromElsewhere({ headers }: HttpRequest): boolean {
  const { 'sec-fetch-site': site = 'none' } = headers
  return site !== 'same-origin' && site !== 'none'
}

/**
 * Returns whether a page of one of these origins sent the request by CORS. A form, or a script without CORS, cannot
 * read the response, so no honest page uses them here.
 */
export function isLetIn({ headers }: HttpRequest, origins: readonly string[]): boolean {
  const { origin, 'sec-fetch-mode': mode = 'cors' } = headers
  return mode === 'cors' && origin !== undefined && origins.includes(origin)
}

/** Returns whether a page in a browser sent the request. A page cannot remove both of these headers. */
export function isFromPage({ headers }: HttpRequest): boolean {
  return headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined
}
