import type { Reservation } from '../../machine/limits/limit.js'
import type { Instant } from '../../machine/time.js'
import type { LimitSurface } from '../../ports/events.js'
import type { MaybePromise } from '../../ports/found.js'
import type { Clock, Digester } from '../../ports/runtime.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { isPromise } from '../call/is-promise.js'
import type { Limiter, Refused, Reserved } from '../call/limiting.js'
import type { GuardedLimits } from '../guards/limits.js'
import { createInFlight } from './in-flight.js'
import { createNamer, type NamedLane } from './named-lanes.js'
import { createRefusedNames } from './refused-names.js'
import { createTurns, turnsOf } from './turns.js'

/** What a limiter needs of the service. `digester` keys the names, so that the store learns no address and no username. */
export interface LimiterDeps {
  readonly store: GuardedLimits
  readonly clock: Clock
  readonly digester: Digester
  readonly emit: ServiceContext['emit']
  /**
   * Whether other processes count in this store too.
   *
   * @defaultValue `false`
   */
  readonly isShared?: boolean
}

/** Creates a limiter on this store. The store must not fail: see `withFallback`. */
export function createLimiter({ store, clock, digester, emit, isShared = false }: LimiterDeps): Limiter {
  const refusedNames = createRefusedNames()
  const inFlight = createInFlight()
  const turns = createTurns()
  const named = createNamer(digester)

  /** Returns the lanes of which this process knows that they refuse tries now. */
  function knownRefusals(lanes: readonly NamedLane[]): readonly RefusedLane[] {
    const at = clock.now()
    return lanes.flatMap((lane) => {
      const until = refusedNames.until(lane.name, at)
      return until === undefined ? [] : [{ ...lane, until }]
    })
  }

  async function settle(call: Call, lanes: readonly NamedLane[], what: 'refund' | 'clear'): Promise<void> {
    const settled = lanes.map(({ name, rule }) => store.settle(call, name, rule, what, clock.now()))
    if (settled.some(isPromise)) await Promise.all(settled)
    // Not before: a try that the store refuses meanwhile would be remembered.
    for (const { name } of lanes) refusedNames.delete(name)
  }

  /** Takes one try in each lane, or in none. Needs no promise if the store answers at once and refuses nothing. */
  function takeAll(call: Call, lanes: readonly NamedLane[]): MaybePromise<Taken> {
    // The other lanes are not asked: a flood from one address must not hold tries that others need, not even for a moment.
    const known = knownRefusals(lanes)
    if (known.length > 0) return { refused: known }
    const asked = lanes.map(({ name, rule }) => store.reserve(call, name, rule, clock.now()))
    return areGranted(asked) ? asked : judge(call, lanes, asked)
  }

  async function judge(
    call: Call,
    lanes: readonly NamedLane[],
    asked: readonly MaybePromise<Reservation>[],
  ): Promise<Taken> {
    const reservations = await Promise.all(asked)
    if (areGranted(reservations)) return reservations
    const refused = lanes.flatMap((lane, nth) => waitIn(lane, reservations[nth]))
    await settle(
      call,
      lanes.filter((_, nth) => reservations[nth]?.granted === true),
      'refund',
    )
    return { refused }
  }

  // The first lane has the fewest tries.
  function takeTurn([first]: readonly NamedLane[]): Promise<() => void> | (() => void) {
    return isShared && first !== undefined ? turns.take(first.name, turnsOf(first.rule)) : () => {}
  }

  async function takePatiently(call: Call, lanes: readonly NamedLane[]): Promise<Taken> {
    const names = lanes.map(({ name }) => name)
    for (;;) {
      const watch = inFlight.watch(names)
      let taken: Taken
      try {
        taken = await takeAll(call, lanes)
      } finally {
        watch.stop()
      }
      if (!('refused' in taken)) return taken
      const isWorthIt = watch.wait(taken.refused.map(({ name }) => name))
      if (isWorthIt === undefined) return taken
      await isWorthIt
    }
  }

  function refuse(call: Call, surface: LimitSurface, taken: RefusedLanes): Refused {
    const { refused } = taken
    const at = clock.now()
    for (const { name, lane, until } of refused) {
      if (refusedNames.until(name, at) !== undefined) continue
      if (refusedNames.add(name, at, until)) emit({ type: 'limitReached', surface, lane }, call)
    }
    return refusedOf(taken)
  }

  function reserved(
    call: Call,
    lanes: readonly NamedLane[],
    reservations: readonly Reservation[],
    end: (isFree: boolean) => void,
  ): Reserved {
    const giveBack = (what: 'refund' | 'clear') => settle(call, lanes, what).finally(() => end(true))
    return {
      granted: true,
      usedIn: (asked) => Math.max(0, ...lanes.map(({ lane }, nth) => (lane === asked ? usedBy(reservations[nth]) : 0))),
      refund: () => giveBack('refund'),
      clear: () => giveBack('clear'),
      spend: () => end(false),
    }
  }

  /** The same, in flight until its result is known. */
  function begun(
    call: Call,
    lanes: readonly NamedLane[],
    reservations: readonly Reservation[],
    endTurn: () => void,
  ): Reserved {
    const names = lanes.map(({ name }) => name)
    inFlight.begin(names)
    return reserved(call, lanes, reservations, (isFree) => {
      inFlight.end(names, isFree)
      endTurn()
    })
  }

  return {
    async reserve(call, surface, lanes) {
      const all = named(surface, lanes)
      const taken = await takeAll(call, all)
      return 'refused' in taken ? refuse(call, surface, taken) : reserved(call, all, taken, () => {})
    },
    async reservePatiently(call, surface, lanes) {
      const all = named(surface, lanes)
      const endTurn = await takeTurn(all)
      let taken: Taken | undefined
      try {
        taken = await takePatiently(call, all)
      } finally {
        if (taken === undefined || 'refused' in taken) endTurn()
      }
      if ('refused' in taken) return refuse(call, surface, taken)
      return begun(call, all, taken, endTurn)
    },
    async reserveAtOnce(call, surface, lanes) {
      const all = named(surface, lanes)
      const taken = await takeAll(call, all)
      if (!('refused' in taken)) return begun(call, all, taken, () => {})
      // Those in flight may all be given back, so the limit is not reached yet.
      return taken.refused.every(({ name }) => inFlight.has(name)) ? refusedOf(taken) : refuse(call, surface, taken)
    },
    isRefusing: (surface, lanes) => knownRefusals(named(surface, lanes)).length > 0,
    forget: (call, surface, lanes) => settle(call, named(surface, lanes), 'clear'),
  }
}

type Taken = readonly Reservation[] | RefusedLanes

interface RefusedLane extends NamedLane {
  readonly until: Instant
}

interface RefusedLanes {
  readonly refused: readonly RefusedLane[]
}

function refusedOf({ refused }: RefusedLanes): Refused {
  const until = Math.max(...refused.map((one) => one.until))
  return { granted: false, until, lanes: refused.map(({ lane }) => lane) }
}

function waitIn(lane: NamedLane, reservation: Reservation | undefined): readonly RefusedLane[] {
  return reservation === undefined || reservation.granted ? [] : [{ ...lane, until: reservation.until }]
}

function areGranted(
  asked: readonly MaybePromise<Reservation>[],
): asked is readonly Extract<Reservation, { granted: true }>[] {
  return asked.every((one) => !isPromise(one) && one.granted)
}

function usedBy(reservation: Reservation | undefined): number {
  return reservation?.granted === true ? reservation.used : 0
}
