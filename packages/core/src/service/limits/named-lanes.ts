import type { LimitLane, LimitSurface } from '../../ports/events.js'
import type { Digester } from '../../ports/runtime.js'
import type { Lane } from '../call/limiting.js'

/** A lane under the name that the store has for it. */
export interface NamedLane extends Lane {
  readonly name: string
}

/** Names the lanes of a surface. */
export type Namer = (surface: LimitSurface, lanes: readonly Lane[]) => readonly NamedLane[]

// 128 bits: two names never meet.
const nameLength = 22

// Most requests have the names of others before. What a person types is not kept: it may be a password.
const kept: readonly LimitLane[] = ['address', 'site', 'client', 'all']
const mostKept = 1_000

/** Returns a namer. A name is a keyed digest, so a store learns no address and no username. */
export function createNamer(digester: Digester): Namer {
  const names = new Map<string, string>()

  function nameOf(surface: LimitSurface, { lane, value }: Lane): string {
    const text = `${surface} ${lane} ${value}`
    const known = names.get(text)
    if (known !== undefined) return known
    const name = digester.digest('limit', text).slice(0, nameLength)
    if (!kept.includes(lane)) return name
    if (names.size >= mostKept) names.clear()
    names.set(text, name)
    return name
  }

  return (surface, lanes) =>
    lanes.map((lane) => ({ lane: lane.lane, value: lane.value, rule: lane.rule, name: nameOf(surface, lane) }))
}
