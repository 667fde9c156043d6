import {
  auth0,
  aws,
  type Dialect,
  dreadnode,
  dreadnodeUnversioned,
  github,
  gitlab,
  google,
  huggingFace,
  hydra,
  npm,
  okta,
  oracle,
  rfc8628,
  sentry,
  stripe,
  trakt,
} from '@devicegrant/core/dialects'
import { type RealmGroup, realmCatalog } from './realm-catalog.js'

// Every dialect that the demo can serve at its root, by its name in DIALECTS. The order is that of the precedence for the metadata, and
// of two dialects that share a path only the first one is served by default.
const catalog: Readonly<Record<string, Dialect>> = {
  rfc8628,
  oracle,
  auth0,
  dreadnode,
  dreadnodeUnversioned,
  hydra,
  stripe,
  sentry,
  github,
  npm,
  google,
  gitlab,
  huggingFace,
  okta,
  aws,
  trakt,
}

/** What the demo serves: dialects at its root, and groups of realms below it. */
export interface Served {
  /** The page of the first one is the page of the demo. */
  readonly dialects: readonly [Dialect, ...Dialect[]]
  readonly realms: readonly RealmGroup[]
}

/** What the demo serves without DIALECTS. */
export const served: Served = {
  dialects: withoutCollisions(Object.values(catalog)),
  realms: Object.values(realmCatalog),
}

function withoutCollisions(all: readonly Dialect[]): Served['dialects'] {
  const chosen: Dialect[] = []
  for (const dialect of all) {
    if (!chosen.some((earlier) => sharedPath(earlier, dialect) !== undefined)) chosen.push(dialect)
  }
  return orStandard(chosen)
}

// The routes of the host need a device grant at the root.
function orStandard([first = rfc8628, ...others]: readonly Dialect[]): Served['dialects'] {
  return [first, ...others]
}

/** Reads DIALECTS: names with commas between. Returns what is allowed if the text is wrong. */
export function readDialects(text: string): Served | string {
  const names = text.split(',').map((name) => name.trim())
  const known = [...Object.keys(catalog), ...Object.keys(realmCatalog)]
  if (names.some((name) => !known.includes(name)) || new Set(names).size < names.length) {
    return `a list of dialects, each once, with commas between: ${known.join(', ')}`
  }
  const chosen = entriesOf(catalog, names)
  const dialects = orStandard(chosen.map(([, dialect]) => dialect))
  return collisionOf(chosen) ?? { dialects, realms: entriesOf(realmCatalog, names).map(([, group]) => group) }
}

function entriesOf<Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): readonly (readonly [string, Value])[] {
  return names.flatMap((name) => Object.entries(values).filter(([known]) => known === name))
}

function collisionOf(chosen: readonly (readonly [string, Dialect])[]): string | undefined {
  for (const [index, [name, dialect]] of chosen.entries()) {
    for (const [earlier, other] of chosen.slice(0, index)) {
      const path = sharedPath(other, dialect)
      if (path === undefined) continue
      return `a list without ${earlier} and ${name} together, because both need ${path}: leave one of them out`
    }
  }
  return undefined
}

/** Returns a path that two dialects cannot have together. They may share a page if their user codes have one format. */
function sharedPath(one: Dialect, other: Dialect): string | undefined {
  const endpoints = other.endpoints.map(({ path }) => path)
  const { path: page } = other.verification
  const isPageOfBoth = one.verification.path === page && sameFormat(one, other)
  const taken = isPageOfBoth ? endpoints : [...endpoints, page]
  return [...one.endpoints.map(({ path }) => path), one.verification.path].find((path) => taken.includes(path))
}

function sameFormat({ userCode: one }: Dialect, { userCode: other }: Dialect): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
