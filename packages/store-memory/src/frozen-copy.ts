// Most lists of most records are empty: they are all this one.
const none: readonly never[] = Object.freeze([])

/**
 * A copy of plain data that nobody can change and that keeps nothing else alive: by way of JSON, because a short text
 * that was cut out of a request would otherwise hold on to the whole request.
 */
export function frozenCopy<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data), (_name, part: unknown) => (isEmptyList(part) ? none : Object.freeze(part)))
}

function isEmptyList(part: unknown): boolean {
  return Array.isArray(part) && part.length === 0
}
