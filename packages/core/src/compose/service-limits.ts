import { createLimitStore } from '../defaults/limits/limit-store.js'
import { defaultLimitRules, type LimitRules } from '../machine/limits/limit-rules.js'
import { defaultPolicy, type Policy } from '../machine/policy.js'
import type { LimitOptions } from '../service/limits/limiters.js'
import type { LimitRulesOption } from './options/limits-option.js'
import type { DeviceGrantOptions } from './options.js'

/** Returns the limits of a device grant, or `undefined` if they are switched off. */
export function limitsOf(
  { limits, policy, stores, challenge }: DeviceGrantOptions,
  baseUrl: string,
): LimitOptions | undefined {
  if (limits === false) return undefined
  const rules = rulesOf(limits, { ...defaultPolicy, ...policy })
  return {
    rules,
    ...(stores.limits && { store: stores.limits }),
    inProcess: createLimitStore(),
    ...(challenge && { challenge: { hook: challenge, baseUrl } }),
  }
}

/** Returns all rules: those of the host, and the defaults for codes of this policy. */
export function rulesOf(given: LimitRulesOption = {}, policy: Pick<Policy, 'lifetime' | 'tombstone'>): LimitRules {
  const defaults = defaultLimitRules(policy)
  return {
    starts: { ...defaults.starts, ...given.starts },
    deviceCodes: { ...defaults.deviceCodes, ...given.deviceCodes },
    clientSecrets: { ...defaults.clientSecrets, ...given.clientSecrets },
    passwords: { ...defaults.passwords, ...given.passwords },
    secondFactors: { ...defaults.secondFactors, ...given.secondFactors },
    userCodes: { ...defaults.userCodes, ...given.userCodes },
    tokens: { ...defaults.tokens, ...given.tokens },
    registrations: { ...defaults.registrations, ...given.registrations },
  }
}
