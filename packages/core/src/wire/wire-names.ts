import type { Problem } from '../protocol/problem.js'
import type { Dialect } from './dialect.js'
import type { Parameters } from './parameters.js'

type Names = Dialect['names']

/** Returns the name on the wire of a parameter that has this name in OAuth. */
export function wireNameOf(names: Names, name: string): string {
  return names !== undefined && Object.hasOwn(names, name) ? (names[name] ?? name) : name
}

/**
 * Returns the parameters by their names in OAuth. A parameter that has another name on the wire is not known by its name in
 * OAuth.
 */
export function inOAuthNames(names: Names, sent: Parameters): Parameters {
  if (names === undefined) return sent
  const oauthNames = new Map(Object.entries(names).map(([name, wireName]) => [wireName, name]))
  const read: Record<string, unknown> = Object.create(null)
  for (const [wireName, value] of Object.entries(sent)) {
    const name = oauthNames.get(wireName) ?? (Object.hasOwn(names, wireName) ? undefined : wireName)
    if (name !== undefined) read[name] = value
  }
  return read
}

/** Returns a problem whose texts have the names on the wire, for the developer of the client. */
export function inWireNames(names: NonNullable<Names>, problem: Problem): Problem {
  const { description, faults } = problem
  const told = Object.entries(names).reduce(
    (text, [name, wireName]) => text.replace(new RegExp(`\\b${name}\\b`), wireName),
    description,
  )
  return {
    ...problem,
    description: told,
    ...(faults && {
      faults: faults.map((fault) => ({
        ...fault,
        ...(fault.name !== undefined && { name: wireNameOf(names, fault.name) }),
      })),
    }),
  }
}
