import type { HttpRequest } from '../../ports/http-request.js'
import type { NodeRequest } from './node-exchange.js'

/**
 * Returns the headers of a node:http or node:http2 request, in a record without a prototype. It reads
 * `request.headers`, because a host may have changed them. Node keeps only the first of repeated headers such as
 * `Authorization` and `Content-Type`. Duplicates are joined from `rawHeaders` so that they are rejected: two
 * `Authorization` headers may be two clients.
 */
export function headersOf(request: NodeRequest): HttpRequest['headers'] {
  // A mock of a Node request may have no raw headers, or an empty list.
  const { headers, rawHeaders = [] }: Pick<NodeRequest, 'headers'> & { readonly rawHeaders?: readonly string[] } =
    request
  const names = Object.keys(headers)
  const sent = areAll(names, rawHeaders) ? undefined : valuesOf(rawHeaders)
  const read: Record<string, string | undefined> = Object.create(null)
  for (const name of names) {
    const value = headers[name]
    // RFC 9113 §8.3: a name with a leading colon is a pseudo-header, a part of the request line.
    if (!name.startsWith(':')) read[name] = wholeValue(Array.isArray(value) ? value.join(', ') : value, sent?.get(name))
  }
  // RFC 9113 §8.3.1: HTTP/2 sends this instead of Host.
  const authority = headers[':authority']
  if (typeof authority === 'string') read['host'] ??= authority
  return read
}

// The names of an object differ. So if they are all that was sent, no header was repeated, as in nearly every request.
function areAll(names: readonly string[], rawHeaders: readonly string[]): boolean {
  return (
    2 * names.length === rawHeaders.length && names.every((name, nth) => rawHeaders[2 * nth]?.toLowerCase() === name)
  )
}

/** Returns the value that the host sees, or all sent values if the host sees only the first of several. */
function wholeValue(seen: string | undefined, sent: readonly string[] = []): string | undefined {
  return sent.length > 1 && seen === sent[0] ? sent.join(', ') : seen
}

/** Returns the values of each header as they were sent, by name in lower case. */
function valuesOf(rawHeaders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  for (const [index, text] of rawHeaders.entries()) {
    if (index % 2 === 1) continue
    const name = text.toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else known.push(value)
  }
  return values
}
