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

/**
 * A cookie that scripts cannot read and other sites' requests do not carry. Where the page is served over https its
 * name has the `__Host-` prefix, by which browsers refuse one that another host or a plain connection tried to set. What
 * is no browser has no use for it, and may want the name as it is: `prefixed` says so.
 */
export function createCookieJar(name: string, secure: boolean, prefixed: boolean = secure): CookieJar {
  const fullName = prefixed ? `__Host-${name}` : name
  const attributes = { name: fullName, path: '/', httpOnly: true, secure, sameSite: 'lax' } as const
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
