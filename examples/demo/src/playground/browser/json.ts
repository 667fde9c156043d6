/** Returns the members of a JSON object, or none if the text is something else. */
export function membersIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch (fault) {
    if (fault instanceof SyntaxError) return {}
    throw fault
  }
}

/** Returns the text with that name, if it is one. */
export function textIn(members: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | undefined {
  return names.map((name) => members[name]).find((value) => typeof value === 'string')
}

/** Returns the number with that name, if it is one. */
export function numberIn(members: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = members[name]
  return typeof value === 'number' ? value : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
