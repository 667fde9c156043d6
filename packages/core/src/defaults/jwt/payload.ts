/** Returns the claims in the payload of a JWT, or no claims if it is not a JSON object in UTF-8. */
export function readPayload(payload: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // The signature is valid, but the payload has no claims.
    return {}
  }
}

/** Returns whether a claim is a text that is not empty. */
export function isTextClaim(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Returns whether a claim is a NumericDate (RFC 7519 §2). */
export function isDateClaim(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
