import { sha256 } from '@oslojs/crypto/sha2'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Duration } from '../machine/time.js'
import { second } from '../machine/time.js'
import type { HttpRequest } from '../ports/http-request.js'

/** Reads and sets one cookie. */
export interface CookieJar {
  /** Returns whether a request has the cookie, once or several times. */
  isIn(request: HttpRequest): boolean
  /** Returns the value of the cookie if a request has it exactly once. */
  read(request: HttpRequest): string | undefined
  /** Returns the `Set-Cookie` value that sets the cookie. `lifetime` is in milliseconds. */
  set(value: string, lifetime: Duration): string
  /** Returns the `Set-Cookie` value that removes the cookie. */
  clear(): string
}

/** The options of a cookie jar. */
export interface CookieScope {
  /** Whether the name has the prefix `__Host-`. @defaultValue `true` if the cookie is for https only */
  readonly prefixed?: boolean
  /** The browser sends the cookie to this path and to all paths below it. @defaultValue `/` */
  readonly path?: string
  /** `strict`: the browser does not send the cookie with a link from another site either. @defaultValue `lax` */
  readonly sameSite?: 'lax' | 'strict'
}

/**
 * Returns a jar for a cookie that scripts cannot read and that a browser does not send with requests of other sites.
 * Over https its name has the prefix `__Host-`, so a browser refuses a cookie of that name from another host or from a
 * plain connection. A program does not need the prefix: set `prefixed` to `false`.
 */
export function createCookieJar(
  name: string,
  secure: boolean,
  { prefixed = secure, path = '/', sameSite = 'lax' }: CookieScope = {},
): CookieJar {
  const fullName = prefixed ? `__Host-${name}` : name
  const attributes = { name: fullName, path, httpOnly: true, secure, sameSite } as const
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

// If two cookies have our name, we do not know which is ours (RFC 6265 §8.6): ignore both.
function countOf(name: string, header: string): number {
  return header.split(';').filter((pair) => pair.split('=', 1)[0]?.trim() === name).length
}

const pathDigestLength = 16

/**
 * Returns the name of a cookie for a grant that is served below a path. At the root it is the name itself. The browser
 * sends a cookie with the prefix `__Host-` to the whole host (RFC 6265bis §4.1.3.2), so only the name separates several
 * tenants.
 */
export function cookieNameBelow(basePath: string, name: string): string {
  if (basePath === '') return name
  const digest = encodeBase64urlNoPadding(sha256(new TextEncoder().encode(basePath)))
  return `${name}-${digest.slice(0, pathDigestLength)}`
}
