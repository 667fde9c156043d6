import { type IpAddress, readIpAddress } from '../../machine/addresses/ip-address.js'

/** The headers in which proxies name the address of the caller. */
export const forwardedHeaders = ['x-forwarded-for', 'forwarded'] as const

/** The header in which a proxy names the address of the caller. */
export type ForwardedHeader = (typeof forwardedHeaders)[number]

// A caller chooses how long the header is, so the work for one request is bounded. No chain of proxies is so long.
const mostEntries = 32
const longestEntry = 100
const longestElement = 1_000

/**
 * Returns the entries of the header from right to left: each proxy adds its entry at the right end. An entry is the
 * address of a caller as the proxy wrote it, or `undefined` if the proxy named none. Entries after the first that is
 * `undefined` must not be used.
 */
export function forwardedEntries(header: ForwardedHeader, value: string): Iterable<string | undefined> {
  return header === 'forwarded' ? elementsFromRight(value) : entriesFromRight(value)
}

/**
 * Reads an entry: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`, each also in
 * quotes. RFC 7239 §6: a proxy may also write `unknown`, or a name that it made up, such as `_gazonk`; both are no address.
 */
export function readEntry(text: string): IpAddress | undefined {
  if (text.length > longestEntry) return undefined
  const entry = text.trim().replace(/^"(.*)"$/, '$1')
  const [, bracketed, dotted] = /^(?:\[([^[\]]*:[^[\]]*)\]|([\d.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/.exec(entry) ?? []
  return readIpAddress(bracketed ?? dotted ?? entry)
}

function* entriesFromRight(value: string): Generator<string> {
  let end = value.length
  for (let count = 0; count < mostEntries; count++) {
    const comma = end === 0 ? -1 : value.lastIndexOf(',', end - 1)
    yield value.slice(comma + 1, end)
    if (comma === -1) return
    end = comma
  }
}

function* elementsFromRight(value: string): Generator<string | undefined> {
  let end = value.length
  for (let count = 0; count < mostEntries; count++) {
    const start = startOfElement(value, end)
    yield start === undefined ? undefined : forOf(value.slice(start, end))
    if (start === undefined || start === 0) return
    end = start - 1
  }
}

/**
 * Returns where the element starts that ends here, or `undefined` if it is too long. RFC 7239 §4: a comma in quotes ends
 * no element. The search goes from the end, so a quotation mark of the caller, further left, cannot change how the
 * elements of the proxies are read.
 */
function startOfElement(value: string, end: number): number | undefined {
  let quoted = false
  for (let at = end - 1; end - at <= longestElement; at--) {
    if (at < 0) return 0
    if (value[at] === ',' && !quoted) return at + 1
    if (value[at] === '"' && !isEscaped(value, at)) quoted = !quoted
  }
  return undefined
}

function isEscaped(value: string, at: number): boolean {
  let first = at
  while (value[first - 1] === '\\') first--
  return (at - first) % 2 === 1
}

/** Returns the value of `for` in one element, or `undefined` if the element is malformed or names it never or twice. */
function forOf(element: string): string | undefined {
  // RFC 7239 §4: names are compared without case, and the value is a token or a quoted string.
  const pair = /[ \t]*([!#$%&'*+\-.^_`|~\w]+)=("(?:[^"\\]|\\.)*"|[^\s",;]*)[ \t]*(?:;|$)/gy
  let found: string | undefined
  while (pair.lastIndex < element.length) {
    const [, name = '', value] = pair.exec(element) ?? []
    if (name === '') return undefined
    if (name.toLowerCase() !== 'for') continue
    if (found !== undefined) return undefined
    found = value
  }
  return found
}
