import type { LinkProof } from '../names.js'

/** The query parameter of a link that proves that this server made the link. */
export const linkProofParameter = 'k'

/** The length of a proof, in base64url characters. */
export const linkProofLength = 16

/** Returns the text if it has the form of a proof. It may still be the proof of another code, or of none. */
export function readLinkProof(text: unknown): LinkProof | undefined {
  return typeof text === 'string' && text.length === linkProofLength && /^[\w-]+$/.test(text) ? text : undefined
}

/** Returns the proof in the link that a person pasted, if there is exactly one. */
export function linkProofIn(pasted: string): LinkProof | undefined {
  const [proof, ...others] = new Set(valuesInLinks(pasted, [linkProofParameter]))
  return others.length === 0 ? readLinkProof(proof) : undefined
}

// The code is in the query of a link, and that link may itself be in the query of a mail filter's link, and so on.
const mostEncodings = 3

// The characters that end a query value or a link in plain text, HTML, Markdown and chats.
const ends = /[\s?&#;,<>"'|()[\]{}]+/u

/**
 * Returns the decoded values of these query parameters in the links of a text, and the last segments of the links below
 * these paths. Returns `undefined` if the text has no link: neither of them, and no start of a URL. Links may be
 * percent-encoded up to three times.
 */
export function valuesInLinks(
  text: string,
  parameters: readonly string[],
  paths: readonly string[] = [],
): readonly string[] | undefined {
  // Nearly everybody types the code alone. Every link, parameter and encoded character has one of these.
  if (!/[=/%]/.test(text)) return undefined
  const visible = text.replace(/\p{Cf}/gu, '')
  let decoded = visible
  for (let round = 0; round <= mostEncodings; round++) {
    const values = decoded.split(ends).flatMap((piece) => [...valueIn(piece, parameters), ...segmentIn(piece, paths)])
    if (values.length > 0) return values.map(decodeFully)
    const next = decode(decoded)
    if (next === decoded) break
    decoded = next
  }
  return /https?:\/\//i.test(decoded) ? [] : undefined
}

function valueIn(piece: string, parameters: readonly string[]): readonly string[] {
  const equals = piece.indexOf('=')
  const name = piece.slice(0, Math.max(equals, 0)).toLowerCase()
  return parameters.some((parameter) => parameter.toLowerCase() === name) ? [piece.slice(equals + 1)] : []
}

function segmentIn(piece: string, paths: readonly string[]): readonly string[] {
  const path = paths.find((below) => piece.toLowerCase().includes(`${below.toLowerCase()}/`))
  const segment = path === undefined ? '' : (piece.split('/').at(-1) ?? '')
  return segment === '' ? [] : [segment]
}

function decodeFully(text: string): string {
  let decoded = text
  for (let round = 0; round < mostEncodings; round++) decoded = decode(decoded)
  return decoded
}

/** Decodes percent-encoding that is well-formed UTF-8, and leaves the rest unchanged. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch (malformed) {
      if (malformed instanceof URIError) return encoded
      throw malformed
    }
  })
}
