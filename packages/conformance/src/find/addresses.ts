import { CannotAudit } from './cannot-audit.js'

const longestQuoted = 100

/**
 * Reads an address that the caller named.
 *
 * @throws CannotAudit if it is no URL of HTTP, or has a user, a password or a fragment.
 */
export function readAddress(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && url.username + url.password !== '') {
    throw new CannotAudit(`${what} takes an address without a password`)
  }
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new CannotAudit(`${what} takes an address such as https://login.example.com, and not ${quoted(text)}`)
  }
  if (url.hash !== '') throw new CannotAudit(`${what} takes an address without a fragment`)
  return url
}

/** Returns a text of the server for a message: in quotation marks, and not the whole of it if it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > longestQuoted ? `${text.slice(0, longestQuoted)}…` : text)
}

/** Returns whether an address is of this machine, which needs no TLS. */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** The addresses of the metadata of an issuer, the best first. RFC 8414 §3.1 and §5, OpenID Connect Discovery 1.0 §4 */
export function metadataAddresses(issuer: URL): readonly string[] {
  const { origin, pathname } = issuer
  if (pathname.includes('/.well-known/')) return [issuer.href]
  const path = pathname.replace(/\/$/, '')
  return [
    ...new Set([
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}/.well-known/openid-configuration${path}`,
    ]),
  ]
}
