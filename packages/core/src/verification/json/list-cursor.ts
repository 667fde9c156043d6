import type { FamilyPosition } from '../../machine/families/token-family.js'

/**
 * Encodes a position in the list of linked devices as text for JSON and URLs. It reveals no more than the list shows.
 */
export function writeCursor({ lastUsedAt, grantId }: FamilyPosition): string {
  return `${grantId}.${lastUsedAt}`
}

/** Decodes a position from the text of a request. Returns `undefined` if the text is not valid. */
export function readCursor(text: string): FamilyPosition | undefined {
  const [, grantId, lastUsedAt] = /^([\w-]{43})\.(\d{1,15}(?:\.\d{1,9})?)$/.exec(text) ?? []
  return grantId === undefined ? undefined : { grantId, lastUsedAt: Number(lastUsedAt) }
}
