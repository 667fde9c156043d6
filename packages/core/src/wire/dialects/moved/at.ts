import { type Duration, second } from '../../../machine/time.js'
import type { UserCodeFormat } from '../../../machine/user-code.js'
import { ConfigurationError, type ConfigurationProblem, invalid, problem } from '../../../misuse/configuration-error.js'
import { checkOptionNames, isBag, type OptionNames, unknownOptions } from '../../../misuse/option-names.js'
import type { Operation } from '../../../protocol/command.js'
import type { Dialect } from '../../dialect.js'
import type { Endpoint } from '../../endpoint.js'

/** A path that begins with a slash. Several paths serve the same: the first one is in the metadata. */
export type NewPath = string | readonly [string, ...string[]]

/** The new paths of a dialect, by what they serve. A path that is not named stays where it is. `false` leaves it out. */
export interface MovedPaths {
  /** The device authorization endpoint, RFC 8628 §3.1. */
  readonly deviceAuthorization?: NewPath
  /** The token endpoint, RFC 6749 §3.2. It reads the `grant_type`. */
  readonly token?: NewPath
  /** The endpoint for polls alone, in a dialect that has one. */
  readonly poll?: NewPath
  /** The endpoint for refreshes alone, in a dialect that has one. */
  readonly refresh?: NewPath | false
  /** The revocation endpoint, RFC 7009 §2. */
  readonly revocation?: NewPath | false
  /** The introspection endpoint, RFC 7662 §2. */
  readonly introspection?: NewPath | false
  /** The registration of clients, RFC 7591 §3. */
  readonly registration?: NewPath | false
  /** The login with a password. */
  readonly login?: NewPath | false
  /** The page where a person enters codes. Its path has no slash at the end, and works with one too. */
  readonly page?: string
}

/** What `at` changes in a dialect. */
export interface Move {
  /**
   * The name of the new dialect. Codes and refresh tokens are valid in all dialects of one name.
   *
   * @defaultValue the name of the dialect: both are one dialect at two places
   */
  readonly name?: string
  readonly paths: MovedPaths
  /**
   * The longest lifetime of its codes, in milliseconds.
   *
   * @defaultValue that of the dialect
   */
  readonly lifetime?: Duration
  /** The format of its user codes. @defaultValue that of the dialect */
  readonly userCode?: UserCodeFormat
}

type Role = Exclude<keyof MovedPaths, 'page'>

const moveNames: OptionNames<Move> = { name: true, paths: true, lifetime: true, userCode: true }
const pathNames: OptionNames<MovedPaths> = {
  deviceAuthorization: true,
  token: true,
  poll: true,
  refresh: true,
  revocation: true,
  introspection: true,
  registration: true,
  login: true,
  page: true,
}

// A device cannot sign in without these, so they cannot be left out.
const needed: readonly string[] = ['deviceAuthorization', 'token', 'poll']

/**
 * Returns a dialect at other paths. Everything else stays the same, except what `move` names.
 *
 * @throws `ConfigurationError` for an unknown option, for an endpoint that the dialect does not have, and for a malformed
 * or repeated path.
 * @example
 * ```ts
 * import { at, rfc8628 } from '@devicegrant/core/dialects'
 *
 * const acme = at(rfc8628, {
 *   name: 'acme',
 *   paths: {
 *     deviceAuthorization: '/oauth2/device',
 *     token: ['/oauth2/token', '/oauth2/token/'], // clients that send a slash at the end are served too
 *     page: '/link',
 *     login: false,
 *   },
 * })
 * ```
 */
export function at(dialect: Dialect, move: Move): Dialect {
  checkOptionNames('at', move ?? null, moveNames)
  const problems = problemsOf(dialect, move)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const { name = dialect.name, paths, lifetime = dialect.lifetime, userCode = dialect.userCode } = move
  const { page = dialect.verification.path, ...endpoints } = paths
  return {
    ...dialect,
    name,
    userCode,
    ...(lifetime !== undefined && { lifetime }),
    endpoints: movedEndpoints(dialect.endpoints, endpoints),
    verification: { ...dialect.verification, path: page },
  }
}

// If a dialect has several paths of one role, as after an earlier move, the new paths take the place of all of them.
function movedEndpoints(endpoints: readonly Endpoint[], paths: Omit<MovedPaths, 'page'>): readonly Endpoint[] {
  const moved = new Set<Role>()
  return endpoints.flatMap((endpoint) => {
    const role = roleOf(endpoint)
    const path = paths[role]
    if (path === undefined) return [endpoint]
    if (path === false || moved.has(role)) return []
    moved.add(role)
    return atPaths(endpoint, [path].flat())
  })
}

// RFC 8414 has one address for each endpoint.
function atPaths(endpoint: Endpoint, paths: readonly string[]): readonly Endpoint[] {
  const { metadataName: _, ...unlisted } = endpoint
  return paths.map((path, index) => ({ ...(index === 0 ? endpoint : unlisted), path }))
}

function roleOf({ reads }: Endpoint): Role {
  return 'operation' in reads ? roles[reads.operation] : 'token'
}

const roles: Readonly<Record<Operation, Role>> = {
  startAuthorization: 'deviceAuthorization',
  exchangeDeviceCode: 'poll',
  exchangeRefreshToken: 'refresh',
  exchangePassword: 'login',
  logIn: 'login',
  completeLogIn: 'login',
  revokeToken: 'revocation',
  introspectToken: 'introspection',
  registerClient: 'registration',
}

// TypeScript types are not enforced at run time.
function problemsOf(dialect: Dialect, { name, paths, lifetime }: Move): readonly ConfigurationProblem[] {
  if (!isBag(dialect) || !Array.isArray(dialect.endpoints)) {
    return [problem('dialects-invalid', 'dialect', 'at takes a dialect such as rfc8628 as its first argument')]
  }
  return [
    ...(name === undefined || (typeof name === 'string' && name !== '')
      ? []
      : [invalid('name', 'must be a string that is not empty')]),
    ...(lifetime === undefined || (Number.isFinite(lifetime) && lifetime >= second)
      ? []
      : [invalid('lifetime', 'must be a number of milliseconds of at least 1000')]),
    ...pathProblems(dialect, paths),
  ]
}

function pathProblems(dialect: Dialect, paths: unknown): readonly ConfigurationProblem[] {
  const unknown = unknownOptions('at', paths ?? null, pathNames, 'paths')
  if (unknown.length > 0 || !isBag(paths)) return unknown
  const served = [...new Set<string>(dialect.endpoints.map(roleOf)), 'page']
  const given = Object.entries(paths).filter(([, path]) => path !== undefined)
  const wrong = given.flatMap(([key, path]) => pathProblem(key, path, served, dialect.name) ?? [])
  if (wrong.length > 0) return wrong
  const all = given.flatMap(([, path]) => path)
  const twice = all.find((path, index) => path !== false && all.indexOf(path) !== index)
  return twice === undefined ? [] : [invalid('paths', `must not name ${String(twice)} twice`)]
}

function pathProblem(
  key: string,
  path: unknown,
  served: readonly string[],
  dialect: string,
): ConfigurationProblem | undefined {
  const option = `paths.${key}`
  if (path === false && needed.includes(key)) return invalid(option, 'must be a path: no device can sign in without it')
  if (path === false && key !== 'page') return undefined
  if (!served.includes(key)) {
    return invalid(option, `must be left out: the dialect ${dialect} has only ${served.join(', ')}`)
  }
  if (key === 'page') {
    return isPath(path) && !path.endsWith('/')
      ? undefined
      : invalid(option, `must be ${form}, without a slash at the end`)
  }
  const list: readonly unknown[] = [path].flat()
  return list.length > 0 && list.every(isPath) ? undefined : invalid(option, `must be ${form}, or a list of such paths`)
}

const form = "a path such as '/oauth/token': it begins with a slash and has no query, no escapes and no dot segments"

// RFC 3986 §3.3 without escapes, which a request could spell in two ways. Braces are for named segments.
function isPath(path: unknown): path is string {
  if (typeof path !== 'string' || !/^(?:\/[\w.~!$&'()*+,;=:@{}-]+)+\/?$/.test(path)) return false
  return !path.split('/').some((segment) => segment === '.' || segment === '..')
}
