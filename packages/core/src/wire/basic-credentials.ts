import { decodeBase64IgnorePadding } from '@oslojs/encoding'
import { decodeFormText } from './form.js'

const longestHeader = 4_096

/** One way to read an `Authorization: Basic` header. An empty secret counts as no secret. */
export interface BasicReading {
  readonly clientId: string
  readonly secret: string
}

/**
 * Returns the ways to read an `Authorization: Basic` header, the standard one first. RFC 6749 §2.3.1 requires
 * form-encoding of both halves before a colon joins them. Clients such as `curl -u` send them unencoded (RFC 7617 §2).
 * The two readings differ if there is a `+` or a `%`. The bytes must be UTF-8 (RFC 6749 appendix B). Returns an empty
 * list if the header holds no credentials.
 */
export function readBasic(authorization: string): readonly BasicReading[] {
  const text = decodeHeader(authorization)
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 1) return []
  const plain = { clientId: text.slice(0, colon), secret: text.slice(colon + 1) }
  const clientId = decodeFormText(plain.clientId)
  const secret = decodeFormText(plain.secret)
  if (clientId === undefined || secret === undefined) return [plain]
  const isEncoded = clientId !== plain.clientId || secret !== plain.secret
  return isEncoded ? [{ clientId, secret }, plain] : [plain]
}

function decodeHeader(authorization: string): string | undefined {
  if (authorization.length > longestHeader) return undefined
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64IgnorePadding(encoded))
  } catch {
    // Both decoders throw only on malformed input.
    return undefined
  }
}
