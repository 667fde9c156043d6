import { canonicalAddress } from './http/requester.js'
import { defaultPolicy, type Policy } from './machine/policy.js'
import { isWithin } from './machine/scope.js'
import { day, minute, second } from './machine/time.js'
import { type DeviceGrantOptions, firstPartyClient, type PasswordLoginOptions } from './options.js'
import type { AccountDirectory } from './ports/account-directory.js'
import type { Dialect } from './wire/dialect.js'
import { rfc8628 } from './wire/dialects/rfc8628.js'

const shortestSecret = 32
const hour = 60 * minute

/** The options are wrong. `problems` names each of them: which option, what is wrong, and what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly string[]

  /** `problems` are sentences; none of them repeats a secret. */
  constructor(problems: readonly string[]) {
    super(`devicegrant is not configured correctly:\n${problems.map((text) => `  - ${text}`).join('\n')}`)
    this.problems = problems
  }
}

/** Throws one `ConfigurationError` that lists everything wrong with the options. */
export function checkOptions(options: DeviceGrantOptions): void {
  const problems = [
    ...checkUrls(options),
    ...checkProxies(options.trustedProxies),
    ...checkSecret(options.secret),
    ...checkPorts(options),
    ...checkPolicy(options.policy ?? {}),
    ...checkSignIn(options),
    ...checkPage(options),
    ...checkDeadline(options),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
}

function checkUrls({ issuer, baseUrl, allowInsecureIssuer }: DeviceGrantOptions): readonly string[] {
  const url = readUrl(issuer)
  return [
    ...checkIssuer(url, allowInsecureIssuer === true),
    ...checkBaseUrl(baseUrl, url),
    ...checkSlashes({ issuer, baseUrl }),
  ]
}

// Our redirects name paths. One that begins with two slashes leads to another host.
function checkSlashes(urls: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(urls).flatMap(([name, text]) =>
    text !== undefined && readUrl(text)?.pathname.includes('//') === true
      ? [`${name} must not have two slashes in a row in its path`]
      : [],
  )
}

function checkIssuer(url: URL | undefined, allowInsecure: boolean): readonly string[] {
  if (url === undefined) return ['issuer must be an https URL without query or fragment, such as https://example.com']
  if (url.protocol === 'https:' || isLoopback(url) || allowInsecure) return []
  return ['issuer is http on a host that is not loopback: use https, or set allowInsecureIssuer on a closed network']
}

function checkBaseUrl(baseUrl: string | undefined, issuer: URL | undefined): readonly string[] {
  if (baseUrl === undefined) return []
  const url = readUrl(baseUrl)
  const atIssuer = url !== undefined && (issuer === undefined || url.origin === issuer.origin)
  if (atIssuer && !baseUrl.endsWith('/')) return []
  return ['baseUrl must be a URL with the origin of the issuer, without query, fragment or a slash at the end']
}

// RFC 8414 §2: no query, no fragment, not even an empty one.
function readUrl(text: string): URL | undefined {
  if (!URL.canParse(text) || /[?#\s]/.test(text)) return undefined
  const url = new URL(text)
  const plain = url.username === '' && url.password === ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
}

// A range or a name would match no peer ever, in silence.
function checkProxies(proxies: readonly string[] = []): readonly string[] {
  if (isTexts(proxies) && proxies.every((proxy) => canonicalAddress(proxy) !== undefined)) return []
  return ['trustedProxies must be a list of IP addresses; ranges and names are not looked up']
}

function checkSecret(secret: unknown): readonly string[] {
  const long = (typeof secret === 'string' || secret instanceof Uint8Array) && secret.length >= shortestSecret
  return long ? [] : [`secret must be ${shortestSecret} random bytes or characters at least`]
}

function checkPorts(options: DeviceGrantOptions): readonly string[] {
  return [
    ...missing('store', options.store, ['create', 'recordPoll', 'findByUserCode', 'replace']),
    ...missing('clients', options.clients, ['findClient']),
    ...missing('accounts', options.accounts, ['findAccount']),
    ...missing('tokens', options.tokens, ['issue']),
    ...checkFamilies(options),
    ...checkTokensWithoutGrant(options),
    ...checkAssertions(options),
    ...checkDialects(options),
    ...notCallable('events', options.events),
    ...notCallable('onFault', options.onFault),
    ...notCallable('onWarning', options.onWarning),
  ]
}

function checkFamilies({ families }: DeviceGrantOptions): readonly string[] {
  if (families === undefined) return []
  return missing('families', families, ['create', 'find', 'listBySubject', 'replace', 'cutOff', 'findCutOff'])
}

function checkTokensWithoutGrant({ tokensWithoutGrant = 'accept', families }: DeviceGrantOptions): readonly string[] {
  if (!['accept', 'refuse'].includes(tokensWithoutGrant)) return ["tokensWithoutGrant must be 'accept' or 'refuse'"]
  if (tokensWithoutGrant === 'accept' || families !== undefined) return []
  return ["tokensWithoutGrant can be 'refuse' only with families: without them no grant is looked up"]
}

function checkAssertions({ clientAssertions }: DeviceGrantOptions): readonly string[] {
  if (clientAssertions === undefined) return []
  return [
    ...missing('clientAssertions.verifier', clientAssertions.verifier, ['verify']),
    ...missing('clientAssertions.used', clientAssertions.used, ['use']),
    ...(['issuer', 'issuerOrEndpoint'].includes(clientAssertions.audience ?? 'issuer')
      ? []
      : ["clientAssertions.audience must be 'issuer' or 'issuerOrEndpoint'"]),
  ]
}

// A request can go one way only, and a client that reads `exp` of its refresh token must get one.
function checkDialects({ dialects = [rfc8628], families, passwordLogin }: DeviceGrantOptions): readonly string[] {
  if (!Array.isArray(dialects) || dialects.length === 0) return ['dialects must be a list of one dialect at least']
  const paths = dialects.flatMap((dialect: Dialect) => dialect.endpoints.map(({ path }) => path))
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  const formats = new Map(dialects.map((dialect: Dialect) => [dialect.verification.path, dialect.userCode]))
  const mixed = dialects.find(({ verification, userCode }) => formats.get(verification.path) !== userCode)
  const lacking = dialects.find(({ refreshTokens }) => refreshTokens === 'signed' && families === undefined)
  // Its tokens would be sign-ins of people, and so approve.
  const personal = dialects.find(
    ({ anonymousClient }) => passwordLogin !== undefined && anonymousClient === firstPartyClient(passwordLogin),
  )
  return [
    ...(personal === undefined
      ? []
      : [`passwordLogin.clientId must not be ${personal.anonymousClient}, which is everybody in ${personal.name}`]),
    ...(twice === undefined ? [] : [`dialects must have paths of their own: ${twice} is served by two of them`]),
    ...(mixed === undefined
      ? []
      : [`dialects that share the page ${mixed.verification.path} must have one userCode format`]),
    ...(lacking === undefined ? [] : [`families must be given: the dialect ${lacking.name} cannot do without`]),
  ]
}

function checkPage({ page = {} }: DeviceGrantOptions): readonly string[] {
  const { scopeDescriptions = {} } = page
  const named = !('serviceName' in page) || typeof page.serviceName === 'string'
  return [
    ...(named ? [] : ['page.serviceName must be text']),
    ...(isTexts(Object.values(scopeDescriptions))
      ? []
      : ['page.scopeDescriptions must have a text for each scope value']),
  ]
}

function checkDeadline({ deadline }: DeviceGrantOptions): readonly string[] {
  if (deadline === undefined || within(deadline, 10, minute)) return []
  return ['deadline must be milliseconds, from 10 to a minute']
}

function missing(name: string, port: object | undefined, methods: readonly string[]): readonly string[] {
  const lacks = methods.filter((method) => typeof Reflect.get(Object(port), method) !== 'function')
  return lacks.length === 0 ? [] : [`${name} must have the function${lacks.length > 1 ? 's' : ''} ${lacks.join(', ')}`]
}

function notCallable(name: string, given: unknown): readonly string[] {
  return given === undefined || typeof given === 'function' ? [] : [`${name} must be a function`]
}

function checkPolicy(given: Partial<Policy>): readonly string[] {
  const policy = { ...defaultPolicy, ...given }
  const whole = (value: number): boolean => Number.isInteger(value / second)
  const problems: string[] = []
  const expect = (fulfilled: boolean, text: string): void => {
    if (!fulfilled) problems.push(text)
  }
  expect(
    whole(policy.lifetime) && within(policy.lifetime, second, day),
    'policy.lifetime must be whole seconds, in milliseconds, from one second to a day',
  )
  expect(
    whole(policy.interval) && within(policy.interval, second, minute),
    'policy.interval must be whole seconds, in milliseconds, from one second to a minute',
  )
  expect(
    whole(policy.intervalGrowth) && within(policy.intervalGrowth, second, minute),
    'policy.intervalGrowth must be whole seconds, in milliseconds, from one second to a minute',
  )
  expect(
    whole(policy.intervalCeiling) && within(policy.intervalCeiling, policy.interval, hour),
    'policy.intervalCeiling must be whole seconds, in milliseconds, from the interval to an hour',
  )
  expect(within(policy.replayWindow, 0, minute), 'policy.replayWindow must be milliseconds, from 0 (off) to a minute')
  expect(within(policy.tombstone, 0, day), 'policy.tombstone must be milliseconds, from 0 to a day')
  const { refreshLifetime, refreshIdle, refreshReplayWindow } = policy
  expect(
    within(refreshLifetime, second, 3_660 * day),
    'policy.refreshLifetime must be milliseconds, from one second to ten years',
  )
  expect(
    within(refreshIdle, second, 3_660 * day),
    'policy.refreshIdle must be milliseconds, from one second to ten years',
  )
  expect(
    within(refreshReplayWindow, 0, minute),
    'policy.refreshReplayWindow must be milliseconds, from 0 (off) to a minute',
  )
  for (const name of ['grantsPerAccount', 'grantsPerClient'] as const) {
    expect(
      Number.isInteger(policy[name]) && within(policy[name], 1, 1_000),
      `policy.${name} must be a whole number, from 1 to 1000`,
    )
  }
  return problems
}

function within(value: number, least: number, most: number): boolean {
  return Number.isFinite(value) && value >= least && value <= most
}

function checkSignIn({ passwordLogin, hostSessions, accounts }: DeviceGrantOptions): readonly string[] {
  if (passwordLogin === undefined && hostSessions === undefined) {
    return ['either passwordLogin or hostSessions is needed: nobody could sign in on the verification page']
  }
  return [
    ...(hostSessions === undefined ? [] : missing('hostSessions', hostSessions, ['find', 'signInUrl'])),
    ...notCallable('hostSessions.endAll', hostSessions?.endAll),
    ...(passwordLogin === undefined ? [] : checkPasswordLogin(passwordLogin, accounts)),
  ]
}

function checkPasswordLogin(login: PasswordLoginOptions, accounts: AccountDirectory): readonly string[] {
  const { hasher, scopes, defaultScopes, passwordGrant = false, clientName = '', limits = {} } = login
  const defaultsFit = isTexts(defaultScopes) && (!isTexts(scopes) || isWithin(defaultScopes, scopes))
  const limitsFit = Object.entries(limits).every(
    ([name, value]) => Number.isInteger(value) && value >= (name === 'permits' ? 1 : 0),
  )
  return [
    ...missing('passwordLogin.hasher', hasher, ['hash', 'verify', 'isOutdated']),
    ...missing('accounts (for passwordLogin)', accounts, ['findByUsername']),
    ...(isTexts(scopes) ? [] : ['passwordLogin.scopes must be a list of scope values']),
    ...(defaultsFit ? [] : ['passwordLogin.defaultScopes must be a list of values that are in passwordLogin.scopes']),
    ...(typeof passwordGrant === 'boolean' ? [] : ['passwordLogin.passwordGrant must be true or false']),
    ...(typeof clientName === 'string' ? [] : ['passwordLogin.clientName must be text']),
    ...(limitsFit ? [] : ['passwordLogin.limits must be whole numbers: permits from 1, queue and longestWait from 0']),
  ]
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
