/** Short names of the members of a record. They make a pending authorization a third smaller. */
export const shortNames: ReadonlyMap<string, string> = new Map([
  ['status', 't'],
  ['grantId', 'g'],
  ['dialect', 'd'],
  ['clientId', 'c'],
  ['scope', 's'],
  ['resources', 'r'],
  ['requester', 'q'],
  ['confirmation', 'k'],
  ['codeChallenge', 'p'],
  ['bindingMessage', 'm'],
  ['needsNumber', 'v'],
  ['wrongNumbers', 'W'],
  ['issuedAt', 'i'],
  ['expiresAt', 'e'],
  ['interval', 'n'],
  ['forgetAt', 'f'],
  ['decidedAt', 'D'],
  ['subject', 'S'],
  ['grantedScope', 'G'],
  ['authenticatedAt', 'A'],
  ['ticket', 'T'],
  ['organization', 'O'],
  ['startRisk', 'K'],
  ['offeredScope', 'F'],
  ['lifetimes', 'L'],
  ['redeemedAt', 'R'],
  ['attempt', 'a'],
  ['response', 'w'],
  ['settled', 'h'],
  ['origin', 'o'],
  ['grantedAt', 'b'],
  ['lastUsedAt', 'l'],
  ['accessUntil', 'x'],
  ['rotation', 'y'],
  ['endedAt', 'E'],
  ['reason', 'z'],
  ['openedBy', 'B'],
  ['startedFrom', 'P'],
  ['acrValues', 'V'],
  ['maxAge', 'X'],
  ['replaces', 'Y'],
  ['acr', 'C'],
  ['amr', 'M'],
])
const longNames: ReadonlyMap<string, string> = new Map([...shortNames].map(([long, short]) => [short, long]))

/** Returns a record as JSON with short names. Members without a short name keep their full name. */
export function writeRecord(record: object): string {
  return JSON.stringify(renamed(record, shortNames))
}

/**
 * Returns the record in a text, together with the members outside it. Throws if the text is not a record of this kind: a
 * damaged value must never count as a record.
 */
export function readRecord<Kind extends object>(text: unknown, { outside, is }: RecordKind<Kind>): Kind {
  const value: unknown = JSON.parse(String(text))
  if (typeof value === 'object' && value !== null) {
    const record = Object.assign(renamed(value, longNames), outside)
    if (is(record)) return record
  }
  throw new Error('a record in Redis is damaged, or another program wrote it: delete its key, or use another prefix')
}

/** The expected kind of a record. */
export interface RecordKind<Kind extends object> {
  /** The members that are in the key or before the text, and not in the text. */
  readonly outside: object
  /** Returns whether a value has the members of the record. */
  readonly is: (value: object) => value is Kind
}

/** The parts of a value that a reader needs. */
export interface ReadValue {
  readonly revision: number
  /** The digest of the device code, or `-`. */
  readonly deviceCode: string
  /** The record. */
  readonly text: string
}

/** Reads the value of a key. Throws if another version or another program wrote it. */
export function readValue(value: unknown): ReadValue {
  const [, revision, deviceCode, text] = /^2 (\d+) \S+ \S+ \S+ \S+ (\S+) (.*)$/s.exec(String(value)) ?? []
  if (revision === undefined || deviceCode === undefined || text === undefined)
    throw new Error(
      'a record in Redis has a format that this version does not know: use another prefix, or the version that wrote it',
    )
  return { revision: Number(revision), deviceCode, text }
}

// Runs at every poll. This loop takes a fifth of the time of `fromEntries` or of a spread.
function renamed(record: object, names: ReadonlyMap<string, string>): object {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) result[names.get(name) ?? name] = value
  return result
}

/** Returns whether all of these members exist and have this type. */
export function hasAll(value: object, type: 'string' | 'number', names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(value, name) === type)
}
