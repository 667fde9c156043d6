import { createLimitStore } from '../defaults/limits/limit-store.js'
import { defaultLimitRules, type LimitRules } from '../machine/limits/limit-rules.js'
import { defaultPolicy } from '../machine/policy.js'
import type { LimitOptions } from '../service/limits/limiters.js'
import type { DeviceGrantOptions } from './options.js'

/** The rules that a host sets itself. The others keep their defaults. */
export type LimitRulesOption = { readonly [Surface in keyof LimitRules]?: Partial<LimitRules[Surface]> }

/** Returns the limits of a device grant, or `undefined` if they are switched off. */
export function limitsOf({ limits, policy, stores }: DeviceGrantOptions): LimitOptions | undefined {
  if (limits === false) return undefined
  const rules = rulesOf(limits, defaultLimitRules({ ...defaultPolicy, ...policy }))
  return { rules, ...(stores.limits && { store: stores.limits }), inProcess: createLimitStore() }
}

function rulesOf(given: LimitRulesOption = {}, defaults: LimitRules): LimitRules {
  return {
    starts: { ...defaults.starts, ...given.starts },
    deviceCodes: { ...defaults.deviceCodes, ...given.deviceCodes },
    clientSecrets: { ...defaults.clientSecrets, ...given.clientSecrets },
    passwords: { ...defaults.passwords, ...given.passwords },
    userCodes: { ...defaults.userCodes, ...given.userCodes },
    tokens: { ...defaults.tokens, ...given.tokens },
  }
}
