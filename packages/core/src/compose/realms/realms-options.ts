import { type Duration, minute, second } from '../../machine/time.js'
import { ConfigurationError, type ConfigurationProblem, invalid, problem } from '../../misuse/configuration-error.js'
import { unknownOptions } from '../../misuse/option-names.js'
import type { Found, MaybePromise } from '../../ports/found.js'
import type { FaultReporter } from '../../ports/runtime.js'
import { parametersOfPath } from '../../wire/path-patterns.js'
import { readUrl } from '../checks/urls.js'
import type { DeviceGrant } from '../create-device-grant.js'

/** The options of `createRealms`. */
export interface RealmsOptions {
  /** The public URL below which all realms are, such as `https://login.example.com`. It has no slash at the end. */
  readonly baseUrl: string
  /**
   * The path of a realm below `baseUrl`, with one segment `{name}` for the name of the realm: `/realms/{realm}` or
   * `/{tenant}`.
   */
  readonly path: string
  /**
   * Makes the device grant of a realm, at once or as a promise. `undefined` and `null` mean that there is no such realm.
   * Called when a realm is needed that is not kept, also for names that strangers make up, so look the name up before you
   * make anything. `baseUrl` is the public URL of the realm: the `issuer` of its grant, or its `baseUrl`.
   */
  readonly findGrant: (realm: string, baseUrl: string) => MaybePromise<Found<DeviceGrant>>
  /**
   * How many device grants are kept. The one that was not used for the longest time is dropped first, and is made again
   * when it is needed.
   *
   * @defaultValue 1 000
   */
  readonly mostGrants?: number
  /**
   * How long `findGrant` may take, in milliseconds, from 10 to 60 000. A call that takes longer is an outage.
   *
   * @defaultValue 5 seconds
   */
  readonly timeout?: Duration
  /**
   * Receives the failures of `findGrant`. The failures of a realm go to `onFault` of its grant.
   *
   * @defaultValue writes to standard error
   */
  readonly onFault?: FaultReporter
}

/** The options after the check, with their default values. */
export interface CheckedRealmsOptions extends RealmsOptions {
  readonly mostGrants: number
  readonly timeout: Duration
}

const owner = 'createRealms'
const names = { baseUrl: true, path: true, findGrant: true, mostGrants: true, timeout: true, onFault: true } as const

/**
 * Checks the options of `createRealms`, and adds the default values.
 *
 * @throws {ConfigurationError} One error that lists every problem.
 */
export function checkRealmsOptions(given: RealmsOptions): CheckedRealmsOptions {
  const unknown = unknownOptions<RealmsOptions>(owner, given ?? null, names)
  const options = { ...given, mostGrants: given?.mostGrants ?? 1_000, timeout: given?.timeout ?? 5 * second }
  const problems = [...unknown, ...checkPlace(options), ...checkFunctions(options), ...checkNumbers(options)]
  if (problems.length > 0) throw new ConfigurationError(problems)
  return options
}

function checkPlace({ baseUrl, path }: CheckedRealmsOptions): readonly ConfigurationProblem[] {
  const url = readUrl(baseUrl)
  const isBase = url !== undefined && !baseUrl.endsWith('/') && !url.pathname.includes('//')
  const base = 'baseUrl must be an http or https URL without a user, query, fragment or slash at the end'
  const where = 'must be a path with one segment for the realm, such as /realms/{realm}, and without a slash at the end'
  return [
    ...(isBase ? [] : [problem('base-url-invalid', 'baseUrl', base)]),
    ...(isRealmPath(path) ? [] : [invalid('path', where)]),
  ]
}

function isRealmPath(path: unknown): boolean {
  if (typeof path !== 'string' || !/^(?:\/(?:\{\w+\}|[\w.~-]+))+$/.test(path)) return false
  const [first = ''] = path.slice(1).split('/')
  return parametersOfPath(path).length === 1 && first !== '.well-known' && !/\/\.\.?(?:\/|$)/.test(path)
}

function checkFunctions({ findGrant, onFault }: CheckedRealmsOptions): readonly ConfigurationProblem[] {
  return [
    ...(typeof findGrant === 'function'
      ? []
      : [problem('function-missing', 'findGrant', 'findGrant must be a function that returns the grant of a realm')]),
    ...(onFault === undefined || typeof onFault === 'function' ? [] : [invalid('onFault', 'must be a function')]),
  ]
}

function checkNumbers({ mostGrants, timeout }: CheckedRealmsOptions): readonly ConfigurationProblem[] {
  const isTime = Number.isFinite(timeout) && timeout >= 10 && timeout <= minute
  return [
    ...(Number.isInteger(mostGrants) && mostGrants >= 1
      ? []
      : [invalid('mostGrants', 'must be a whole number of at least 1')]),
    ...(isTime ? [] : [invalid('timeout', 'must be in milliseconds, from 10 to 60000 (a minute)')]),
  ]
}
