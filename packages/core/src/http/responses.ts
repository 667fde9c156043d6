import type { HttpResponse } from './message.js'

type Headers = HttpResponse['headers']

/** RFC 6749 §5.1: no cache may store a response with credentials. Here no cache stores any JSON response. */
export const unstored: Headers = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }
/** No browser guesses another media type. */
export const unsniffed: Headers = { 'X-Content-Type-Options': 'nosniff' }

/** Returns a JSON response that no cache stores. */
export function jsonResponse(status: number, body: object, headers: Headers = {}): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...unstored, ...unsniffed, ...headers },
    body: JSON.stringify(body),
  }
}

/** Returns a public JSON document that caches may store for five minutes. */
export function documentResponse(body: object): HttpResponse {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300', ...unsniffed },
    body: JSON.stringify(body),
  }
}
