/** The names under which the members of a record are written: a pending authorization is a third smaller with them. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['status', 't'],
  ['userCode', 'u'],
  ['grantId', 'g'],
  ['dialect', 'd'],
  ['clientId', 'c'],
  ['scope', 's'],
  ['resources', 'r'],
  ['requester', 'q'],
  ['confirmation', 'k'],
  ['issuedAt', 'i'],
  ['expiresAt', 'e'],
  ['interval', 'n'],
  ['forgetAt', 'f'],
  ['decidedAt', 'D'],
  ['subject', 'S'],
  ['grantedScope', 'G'],
  ['authenticatedAt', 'A'],
  ['ticket', 'T'],
  ['organisation', 'O'],
  ['redeemedAt', 'R'],
  ['attempt', 'a'],
  ['answer', 'w'],
  ['origin', 'o'],
  ['grantedAt', 'b'],
  ['lastUsedAt', 'l'],
  ['accessUntil', 'x'],
  ['rotation', 'y'],
  ['endedAt', 'E'],
  ['reason', 'z'],
])
const longNames: ReadonlyMap<string, string> = new Map([...shortNames].map(([long, short]) => [short, long]))

/** A record as JSON with short names. Members that have none keep their own. */
export function writeRecord(record: object): string {
  return JSON.stringify(renamed(record, shortNames))
}

/**
 * The record in a text, with what its key says of it, if it is one of this kind. Throws otherwise: what is damaged is
 * never taken for a record.
 */
export function readRecord<Kind extends object>(text: unknown, { named, is }: RecordKind<Kind>): Kind {
  const value: unknown = JSON.parse(String(text))
  if (typeof value === 'object' && value !== null) {
    const record = Object.assign(renamed(value, longNames), named)
    if (is(record)) return record
  }
  throw new Error('a record in Redis is none of ours, or damaged')
}

/** What a record is expected to be. */
export interface RecordKind<Kind extends object> {
  /** The members that stand in the name of the key, and not in the text. */
  readonly named: object
  readonly is: (value: object) => value is Kind
}

/** The revision and the record in the value of a key. Throws when another version, or somebody else, has written it. */
export function readValue<Kind extends object>(
  value: unknown,
  kind: RecordKind<Kind>,
): { readonly revision: number; readonly record: Kind } {
  const [, revision, text] = /^1 (\d+) \S+ \S+ \S+ \S+ (.*)$/s.exec(String(value)) ?? []
  if (revision === undefined) throw new Error('a record in Redis has a form that this version does not know')
  return { revision: Number(revision), record: readRecord(text, kind) }
}

// At every poll. A loop over an object that begins empty takes a fifth of the time of `fromEntries`, or of a spread.
function renamed(record: object, names: ReadonlyMap<string, string>): object {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) result[names.get(name) ?? name] = value
  return result
}
