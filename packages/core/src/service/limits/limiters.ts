import { defaultLimitRules, type LimitRules } from '../../machine/limits/limit-rules.js'
import type { Policy } from '../../machine/policy.js'
import type { Challenge } from '../../ports/hooks/challenge.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { FaultReporter, Runtime } from '../../ports/runtime.js'
import type { ServiceContext } from '../call/context.js'
import { type Limiter, noLimiter } from '../call/limiting.js'
import { guardChallenge } from '../guards/challenge.js'
import { type GuardedLimits, guardLimits } from '../guards/limits.js'
import { type ChallengeDeps, createChallenges } from './challenges/challenges.js'
import { createLimiter } from './limiter.js'
import { withFallback } from './with-fallback.js'

/** The limits of a service, and where their tries are counted. */
export interface LimitOptions {
  readonly rules: LimitRules
  /** If absent, every process counts its own. */
  readonly store?: LimitStore
  /** Keeps its names in the memory of this process. It never fails. */
  readonly inProcess: LimitStore
  /** If absent, no request passes a limit. */
  readonly challenge?: ChallengeOptions
}

/** The hook of the host, and the URL below which all paths are served. It has no slash at the end. */
export interface ChallengeOptions {
  readonly hook: Challenge
  readonly baseUrl: string
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
): Pick<ServiceContext, 'limits' | 'limiter' | 'secretLimiter' | 'challenges'> {
  const challengesWith = (limiter: Limiter) =>
    createChallenges({ ...runtime, report, limiter, ...preparedChallenge(limits?.challenge) })
  if (limits === undefined) {
    const off = { limiter: noLimiter, secretLimiter: noLimiter, challenges: challengesWith(noLimiter) }
    return { limits: defaultLimitRules(policy), ...off }
  }
  const inProcess = withoutBudget(limits.inProcess)
  const store =
    limits.store === undefined ? inProcess : withFallback(guardLimits(limits.store), inProcess, runtime.clock, report)
  const isShared = limits.store !== undefined && limits.store.volatile !== true
  const limiter = createLimiter({ ...runtime, store, emit, isShared })
  return {
    limits: limits.rules,
    limiter,
    secretLimiter: createLimiter({ ...runtime, store: inProcess, emit }),
    challenges: challengesWith(limiter),
  }
}

// A store in memory needs no time, so it answers also when the time of the request is used up.
function withoutBudget(store: LimitStore): GuardedLimits {
  return {
    reserve: (_call, name, rule, at) => store.reserve(name, rule, at),
    settle: (_call, name, rule, what, at) => store.settle(name, rule, what, at),
  }
}

function preparedChallenge(challenge: ChallengeOptions | undefined): Pick<ChallengeDeps, 'hook' | 'origin'> {
  if (challenge === undefined) return { hook: undefined, origin: '' }
  const { hook, baseUrl } = challenge
  return { hook: guardChallenge(hook, baseUrl), origin: new URL(baseUrl).origin }
}
