import { defaultLimitRules, type LimitRules } from '../../machine/limits/limit-rules.js'
import type { Policy } from '../../machine/policy.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { FaultReporter, Runtime } from '../../ports/runtime.js'
import type { ServiceContext } from '../call/context.js'
import type { Guarded } from '../guards/guarded.js'
import { guardLimits } from '../guards/limits.js'
import { createLimiter, noLimiter } from './limiter.js'
import { withFallback } from './with-fallback.js'

/** The limits of a service, and where their tries are counted. */
export interface LimitOptions {
  readonly rules: LimitRules
  /** If absent, every process counts its own. */
  readonly store?: LimitStore
  /** Keeps its names in the memory of this process. It never fails. */
  readonly inProcess: LimitStore
}

interface Deps {
  readonly runtime: Runtime
  readonly report: FaultReporter
  readonly limits?: LimitOptions
}

/** Creates the limiters of a service. */
export function createLimiters(
  { runtime, report, limits }: Deps,
  policy: Policy,
  emit: ServiceContext['emit'],
): Pick<ServiceContext, 'limits' | 'limiter' | 'secretLimiter'> {
  if (limits === undefined) return { limits: defaultLimitRules(policy), limiter: noLimiter, secretLimiter: noLimiter }
  const inProcess = withoutBudget(limits.inProcess)
  const store =
    limits.store === undefined ? inProcess : withFallback(guardLimits(limits.store), inProcess, runtime.clock, report)
  return {
    limits: limits.rules,
    limiter: createLimiter({ ...runtime, store, emit }),
    secretLimiter: createLimiter({ ...runtime, store: inProcess, emit }),
  }
}

// A store in memory needs no time, so it answers also when the time of the request is used up.
function withoutBudget(store: LimitStore): Guarded<LimitStore> {
  return {
    reserve: (_call, name, rule, at) => store.reserve(name, rule, at),
    settle: (_call, name, rule, what, at) => store.settle(name, rule, what, at),
  }
}
