import { decodeBase64urlIgnorePadding } from '@oslojs/encoding'

const typesOfAssertions: readonly string[] = ['jwt', 'client-authentication+jwt']

/**
 * Whether a JWT can be a client assertion by what its header says of its type: nothing, that it is some JWT, or that it is
 * one for client authentication (RFC 7523bis §4). A client's key may sign other kinds, such as DPoP proofs, and none of
 * those may be taken for an assertion (RFC 8725 §3.11). Nothing of the header is believed beside that.
 */
export function isTypedAsAssertion(jwt: string): boolean {
  const header = readHeader(jwt)
  if (header === undefined) return false
  if (!('typ' in header)) return true
  if (typeof header.typ !== 'string') return false
  // RFC 7515 §4.1.9: a media type, so case does not count, and `application/` may be left out.
  return typesOfAssertions.includes(header.typ.toLowerCase().replace(/^application\//, ''))
}

function readHeader(jwt: string): object | undefined {
  const [encoded = ''] = jwt.split('.', 1)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64urlIgnorePadding(encoded))
    const header: unknown = JSON.parse(text)
    return typeof header === 'object' && header !== null ? header : undefined
  } catch {
    // The decoders and the parser throw on malformed input and for no other reason.
    return undefined
  }
}
