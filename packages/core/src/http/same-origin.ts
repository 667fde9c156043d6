import type { HttpRequest } from './message.js'

/**
 * Whether a request that changes something may come from our own page. A browser says where it comes from in
 * `Sec-Fetch-Site` and `Origin`; what says neither is no browser, or an old one, and must prove itself by its token
 * alone. `Origin: null` says nothing, so it counts only beside a `Sec-Fetch-Site` that does.
 */
export function isFromOurOrigin({ headers }: HttpRequest, origin: string): boolean {
  const { 'sec-fetch-site': site, origin: sentFrom } = headers
  if (site !== undefined && site !== 'same-origin') return false
  return sentFrom === 'null' ? site !== undefined : sentFrom === undefined || sentFrom === origin
}

/**
 * The same of a form of our own, which carries a token. It is sent with `Origin: null`, because the page has
 * `Referrer-Policy: no-referrer`, and by an older browser without `Sec-Fetch-Site`.
 */
export function isFromOurForm(request: HttpRequest, origin: string): boolean {
  const { 'sec-fetch-site': site, origin: sentFrom } = request.headers
  return (site === undefined && sentFrom === 'null') || isFromOurOrigin(request, origin)
}

/**
 * Whether a browser says that a page of another origin has made a request: of another site, or of a sibling below the same
 * domain, which may be another tenant's, or taken over. `none` is the person's own doing, or an extension's. A program says
 * nothing of the kind.
 */
export function isFromElsewhere({ headers }: HttpRequest): boolean {
  const { 'sec-fetch-site': site = 'none' } = headers
  return site !== 'same-origin' && site !== 'none'
}

/**
 * Whether a request comes, by CORS, from a page of one of these origins. A form, or a script that does without CORS, could
 * not read the answer: no honest page sends one of those.
 */
export function isLetIn({ headers }: HttpRequest, origins: readonly string[]): boolean {
  const { origin, 'sec-fetch-mode': mode = 'cors' } = headers
  return mode === 'cors' && origin !== undefined && origins.includes(origin)
}

/** Whether a page in a browser has sent a request, as it cannot help saying. */
export function isFromPage({ headers }: HttpRequest): boolean {
  return headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined
}
