import { parseUrl } from '../text/urls.js'

// RFC 3986 §2.3. The URL parser leaves their percent-encoding as it is.
const unreserved = /^[\w.~-]$/

/**
 * Returns whether a client means this URL with the `htu` of a proof, RFC 9449 §4.3, check 9. Both are compared in normal
 * form (RFC 3986 §6.2.2 and §6.2.3). The query and the fragment of the claim do not count.
 */
export function isSameUrl(claimed: string, url: string): boolean {
  return claimed === url || (normalUrl(claimed) ?? 'none') === normalUrl(url)
}

function normalUrl(text: string): string | undefined {
  const url = parseUrl(text)
  if (url === undefined || url.username !== '' || url.password !== '') return undefined
  const { protocol, host, pathname } = url
  return `${protocol}//${host}${withoutNeedlessEncoding(pathname)}`
}

function withoutNeedlessEncoding(path: string): string {
  return path.replaceAll(/%([\da-f]{2})/gi, (encoded, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16))
    return unreserved.test(character) ? character : encoded.toUpperCase()
  })
}
