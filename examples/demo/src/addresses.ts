/** Returns whether the text can be an issuer: an https URL, or http on loopback, without query, fragment or slash at the end. */
export function isIssuer(text: string): boolean {
  if (!URL.canParse(text) || text.endsWith('/')) return false
  const { protocol, hostname, search, hash } = new URL(text)
  const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  return search === '' && hash === '' && safe
}

/** Returns whether a host is this machine. RFC 6761 §6.3: every name below .localhost is loopback too. */
export function isLoopback(host: string): boolean {
  return ['::1', '[::1]'].includes(host) || /^(?:(?:[^.]+\.)*localhost|127(?:\.\d{1,3}){3})$/.test(host)
}

/** Returns whether the text can be an issuer and is the origin of web pages. */
export function isOrigin(text: string): boolean {
  return isIssuer(text) && new URL(text).origin === text
}
