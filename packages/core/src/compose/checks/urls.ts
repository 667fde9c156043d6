import { isLoopbackName } from '../../http/loopback.js'
import { canonicalAddress } from '../../machine/ip-address.js'
import { isBag } from '../../misuse/option-names.js'
import { isTexts } from '../../misuse/texts.js'
import type { DeviceGrantOptions } from '../options.js'

/** Returns the problems of the URLs of this server. */
export function checkUrls({ issuer, baseUrl, allowInsecureIssuer }: DeviceGrantOptions): readonly string[] {
  const url = readUrl(issuer)
  return [
    ...checkIssuer(url, allowInsecureIssuer === true),
    ...checkBaseUrl(baseUrl, url),
    ...checkSlashes({ issuer, baseUrl }),
  ]
}

// Redirects have paths. A path that begins with two slashes leads to another host.
function checkSlashes(urls: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(urls).flatMap(([name, text]) =>
    readUrl(text)?.pathname.includes('//') === true
      ? [`${name} must not have two slashes in a row in its path: remove one`]
      : [],
  )
}

function checkIssuer(url: URL | undefined, allowInsecure: boolean): readonly string[] {
  if (url === undefined)
    return ['issuer must be an https URL without a user, query or fragment, such as https://example.com']
  if (isSafe(url, allowInsecure)) return []
  return ['issuer is http on a host that is not loopback: use https, or set allowInsecureIssuer on a closed network']
}

function checkBaseUrl(baseUrl: unknown, issuer: URL | undefined): readonly string[] {
  if (baseUrl === undefined) return []
  const url = readUrl(baseUrl)
  const atIssuer = url !== undefined && (issuer === undefined || url.origin === issuer.origin)
  if (atIssuer && !String(baseUrl).endsWith('/')) return []
  return ['baseUrl must be a URL with the origin of the issuer, without a user, query, fragment or slash at the end']
}

// RFC 8414 §2: no query and no fragment, not even empty ones.
function readUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text) || /[?#\s]/.test(text)) return undefined
  const url = new URL(text)
  const plain = url.username === '' && url.password === ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined
}

function isSafe({ protocol, hostname }: URL, allowInsecure: boolean): boolean {
  return protocol === 'https:' || isLoopbackName(hostname) || allowInsecure
}

/** Returns the problems of the proxies. A range or a host name would silently never match a peer. */
export function checkProxies(proxies: unknown = []): readonly string[] {
  if (isTexts(proxies) && proxies.every((proxy) => canonicalAddress(proxy) !== undefined)) return []
  return ['trustedProxies must be a list of IP addresses: ranges and host names are not supported']
}

/** Returns the problems of the allowed origins. */
export function checkCors({ cors, allowInsecureIssuer }: DeviceGrantOptions): readonly string[] {
  if (cors === undefined || !isBag(cors)) return []
  const { origins }: { readonly origins?: unknown } = cors
  if (!isTexts(origins)) return ['cors.origins must be a list of origins, such as https://app.example.com']
  // Otherwise any site could start codes from the browser of a person, and the page would show the person's own
  // address.
  if (origins.includes('*'))
    return ["cors.origins must list each origin: '*' would let every site start codes in the name of its visitors"]
  return origins.flatMap((origin) => checkOrigin(origin, allowInsecureIssuer === true))
}

function checkOrigin(origin: string, allowInsecure: boolean): readonly string[] {
  if (!isOrigin(origin)) {
    return [
      `cors.origins has ${JSON.stringify(withoutUser(origin))}, which is not an origin as a browser sends it: write scheme://host in lower case, without a slash at the end, and with a port only if it is not the default port`,
    ]
  }
  if (!origin.startsWith('http:') || isSafe(new URL(origin), allowInsecure)) return []
  return [`cors.origins has ${origin}, which is http on a host that is not loopback: use https`]
}

// RFC 6454 §6.1. The URL class gives no origin for schemes that it does not know, such as capacitor: or tauri:.
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*,\s"\\]+$/.test(text) || !URL.canParse(text)) return false
  const { protocol, origin } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? origin === text : text === text.toLowerCase()
}

function withoutUser(origin: string): string {
  return origin.replace(/\/\/.*@/s, '//…@').slice(0, 100)
}
