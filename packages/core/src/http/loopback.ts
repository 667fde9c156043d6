/** Returns whether a URL's host is this machine. RFC 6761 §6.3: `localhost`, and every name below it. */
export function isLoopbackName(hostname: string): boolean {
  return /^(?:[^.]+\.)*localhost$/.test(hostname) || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
}
