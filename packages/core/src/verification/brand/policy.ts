/** What the Content-Security-Policy of a page allows to load. Each entry is a source of that policy. */
export interface PageSources {
  /** Styles: `'self'` in its quotes, an https origin, or a hash such as `'sha256-…'`. */
  readonly styleSrc?: readonly string[]
  /** Images: `'self'` in its quotes, `data:`, or an https origin. */
  readonly imgSrc?: readonly string[]
  /** Fonts: `'self'` in its quotes, `data:`, or an https origin. */
  readonly fontSrc?: readonly string[]
}

/**
 * Returns the value of `Content-Security-Policy`. A page may load these sources and send forms to its own origin, and
 * nothing else. It runs no script, and no site can frame it (RFC 9700 §4.16).
 */
export function contentSecurityPolicy({ styleSrc = [], imgSrc = [], fontSrc = [] }: PageSources = {}): string {
  return [
    "default-src 'none'",
    "script-src 'none'",
    `img-src ${sourceList(imgSrc)}`,
    `style-src ${sourceList(styleSrc)}`,
    ...(fontSrc.length > 0 ? [`font-src ${sourceList(fontSrc)}`] : []),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

function sourceList(sources: readonly string[]): string {
  return sources.length === 0 ? "'none'" : [...new Set(sources)].join(' ')
}

/** Returns the source that allows an image: `data:`, the origin of an https URL, or `'self'` for a path. */
export function imageSource(url: string): string {
  if (url.startsWith('/')) return "'self'"
  return /^data:/i.test(url) ? 'data:' : new URL(url).origin
}
