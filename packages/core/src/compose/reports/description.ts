import type { Route } from '../../http/route.js'
import type { LimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'
import type { ConfigurationWarning } from '../../misuse/configuration-warning.js'
import type { Stores } from '../../ports/stores.js'
import type { ResolvedOptions } from '../resolve-options.js'
import type { Place } from '../routes.js'
import { rulesOf } from '../service-limits.js'

/** Where a store keeps its records: in the memory of this process, or elsewhere. */
export type StoreKind = 'memory' | 'lasting' | 'missing'

/** What a device grant serves, and with what. It contains no secret, and can be logged. */
export interface GrantDescription {
  readonly issuer: string
  /** The URL below which all paths are served. It has no slash at the end. */
  readonly baseUrl: string
  /** The names of the dialects. */
  readonly dialects: readonly string[]
  /** Every method of every path, relative to `baseUrl`. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
  readonly stores: Readonly<Record<Exclude<keyof Stores, 'clock'>, StoreKind>>
  readonly signIn: {
    readonly passwordLogin: boolean
    readonly passwordGrant: boolean
    readonly hostSessions: boolean
  }
  /** Every rule, also those with their default value. `off` if there are no limits. */
  readonly limits: LimitRules | 'off'
  /** The option `trustedProxies`. `function` if the host finds the address itself. */
  readonly trustedProxies: readonly string[] | { readonly hops: number } | 'function'
  /** The header that the trusted proxies write. */
  readonly forwardedHeader: string
  /** The origins that may call by CORS. */
  readonly corsOrigins: readonly string[]
  /** The functions of the option `riskPolicy`. Empty without one: every request is allowed. */
  readonly riskPolicy: readonly string[]
  /** The warnings of the start, without those that the host accepts. */
  readonly warnings: readonly ConfigurationWarning[]
}

/** Returns what a device grant serves. */
export function describeGrant(
  options: ResolvedOptions,
  { issuer, baseUrl, dialects }: Place,
  routes: readonly Route[],
  warnings: readonly ConfigurationWarning[],
): GrantDescription {
  const { stores, passwordLogin, hostSessions, limits, policy, trustedProxies = [], cors } = options
  return {
    issuer,
    baseUrl,
    dialects: dialects.map(({ name }) => name),
    routes: routes.map(({ method, path }) => ({ method, path })),
    stores: {
      authorizations: kindOf(stores.authorizations),
      families: kindOf(stores.families),
      jtis: kindOf(stores.jtis),
      limits: kindOf(stores.limits),
    },
    signIn: {
      passwordLogin: passwordLogin !== undefined,
      passwordGrant: passwordLogin?.passwordGrant === true,
      hostSessions: hostSessions !== undefined,
    },
    limits: limits === false ? 'off' : rulesOf(limits, { ...defaultPolicy, ...policy }),
    trustedProxies: typeof trustedProxies === 'function' ? 'function' : trustedProxies,
    forwardedHeader: options.forwardedHeader ?? 'x-forwarded-for',
    corsOrigins: cors?.origins ?? [],
    riskPolicy: riskFunctions.filter((name) => options.riskPolicy?.[name] !== undefined),
    warnings,
  }
}

const riskFunctions = ['onStart', 'onView', 'onDecide'] as const

function kindOf(store: { readonly volatile?: boolean } | undefined): StoreKind {
  if (store === undefined) return 'missing'
  return store.volatile === true ? 'memory' : 'lasting'
}
