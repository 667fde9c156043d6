/** Whether two values of plain data are equal in every field. The order of fields does not count. */
export function same(one: unknown, other: unknown): boolean {
  return spell(one) === spell(other)
}

/** Spells plain data as text, with the fields of an object in alphabetical order. */
export function spell(value: unknown): string {
  if (value === undefined) return 'nothing'
  return JSON.stringify(value, (_name, part: unknown) => (isFields(part) ? inOrder(part) : part))
}

/** Overwrites everything in a value that can be overwritten. */
export function vandalise(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) {
    vandalise(part)
    Reflect.set(value, name, 'vandalised')
  }
  if (Array.isArray(value)) Reflect.set(value, value.length, 'vandalised')
}

/** Calls `make` with the numbers from 0 to n - 1, all at once. */
export function together<Value>(n: number, make: (nth: number) => Promise<Value>): Promise<Value[]> {
  return Promise.all(Array.from({ length: n }, (_, nth) => make(nth)))
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inOrder(fields: object): object {
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1)))
}
