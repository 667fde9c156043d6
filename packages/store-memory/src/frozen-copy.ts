// Most lists in records are empty. All of them share this list, to save memory.
const none: readonly never[] = Object.freeze([])

/**
 * Returns a deeply frozen copy of plain data. The copy goes through JSON, because a short substring of a request would keep
 * the whole request in memory.
 */
export function frozenCopy<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data), (_name, part: unknown) => (isEmptyList(part) ? none : Object.freeze(part)))
}

function isEmptyList(part: unknown): boolean {
  return Array.isArray(part) && part.length === 0
}
