import { isLoopbackName } from '../http/loopback.js'
import { canonicalAddress } from '../http/requester.js'
import { isBag } from '../misuse/option-names.js'
import type { DeviceGrantOptions } from '../options.js'
import { isTexts } from './texts.js'

/** What is wrong with the addresses of this server. */
export function checkUrls({ issuer, baseUrl, allowInsecureIssuer }: DeviceGrantOptions): readonly string[] {
  const url = readUrl(issuer)
  return [
    ...checkIssuer(url, allowInsecureIssuer === true),
    ...checkBaseUrl(baseUrl, url),
    ...checkSlashes({ issuer, baseUrl }),
  ]
}

// Our redirects name paths. One that begins with two slashes leads to another host.
function checkSlashes(urls: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(urls).flatMap(([name, text]) =>
    readUrl(text)?.pathname.includes('//') === true ? [`${name} must not have two slashes in a row in its path`] : [],
  )
}

function checkIssuer(url: URL | undefined, allowInsecure: boolean): readonly string[] {
  if (url === undefined) return ['issuer must be an https URL without query or fragment, such as https://example.com']
  if (isSafe(url, allowInsecure)) return []
  return ['issuer is http on a host that is not loopback: use https, or set allowInsecureIssuer on a closed network']
}

function checkBaseUrl(baseUrl: unknown, issuer: URL | undefined): readonly string[] {
  if (baseUrl === undefined) return []
  const url = readUrl(baseUrl)
  const atIssuer = url !== undefined && (issuer === undefined || url.origin === issuer.origin)
  if (atIssuer && !String(baseUrl).endsWith('/')) return []
  return ['baseUrl must be a URL with the origin of the issuer, without query, fragment or a slash at the end']
}

// RFC 8414 §2: no query, no fragment, not even an empty one.
function readUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text) || /[?#\s]/.test(text)) return undefined
  const url = new URL(text)
  const plain = url.username === '' && url.password === ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined
}

function isSafe({ protocol, hostname }: URL, allowInsecure: boolean): boolean {
  return protocol === 'https:' || isLoopbackName(hostname) || allowInsecure
}

/** What is wrong with the proxies. A range or a name would match no peer ever, in silence. */
export function checkProxies(proxies: unknown = []): readonly string[] {
  if (isTexts(proxies) && proxies.every((proxy) => canonicalAddress(proxy) !== undefined)) return []
  return ['trustedProxies must be a list of IP addresses; ranges and names are not looked up']
}

/** What is wrong with the origins that are let in. */
export function checkCors({ cors, allowInsecureIssuer }: DeviceGrantOptions): readonly string[] {
  if (cors === undefined || !isBag(cors)) return []
  const { origins }: { readonly origins?: unknown } = cors
  if (!isTexts(origins)) return ['cors.origins must be a list of origins, such as https://app.example.com']
  // From any site at all, a start would be shown to the person as a request from their own address.
  if (origins.includes('*'))
    return ["cors.origins must name each origin: '*' would let every site start codes as its visitors"]
  return origins.flatMap((origin) => checkOrigin(origin, allowInsecureIssuer === true))
}

function checkOrigin(origin: string, allowInsecure: boolean): readonly string[] {
  if (!isOrigin(origin)) {
    return [
      `cors.origins has ${JSON.stringify(withoutUser(origin))}, which is no origin as a browser sends it: scheme://host in lower case, with a port only where it is not the usual one, and no slash at the end`,
    ]
  }
  if (!origin.startsWith('http:') || isSafe(new URL(origin), allowInsecure)) return []
  return [`cors.origins has ${origin}, which is http on a host that is not loopback: use https`]
}

// RFC 6454 §6.1. Of schemes that it does not know, such as capacitor: or tauri:, the URL class tells no origin.
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*,\s"\\]+$/.test(text) || !URL.canParse(text)) return false
  const { protocol, origin } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? origin === text : text === text.toLowerCase()
}

function withoutUser(origin: string): string {
  return origin.replace(/\/\/.*@/s, '//…@').slice(0, 100)
}
