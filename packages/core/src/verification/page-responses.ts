import type { HttpResponse } from '../http/message.js'
import { contentSecurityPolicy } from './page/layout.js'

/**
 * An HTML response that no cache stores and no other site can frame, without a referrer for other sites. RFC 9700 §4.16
 */
export function htmlResponse(
  status: number,
  html: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...guards, ...headers }, body: html }
}

/** Sends a browser to one of our paths, or to a page of the host, by GET, whatever the method before: 303, never 307 (RFC 9700 §4.12). */
export function redirectResponse(location: string, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status: 303, headers: { Location: location, ...guards, ...headers }, body: '' }
}

const guards = {
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const
