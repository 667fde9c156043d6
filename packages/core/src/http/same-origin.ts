import type { HttpRequest } from './message.js'

/**
 * Whether a request that changes something may come from our own page. A browser says where it comes from in
 * `Sec-Fetch-Site` and `Origin`; what says neither is no browser, or an old one, and must prove itself by its token
 * alone. `Origin: null` is what our own forms send, because the page has `Referrer-Policy: no-referrer`.
 */
export function isFromOurOrigin({ headers }: HttpRequest, origin: string): boolean {
  const { 'sec-fetch-site': site, origin: sentFrom } = headers
  if (site !== undefined && site !== 'same-origin') return false
  return sentFrom === undefined || sentFrom === 'null' || sentFrom === origin
}
