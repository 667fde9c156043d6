import type { Instant } from '../../machine/time.js'
import type { LimitLane, LimitSurface } from '../../ports/events.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { Clock, Digester } from '../../ports/runtime.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { Guarded } from '../guards/guarded.js'
import type { Lane } from './lanes.js'
import { createRefusedNames } from './refused-names.js'

/** Counts tries before anything is evaluated, so that tries at the same time count as well. */
export interface Limiter {
  /** Takes one try in each of these lanes. If one of them refuses it, the others get theirs back. */
  reserve(call: Call, surface: LimitSurface, lanes: readonly Lane[]): Promise<Reserved | Refused>
  /** Forgets the failures of these lanes, without a try. */
  forget(call: Call, surface: LimitSurface, lanes: readonly Lane[]): Promise<void>
}

/** One try in each lane. A failure needs nothing more: the tries are spent. */
export interface Reserved {
  readonly granted: true
  /** Returns the number of tries in use, or of failures, in this lane with this one. */
  usedIn(lane: LimitLane): number
  /** Gives the tries back: to all lanes, or to all others than these. */
  refund(except?: readonly LimitLane[]): Promise<void>
  /** Forgets the failures of these lanes. */
  clear(lanes: readonly LimitLane[]): Promise<void>
}

/** No try: some lanes have none left. */
export interface Refused {
  readonly granted: false
  readonly lanes: readonly LimitLane[]
  /** The moment from which all of these lanes have a try again, if no other try is made before. */
  readonly until: Instant
}

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

  function nameOf(surface: LimitSurface, { lane, value }: Lane): string {
    return digester.digest('limit', JSON.stringify([surface, lane, value])).slice(0, nameLength)
  }

  async function take(call: Call, surface: LimitSurface, lane: Lane): Promise<TakenLane | RefusedLane> {
    const name = nameOf(surface, lane)
    const at = clock.now()
    const known = refusedNames.until(name, at)
    if (known !== undefined) return { ...lane, name, granted: false, until: known }
    const reservation = await store.reserve(call, name, lane.rule, at)
    if (reservation.granted) return { ...lane, name, ...reservation }
    refusedNames.add(name, at, reservation.until)
    emit({ type: 'limitReached', surface, lane: lane.lane }, call)
    return { ...lane, name, ...reservation }
  }

  async function settle(call: Call, lanes: readonly NamedLane[], what: 'refund' | 'clear'): Promise<void> {
    for (const { name } of lanes) refusedNames.delete(name)
    await Promise.all(lanes.map(({ name, rule }) => store.settle(call, name, rule, what, clock.now())))
  }

  return {
    forget: (call, surface, lanes) =>
      settle(
        call,
        lanes.map((lane) => ({ ...lane, name: nameOf(surface, lane) })),
        'clear',
      ),
    async reserve(call, surface, lanes) {
      const results = await Promise.all(lanes.map((lane) => take(call, surface, lane)))
      const taken = results.filter((one) => one.granted)
      const refused = results.filter((one) => !one.granted)
      if (refused.length > 0) {
        await settle(call, taken, 'refund')
        const until = Math.max(...refused.map((one) => one.until))
        return { granted: false, lanes: refused.map(({ lane }) => lane), until }
      }
      return {
        granted: true,
        usedIn: (lane) => Math.max(0, ...taken.filter((one) => one.lane === lane).map(({ used }) => used)),
        refund: (except = []) =>
          settle(
            call,
            taken.filter(({ lane }) => !except.includes(lane)),
            'refund',
          ),
        clear: (chosen) =>
          settle(
            call,
            taken.filter(({ lane }) => chosen.includes(lane)),
            'clear',
          ),
      }
    },
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

/** The tries of a requester that no limit counts. */
export const unlimited: Reserved = {
  granted: true,
  usedIn: () => 0,
  refund: async () => {},
  clear: async () => {},
}

/** A limiter that refuses nothing, for hosts that have switched the limits off. */
export const noLimiter: Limiter = { reserve: async () => unlimited, forget: async () => {} }
