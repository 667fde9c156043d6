/**
 * Checks the path below which an adapter is mounted. One that no request path begins with would serve nothing, in silence.
 *
 * @throws TypeError unless it is empty, or a path such as `/api`: a slash first, none at the end, spelled as in a URL.
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

/** Where a device grant believes that it is. */
export interface KnownPlace {
  readonly issuer: string
  /** The option, if it is there: whoever has set it knows how paths are changed on the way, by a proxy say. */
  readonly baseUrl?: string | undefined
}

/** Warns, once, that links lead elsewhere than to the path below which the grant is mounted. */
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
