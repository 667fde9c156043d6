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
export function createMountCheck(place: KnownPlace, warn: (warning: string) => void): (path: string) => void {
  const { pathname } = new URL(place.issuer)
  let warned = place.baseUrl !== undefined
  return (path) => {
    if (warned || pathname.replace(/\/$/, '').endsWith(path)) return
    warned = true
    warn(
      `devicegrant is mounted at the path ${path}, but its links lead to the path ${pathname} of the issuer. Set baseUrl to ` +
        'the public URL of the mount, or, if a proxy adds that path, to the public URL as clients see it.',
    )
  }
}
