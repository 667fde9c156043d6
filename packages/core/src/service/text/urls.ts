/** The most characters of an image that is a `data:` URL: it is a part of every page that shows it. */
const longestData = 100_000
const longestUrl = 2_048

/** What `isImageUrl` accepts, for messages: `must be …`. */
export const imageUrlRule =
  'an https URL, or a data: URL of a PNG, JPEG, GIF, WebP, AVIF or SVG image with at most 100 000 characters; without white space'

const imageData = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i

/** Returns whether a value is the URL of an image that a page may show: https, or data. */
export function isImageUrl(value: unknown): value is string {
  if (typeof value !== 'string' || unprintable.test(value)) return false
  return imageData.test(value) ? value.length <= longestData : isHttpsUrl(value)
}

/** Returns whether a value is an absolute https URL without a user and without white space. */
export function isHttpsUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > longestUrl || unprintable.test(value)) return false
  if (!/^https:\/\/[^/\\]/i.test(value)) return false
  const url = parseUrl(value)
  return url !== undefined && url.username === '' && url.password === '' && plainHost.test(url.hostname)
}

// URLs allow more in a name, such as `*` and `;`, which have another meaning in a Content-Security-Policy.
const plainHost = /^[a-z\d.-]+$/

/** Returns the URL that a text is, or `undefined` if it is not one. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    // The constructor throws for every text that is not a URL.
    return undefined
  }
}

/** Returns whether a value is a path on the same origin. With two slashes, or a backslash, it could lead to another one. */
export function isOwnPath(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= longestUrl && /^\/(?![/\\])/.test(value) && !unprintable.test(value)
  )
}

const unprintable = /[\s\p{C}]/u
