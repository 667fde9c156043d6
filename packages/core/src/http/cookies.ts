import { sha256 } from '@oslojs/crypto/sha2'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Duration } from '../machine/time.js'
import { second } from '../machine/time.js'
import type { HttpRequest } from './message.js'

/** One cookie of ours: how it is read and how it is set. */
export interface CookieJar {
  /** Whether the cookie is in a request, however often. */
  isIn(request: HttpRequest): boolean
  /** The value of the cookie in a request, if it is there once. */
  read(request: HttpRequest): string | undefined
  /** The `Set-Cookie` value that keeps it for so long. */
  set(value: string, lifetime: Duration): string
  /** The `Set-Cookie` value that removes it. */
  clear(): string
}

/** How a jar differs from the usual one. */
export interface CookieScope {
  /** Whether the name has the prefix `__Host-`. @defaultValue where the cookie is for https only */
  readonly prefixed?: boolean
  /** The path that the cookie is sent to, and to what is below it. @defaultValue `/` */
  readonly path?: string
}

/**
 * A cookie that scripts cannot read and other sites' requests do not carry. Where the page is served over https its
 * name has the `__Host-` prefix, by which browsers refuse one that another host or a plain connection tried to set. What
 * is no browser has no use for it, and may want the name as it is: `prefixed` says so.
 */
export function createCookieJar(
  name: string,
  secure: boolean,
  { prefixed = secure, path = '/' }: CookieScope = {},
): CookieJar {
  const fullName = prefixed ? `__Host-${name}` : name
  const attributes = { name: fullName, path, httpOnly: true, secure, sameSite: 'lax' } as const
  return {
    isIn: ({ headers }) => countOf(fullName, headers['cookie'] ?? '') > 0,
    read: ({ headers }) => {
      const header = headers['cookie'] ?? ''
      return countOf(fullName, header) === 1 ? parseCookie(header)[fullName] : undefined
    },
    set: (value, lifetime) => stringifySetCookie({ ...attributes, value, maxAge: Math.floor(lifetime / second) }),
    clear: () => stringifySetCookie({ ...attributes, value: '', maxAge: 0 }),
  }
}

// Of two cookies of one name nobody can tell which is ours (RFC 6265 §8.6), so neither is.
function countOf(name: string, header: string): number {
  return header.split(';').filter((pair) => pair.split('=', 1)[0]?.trim() === name).length
}

const pathDigestLength = 16

/**
 * The name of a cookie for what is served below a path: the name itself at the root. A cookie with the prefix `__Host-`
 * reaches the whole host (RFC 6265bis §4.1.3.2), so cookies of several tenants can be told apart by their names only.
 */
export function cookieNameBelow(basePath: string, name: string): string {
  if (basePath === '') return name
  const digest = encodeBase64urlNoPadding(sha256(new TextEncoder().encode(basePath)))
  return `${name}-${digest.slice(0, pathDigestLength)}`
}
