import type { Instant } from '../../machine/time.js'
import type { LimitSurface } from '../../ports/events.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { Clock, Digester } from '../../ports/runtime.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { Lane, Limiter, Refused, Reserved } from '../call/limiting.js'
import type { Guarded } from '../guards/guarded.js'
import { createInFlight } from './in-flight.js'
import { createRefusedNames } from './refused-names.js'

/** What a limiter needs of the service. `digester` keys the names, so that the store learns no address and no username. */
export interface LimiterDeps {
  readonly store: Guarded<LimitStore>
  readonly clock: Clock
  readonly digester: Digester
  readonly emit: ServiceContext['emit']
}

// 128 bits: two names never meet.
const nameLength = 22

/** Creates a limiter on this store. The store must not fail: see `withFallback`. */
export function createLimiter({ store, clock, digester, emit }: LimiterDeps): Limiter {
  const refusedNames = createRefusedNames()
  const inFlight = createInFlight()

  function named(surface: LimitSurface, lanes: readonly Lane[]): readonly NamedLane[] {
    return lanes.map((lane) => {
      const value = JSON.stringify([surface, lane.lane, lane.value])
      return { ...lane, name: digester.digest('limit', value).slice(0, nameLength) }
    })
  }

  async function take(call: Call, lane: NamedLane): Promise<TakenLane | RefusedLane> {
    const at = clock.now()
    const known = refusedNames.until(lane.name, at)
    if (known !== undefined) return { ...lane, granted: false, until: known }
    return { ...lane, ...(await store.reserve(call, lane.name, lane.rule, at)) }
  }

  async function settle(call: Call, lanes: readonly NamedLane[], what: 'refund' | 'clear'): Promise<void> {
    for (const { name } of lanes) refusedNames.delete(name)
    await Promise.all(lanes.map(({ name, rule }) => store.settle(call, name, rule, what, clock.now())))
  }

  /** Takes one try in each lane, or in none. */
  async function takeAll(call: Call, lanes: readonly NamedLane[]): Promise<readonly TakenLane[] | RefusedLanes> {
    const results = await Promise.all(lanes.map((lane) => take(call, lane)))
    const taken = results.filter((one) => one.granted)
    const refused = results.filter((one) => !one.granted)
    if (refused.length === 0) return taken
    await settle(call, taken, 'refund')
    return { refused }
  }

  function refuse(call: Call, surface: LimitSurface, { refused }: RefusedLanes): Refused {
    const at = clock.now()
    for (const { name, lane, until } of refused) {
      if (refusedNames.until(name, at) !== undefined) continue
      refusedNames.add(name, at, until)
      emit({ type: 'limitReached', surface, lane }, call)
    }
    return { granted: false, until: Math.max(...refused.map(({ until }) => until)) }
  }

  function reserved(call: Call, taken: readonly TakenLane[], end: (isFree: boolean) => void): Reserved {
    const giveBack = (what: 'refund' | 'clear') => settle(call, taken, what).finally(() => end(true))
    return {
      granted: true,
      usedIn: (lane) => Math.max(0, ...taken.filter((one) => one.lane === lane).map(({ used }) => used)),
      refund: () => giveBack('refund'),
      clear: () => giveBack('clear'),
      spend: () => end(false),
    }
  }

  return {
    async reserve(call, surface, lanes) {
      const taken = await takeAll(call, named(surface, lanes))
      return 'refused' in taken ? refuse(call, surface, taken) : reserved(call, taken, () => {})
    },
    async reservePatiently(call, surface, lanes) {
      const all = named(surface, lanes)
      const names = all.map(({ name }) => name)
      for (;;) {
        const taken = await takeAll(call, all)
        if (!('refused' in taken)) {
          inFlight.begin(names)
          return reserved(call, taken, (isFree) => inFlight.end(names, isFree))
        }
        const isWorthIt = inFlight.wait(taken.refused.map(({ name }) => name))
        if (isWorthIt === undefined) return refuse(call, surface, taken)
        await isWorthIt
      }
    },
    forget: (call, surface, lanes) => settle(call, named(surface, lanes), 'clear'),
  }
}

interface NamedLane extends Lane {
  readonly name: string
}

interface TakenLane extends NamedLane {
  readonly granted: true
  readonly used: number
}

interface RefusedLane extends NamedLane {
  readonly granted: false
  readonly until: Instant
}

interface RefusedLanes {
  readonly refused: readonly RefusedLane[]
}

/** The tries of a requester that no limit counts. */
export const unlimited: Reserved = {
  granted: true,
  usedIn: () => 0,
  refund: async () => {},
  clear: async () => {},
  spend: () => {},
}

/** A limiter that refuses nothing, for hosts that have switched the limits off. */
export const noLimiter: Limiter = {
  reserve: async () => unlimited,
  reservePatiently: async () => unlimited,
  forget: async () => {},
}
