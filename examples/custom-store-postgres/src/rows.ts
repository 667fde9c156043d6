/** Returns the number in a column. `pg` returns a `bigint` as text. */
export function numberIn(row: unknown, column: string): number | undefined {
  const value: unknown = Reflect.get(Object(row), column)
  return value === null || value === undefined ? undefined : Number(value)
}

/** Returns the text in a column. */
export function textIn(row: unknown, column: string): string {
  return String(Reflect.get(Object(row), column))
}

/** Returns the revision of a row. */
export function revisionIn(row: unknown): number {
  const revision = numberIn(row, 'revision')
  if (revision === undefined) throw new Error('a row without a revision')
  return revision
}

/** Returns the record in a row. */
export function recordIn<Kind extends object>(row: unknown, is: (value: object) => value is Kind): Kind {
  const value: unknown = JSON.parse(String(Reflect.get(Object(row), 'record')))
  if (typeof value === 'object' && value !== null && is(value)) return value
  throw new Error('the record in a row is damaged, or another program wrote it')
}
