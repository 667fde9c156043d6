import { isLoopbackName } from '../../http/loopback.js'
import { type ConfigurationProblem, problem } from '../../misuse/configuration-error.js'
import { isBag } from '../../misuse/option-names.js'
import { isTexts } from '../../misuse/texts.js'
import type { DeviceGrantOptions } from '../options.js'

/** Returns the problems of the URLs of this server. */
export function checkUrls({
  issuer,
  baseUrl,
  allowInsecureIssuer,
}: DeviceGrantOptions): readonly ConfigurationProblem[] {
  const url = readUrl(issuer)
  return [
    ...checkIssuer(url, allowInsecureIssuer === true),
    ...checkBaseUrl(baseUrl, url),
    ...checkSlashes({ issuer, baseUrl }),
  ]
}

// Redirects have paths. A path that begins with two slashes leads to another host.
function checkSlashes(urls: Readonly<Record<string, unknown>>): readonly ConfigurationProblem[] {
  return Object.entries(urls).flatMap(([name, text]) =>
    readUrl(text)?.pathname.includes('//') === true
      ? [
          problem(
            name === 'issuer' ? 'issuer-invalid' : 'base-url-invalid',
            name,
            `${name} must not have two slashes in a row in its path: remove one`,
          ),
        ]
      : [],
  )
}

function checkIssuer(url: URL | undefined, allowInsecure: boolean): readonly ConfigurationProblem[] {
  if (url === undefined) {
    const message = 'issuer must be an https URL without a user, query or fragment, such as https://example.com'
    return [problem('issuer-invalid', 'issuer', message)]
  }
  if (isSafe(url, allowInsecure)) return []
  const message =
    'issuer is http on a host that is not loopback: use https, or set allowInsecureIssuer on a closed network'
  return [problem('issuer-insecure', 'issuer', message)]
}

function checkBaseUrl(baseUrl: unknown, issuer: URL | undefined): readonly ConfigurationProblem[] {
  if (baseUrl === undefined) return []
  const url = readUrl(baseUrl)
  const atIssuer = url !== undefined && (issuer === undefined || url.origin === issuer.origin)
  if (atIssuer && !String(baseUrl).endsWith('/')) return []
  const message =
    'baseUrl must be a URL with the origin of the issuer, without a user, query, fragment or slash at the end'
  return [problem('base-url-invalid', 'baseUrl', message)]
}

/** Returns an http or https URL without a user. RFC 8414 §2: no query and no fragment, not even empty ones. */
export function readUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text) || /[?#\s]/.test(text)) return undefined
  const url = new URL(text)
  const plain = url.username === '' && url.password === ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined
}

/** Returns whether a URL of this server is https, or is allowed to be http. */
export function isSafe({ protocol, hostname }: URL, allowInsecure: boolean): boolean {
  return protocol === 'https:' || isLoopbackName(hostname) || allowInsecure
}

/** Returns the problems of the allowed origins. */
export function checkCors({ cors, allowInsecureIssuer }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (cors === undefined || !isBag(cors)) return []
  const { origins }: { readonly origins?: unknown } = cors
  const option = 'cors.origins'
  if (!isTexts(origins)) {
    return [
      problem('cors-origin-invalid', option, 'cors.origins must be a list of origins, such as https://app.example.com'),
    ]
  }
  // Otherwise any site could start codes from the browser of a person, and the page would show the person's own
  // address.
  if (origins.includes('*')) {
    const message =
      "cors.origins must list each origin: '*' would let every site start codes in the name of its visitors"
    return [problem('cors-any-origin', option, message)]
  }
  return origins.flatMap((origin) => checkOrigin(origin, allowInsecureIssuer === true))
}

function checkOrigin(origin: string, allowInsecure: boolean): readonly ConfigurationProblem[] {
  if (!isOrigin(origin)) {
    const message = `cors.origins has ${JSON.stringify(withoutUser(origin))}, which is not an origin as a browser sends it: write scheme://host in lower case, without a slash at the end, and with a port only if it is not the default port`
    return [problem('cors-origin-invalid', 'cors.origins', message)]
  }
  if (!origin.startsWith('http:') || isSafe(new URL(origin), allowInsecure)) return []
  const message = `cors.origins has ${origin}, which is http on a host that is not loopback: use https`
  return [problem('cors-origin-insecure', 'cors.origins', message)]
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
