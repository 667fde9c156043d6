/** A request for a protected resource, as it arrived: what a check of a token with a proof needs (RFC 9449 §7). */
export interface ResourceRequest {
  readonly method: string
  /**
   * The path of the request as the client sent it, with the query, such as `request.originalUrl` of Express. Of a whole URL
   * only the path counts, because the client writes its host.
   */
  readonly url: string
  /** The header `Authorization`. */
  readonly authorization?: string | undefined
  /** The header `DPoP`. */
  readonly dpop?: string | readonly string[] | undefined
}

/** The credentials of an `Authorization` header. */
export interface Credentials {
  /** The scheme of a bound token is `DPoP`. All others count as `Bearer`. */
  readonly scheme: 'Bearer' | 'DPoP'
  readonly token: string
}

/**
 * Returns the token of an `Authorization` header with one of these schemes (RFC 6750 §2.1), or with the scheme `DPoP` (RFC
 * 9449 §7.1) if it is accepted. The case of a scheme does not matter.
 */
export function credentialsOf(
  authorization = '',
  schemes: readonly string[],
  takesProofs: boolean,
): Credentials | undefined {
  const [, sent = '', token] = /^([^ ]+) +([A-Za-z0-9._~+/-]+=*)$/.exec(authorization) ?? []
  if (token === undefined) return undefined
  const scheme = sent.toLowerCase()
  if (takesProofs && scheme === 'dpop') return { scheme: 'DPoP', token }
  return schemes.some((one) => one.toLowerCase() === scheme) ? { scheme: 'Bearer', token } : undefined
}

/**
 * Returns the public URL of a request to this origin, without the query. Of a whole URL only the path counts, because the
 * client writes the rest, also in the request line (RFC 9112 §3.2.2): a proof for another host could be presented
 * here. A path is never resolved against another URL: with two slashes at its beginning it would name another host.
 */
export function publicUrl(url: string, origin: string): string {
  const [address = ''] = url.split(/[?#]/, 1)
  const path = address.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '')
  return `${origin}${path.startsWith('/') ? '' : '/'}${path}`
}
