import { decodeBase64urlIgnorePadding } from '@oslojs/encoding'

const typesOfAssertions: readonly string[] = ['jwt', 'client-authentication+jwt']

/**
 * Returns whether the `typ` header of a JWT allows it to be a client assertion: absent, `jwt`, or the type for client
 * authentication (RFC 7523bis §4). A client's key may also sign other JWTs, such as DPoP proofs. None of those may be
 * accepted as an assertion (RFC 8725 §3.11). Nothing else in the header is used here.
 */
export function isTypedAsAssertion(jwt: string): boolean {
  const header = readHeader(jwt)
  if (header === undefined) return false
  if (!('typ' in header)) return true
  if (typeof header.typ !== 'string') return false
  // RFC 7515 §4.1.9: `typ` is a media type, so it ignores case, and `application/` may be omitted.
  return typesOfAssertions.includes(header.typ.toLowerCase().replace(/^application\//, ''))
}

function readHeader(jwt: string): object | undefined {
  const [encoded = ''] = jwt.split('.', 1)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64urlIgnorePadding(encoded))
    const header: unknown = JSON.parse(text)
    return typeof header === 'object' && header !== null ? header : undefined
  } catch {
    // The decoders and the parser throw only on malformed input.
    return undefined
  }
}
