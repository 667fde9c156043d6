import { type Warn, warningOf } from '../../misuse/configuration-warning.js'
import type { Mountable } from '../message.js'

const mountable = ['handler', 'respondToFault', 'mountedAt'] as const

/**
 * Checks that a door or an adapter is given a device grant. Without types something else, such as its handler, would
 * fail only at the first request.
 *
 * @param owner The function that takes the grant, as the message names it.
 * @throws TypeError if it is something else.
 * @example
 * ```ts
 * checkMountable('koaMiddleware', grant)
 * ```
 */
export function checkMountable(owner: string, grant: Mountable): void {
  if (mountable.every((member) => typeof Reflect.get(Object(grant), member) === 'function')) return
  throw new TypeError(`${owner} takes the device grant itself: what createDeviceGrant returns, not its handler.`)
}

/**
 * Checks the path of an adapter's mount. With a path that no request can match, the adapter would silently serve
 * nothing.
 *
 * @throws `TypeError` unless the path is empty, or like `/api`: a slash first, none at the end, spelled as in a URL.
 * @example
 * ```ts
 * checkPrefix('/api')
 * ```
 */
export function checkPrefix(prefix: string): void {
  if (prefix === '') return
  const isPath = /^(?:\/[^/?#]+)+$/.test(prefix) && new URL(prefix, 'http://localhost').pathname === prefix
  if (isPath) return
  const wanted = 'a path such as /api: a slash first, none at the end, and percent-encoded where a URL needs it'
  throw new TypeError(`prefix must be ${wanted}. It is ${JSON.stringify(prefix)}.`)
}

/** The configured addresses of a device grant. */
export interface KnownPlace {
  readonly issuer: string
  /** The option `baseUrl`. A host that sets it knows how its proxies change paths, so there is no warning. */
  readonly baseUrl?: string | undefined
}

/** Warns once if links do not lead to the path of the grant's mount. */
export function createMountCheck(known: KnownPlace, warn: Warn): (path: string) => void {
  const { pathname } = new URL(known.issuer)
  // Express finds a mount in other capitals too, and returns the path that the client has sent.
  const place = pathname.replace(/\/$/, '').toLowerCase()
  let warned = known.baseUrl !== undefined
  return (path) => {
    if (warned || place.endsWith(path.toLowerCase())) return
    warned = true
    const message =
      `devicegrant is mounted at the path ${path}, but its links lead to the path ${pathname} of the issuer. Set baseUrl to ` +
      'the public URL of the mount, or, if a proxy adds that path, to the public URL as clients see it.'
    warn(warningOf('base-url-missing', message))
  }
}
