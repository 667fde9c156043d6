import type { FamilyPosition } from '../../machine/token-family.js'

/** A place in the list of linked devices, as text that fits into JSON and an address. It holds nothing the list does not show. */
export function writeCursor({ lastUsedAt, grantId }: FamilyPosition): string {
  return `${grantId}.${lastUsedAt}`
}

/** The place that a text from outside names, or `undefined` where it names none. */
export function readCursor(text: string): FamilyPosition | undefined {
  const [, grantId, lastUsedAt] = /^([\w-]{43})\.(\d{1,15}(?:\.\d{1,9})?)$/.exec(text) ?? []
  return grantId === undefined ? undefined : { grantId, lastUsedAt: Number(lastUsedAt) }
}
