import {
  auth0,
  type Dialect,
  dreadnode,
  dreadnodeUnversioned,
  gitlab,
  google,
  huggingFace,
  hydra,
  okta,
  oracle,
  rfc8628,
  sentry,
  stripe,
} from '@devicegrant/core/dialects'

// Every dialect that the demo can serve, by its name in DIALECTS. The order is that of the precedence for the metadata, and
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
  google,
  gitlab,
  huggingFace,
  okta,
}

/** The dialects that the demo serves without DIALECTS. */
export const dialects: readonly Dialect[] = withoutCollisions(Object.values(catalog))

function withoutCollisions(all: readonly Dialect[]): readonly Dialect[] {
  const served: Dialect[] = []
  for (const dialect of all) {
    if (!served.some((earlier) => sharedPath(earlier, dialect) !== undefined)) served.push(dialect)
  }
  return served
}

/** Reads DIALECTS: names with commas between. Returns what is allowed if the text is wrong. */
export function readDialects(text: string): readonly Dialect[] | string {
  const names = text.split(',').map((name) => name.trim())
  const chosen = names.flatMap((name) => (Object.hasOwn(catalog, name) ? (catalog[name] ?? []) : []))
  if (chosen.length < names.length || new Set(names).size < names.length) {
    return `a list of dialects, each once, with commas between: ${Object.keys(catalog).join(', ')}`
  }
  for (const [index, dialect] of chosen.entries()) {
    for (const [earlier, other] of chosen.slice(0, index).entries()) {
      const path = sharedPath(other, dialect)
      const both = `${names[earlier]} and ${names[index]}`
      if (path !== undefined) return `a list without ${both} together, because both need ${path}: leave one of them out`
    }
  }
  return chosen
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
