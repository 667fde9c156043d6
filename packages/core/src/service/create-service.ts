import type { RedeemedAuthorization, Requester } from '../machine/authorization.js'
import type { GrantId } from '../machine/names.js'
import { defaultPolicy, type Policy } from '../machine/policy.js'
import type { Duration } from '../machine/time.js'
import type { FamilyPosition } from '../machine/token-family.js'
import type { UserCodeReading } from '../machine/user-code.js'
import type { Account } from '../ports/account-directory.js'
import type { Client } from '../ports/client-registry.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { EventSink, FaultReporter, Runtime } from '../ports/runtime.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type {
  DialectTerms,
  ExchangeDeviceCode,
  ExchangePassword,
  ExchangeRefreshToken,
  IntrospectToken,
  LogIn,
  Operation,
  RevokeToken,
  StartAuthorization,
} from '../protocol/command.js'
import type {
  AuthorizationView,
  DecisionMade,
  DecisionRequest,
  LinkedDevices,
  Refusal,
  Viewer,
} from '../protocol/interaction.js'
import type { Outcome } from '../protocol/outcome.js'
import type { Problem } from '../protocol/problem.js'
import type { ServiceContext, ServicePorts } from './call/context.js'
import { createEmitter } from './call/emit.js'
import { guardHasher, guardPorts } from './call/guarded-ports.js'
import { createSingleFlight, type SingleFlight } from './call/single-flight.js'
import { createRequestTime, type RequestTime } from './call/time-budget.js'
import { createAbandonedClaims } from './device/abandoned-claims.js'
import { exchangeDeviceCode } from './device/exchange-device-code.js'
import { releaseLater } from './device/release-later.js'
import { startAuthorization } from './device/start-authorization.js'
import { createHashingGate, type HashingLimits } from './password/hashing-gate.js'
import { exchangePassword } from './password/password-grant.js'
import { checkPassword, createDecoy, logIn, type PasswordLogin } from './password/password-login.js'
import { listLinkedDevices, unlinkDevice, unlinkEverything } from './person/linked-devices.js'
import { decide, lookUp } from './person/look-up-and-decide.js'
import { type GrantHolder, isSignedIn } from './tokens/active-grant.js'
import { isTokenActive } from './tokens/active-token.js'
import { exchangeRefreshToken } from './tokens/exchange-refresh-token.js'
import { introspectToken } from './tokens/introspect-token.js'
import { revokeGrants } from './tokens/revoke-grants.js'
import { revokeToken } from './tokens/revoke-token.js'

/** What the service is built from: the ports of the host, the runtime, and the policy. */
export interface ServiceOptions extends ServicePorts {
  readonly runtime: Runtime
  readonly policy?: Partial<Policy>
  /** The dialects whose responses list the organizations of an account. @defaultValue none */
  readonly organizationDialects?: readonly string[]
  /** Whether access tokens that name no grant can be active. @defaultValue `accept` */
  readonly tokensWithoutGrant?: 'accept' | 'refuse'
  readonly events?: EventSink
  readonly report: FaultReporter
  /**
   * The timeout of one call to a port, in milliseconds. All calls of a request together may take twice as long.
   *
   * @defaultValue 1 second
   */
  readonly timeout?: Duration
  /** If absent, there is no login with a password. */
  readonly passwordLogin?: {
    readonly hasher: PasswordHasher
    readonly limits: HashingLimits
    readonly firstParty: Client
    /** Whether clients with the grant type `password` may use it (RFC 6749 §4.3). @defaultValue `false` */
    readonly passwordGrant?: boolean
  }
}

/**
 * Everything that devicegrant does, without HTTP. Each call reads the clock and counts as one request: it waits for
 * ports no longer than twice the option `deadline`. The functions reject with a `PortFault` if a port fails. They
 * resolve to a `Problem` or a `Refusal` if the request is refused.
 */
export interface DeviceGrantService {
  /** The operations that this configuration serves. The others throw. */
  readonly operations: readonly Operation[]
  /** RFC 8628 §3.1: gives a device its two codes. */
  startAuthorization(
    command: StartAuthorization,
    terms: DialectTerms,
    requester: Requester,
  ): Promise<Outcome<'startAuthorization'>>
  /** RFC 8628 §3.4: answers one poll. */
  exchangeDeviceCode(
    command: ExchangeDeviceCode,
    terms: DialectTerms,
    requester: Requester,
  ): Promise<Outcome<'exchangeDeviceCode'>>
  /** RFC 6749 §6: answers one refresh request. Needs `families`; without that option it rejects with an `Error`. */
  exchangeRefreshToken(
    command: ExchangeRefreshToken,
    terms: DialectTerms,
    requester: Requester,
  ): Promise<Outcome<'exchangeRefreshToken'>>
  /** RFC 7009 §2: revokes the grant of a token. Needs `families`. */
  revokeToken(command: RevokeToken, requester: Requester): Promise<Outcome<'revokeToken'>>
  /** RFC 7662 §2: describes a token. Needs `families`. */
  introspectToken(command: IntrospectToken, requester: Requester): Promise<Outcome<'introspectToken'>>
  /**
   * Returns whether the grant of a verified access token is active: it was not revoked, its account is not disabled,
   * and `revokeGrants` was not called for its account or client since. Used by `createBearerCheck`. Returns `true`
   * without `families`. A token without `grantId` is active as long as its account and client are, unless
   * `tokensWithoutGrant` is `refuse`.
   *
   * @throws `PortFault` if a port fails. Do not treat the token as active then.
   * @example
   * ```ts
   * const isActive = await grant.service.isTokenActive(claims)
   * ```
   */
  isTokenActive(claims: AccessTokenClaims): Promise<boolean>
  /**
   * Returns one page of the devices linked to the viewer's account, last used first: at most 50, from the start of the
   * list or after the `next` of the page before. Needs `families`.
   *
   * @example
   * ```ts
   * const page = await grant.service.listLinkedDevices({ subject, sessionId, authenticatedAt })
   * if (page.kind === 'linkedDevices') console.log(page.devices.map(({ client }) => client.name))
   * ```
   */
  listLinkedDevices(viewer: Viewer, after?: FamilyPosition): Promise<LinkedDevices | Refusal>
  /**
   * Unlinks one device of the viewer's account: its grant ends. Needs `families`.
   *
   * @example
   * ```ts
   * await grant.service.unlinkDevice({ subject, sessionId, authenticatedAt }, device.grantId, { ip })
   * ```
   */
  unlinkDevice(viewer: Viewer, grantId: GrantId, requester: Requester): Promise<'unlinked' | Refusal>
  /**
   * Unlinks every device of the viewer's account: all of its grants end, and the sign-in of the viewer too. Needs
   * `families`.
   *
   * @example
   * ```ts
   * await grant.service.unlinkEverything({ subject, sessionId, authenticatedAt }, { ip })
   * ```
   */
  unlinkEverything(viewer: Viewer, requester: Requester): Promise<'unlinked' | Refusal>
  /**
   * Revokes every grant that an account or a client has now: its tokens, its approvals that no device has fetched yet,
   * and the sessions of the account on the built-in page, also those of the host's own sign-in. Call it when a password
   * changes, when a person signs out everywhere, or when an account or a client is disabled. Needs `families`.
   *
   * @throws `PortFault` if the store fails. The call can be repeated.
   * @example
   * ```ts
   * await grant.service.revokeGrants({ subject: 'account-7' })
   * ```
   */
  revokeGrants(holder: GrantHolder, requester?: Requester): Promise<void>
  /**
   * Returns whether a session of the built-in page, or of the host, is still valid there. `revokeGrants` and
   * `signedOutAt` of the account end it.
   */
  isSignedIn(viewer: Viewer): Promise<boolean>
  /** RFC 8628 §3.3: shows a signed-in person the request behind a user code. */
  lookUp(
    typed: string,
    reading: UserCodeReading,
    viewer: Viewer,
    requester: Requester,
  ): Promise<AuthorizationView | Refusal>
  /** RFC 8628 §3.3: stores the decision of the person. */
  decide(
    request: DecisionRequest,
    reading: UserCodeReading,
    viewer: Viewer,
    requester: Requester,
  ): Promise<DecisionMade | Refusal>
  /** Password login. Absent if it is not configured. */
  readonly passwordLogin?: {
    /** Checks a username and a password, and returns tokens. */
    logIn(command: LogIn, terms: DialectTerms, requester: Requester): Promise<Outcome<'logIn'>>
    /** RFC 6749 §4.3: the same for a client with the grant type `password`. Absent if the password grant is off. */
    exchangePassword?(
      command: ExchangePassword,
      terms: DialectTerms,
      requester: Requester,
    ): Promise<Outcome<'exchangePassword'>>
    /** Checks a username and a password, and returns their account. */
    checkPassword(
      presented: { readonly username: string; readonly password: string },
      requester: Requester,
    ): Promise<Account | Problem>
  }
  /**
   * Returns the same service for one request that makes several calls: together they share the time budget of one
   * request. Call it once for each request.
   */
  forOneRequest(): DeviceGrantService
}

/** The same service, for a caller that also calls other ports for the same request. */
export interface SharingService extends DeviceGrantService {
  /** `time`: the time budget that those other calls share. */
  forOneRequest(time?: RequestTime): DeviceGrantService
}

/**
 * Creates the service. Its functions reject with a `PortFault` if a port fails. They resolve to a problem, never reject
 * with one.
 */
export function createService(options: ServiceOptions): SharingService {
  const { runtime, report } = options
  const abandoned = createAbandonedClaims()
  const lasting = {
    ...runtime,
    policy: { ...defaultPolicy, ...options.policy },
    organizationDialects: options.organizationDialects ?? [],
    tokensWithoutGrant: options.tokensWithoutGrant ?? 'accept',
    emit: createEmitter(runtime.clock, options.events, report),
    report,
    abandoned,
    abandon(claimed: RedeemedAuthorization): void {
      abandoned.add(claimed.attempt)
      void releaseLater(contextOf, claimed)
    },
  }
  // Runs for every request. Object spread would take about twenty times as long.
  const contextOf = ({ guard, waitFor }: RequestTime = createRequestTime(options.timeout)): ServiceContext =>
    Object.assign({ waitFor }, lasting, guardPorts(options, options.passwordLogin?.firstParty, guard))
  const login = preparePasswordLogin(options)
  const works: Works = {
    redemptions: createSingleFlight(),
    rotations: createSingleFlight(),
    operations: operationsOf(options, login),
    passwordGrant: options.passwordLogin?.passwordGrant === true,
    ...(login && { login }),
  }
  const forOneRequest: SharingService['forOneRequest'] = (time) => {
    const context = contextOf(time)
    return { ...serviceOver(works, () => context), forOneRequest }
  }
  return { ...serviceOver(works, contextOf), forOneRequest }
}

/** What all requests share besides the context. */
interface Works {
  readonly redemptions: SingleFlight
  readonly rotations: SingleFlight
  readonly operations: readonly Operation[]
  readonly login?: PasswordLogin
  readonly passwordGrant: boolean
}

function serviceOver(works: Works, contextOf: () => ServiceContext): Omit<DeviceGrantService, 'forOneRequest'> {
  const { redemptions, rotations, operations } = works
  const withFamilies = async <Result>(
    run: (context: ServiceContext, families: TokenFamilyStore) => Promise<Result>,
  ): Promise<Result> => {
    const context = contextOf()
    if (context.families !== undefined) return run(context, context.families)
    throw new Error(
      '`stores.families` is missing: grants can be refreshed, revoked, introspected, listed and ended only with it',
    )
  }
  return {
    operations,
    startAuthorization: (command, terms, requester) => startAuthorization(contextOf(), command, terms, requester),
    exchangeDeviceCode: (command, terms, requester) =>
      exchangeDeviceCode(contextOf(), redemptions, command, terms, requester),
    exchangeRefreshToken: (command, terms, requester) =>
      withFamilies((context, families) =>
        exchangeRefreshToken(context, families, rotations, command, terms, requester),
      ),
    revokeToken: (command, requester) =>
      withFamilies((context, families) => revokeToken(context, families, command, requester)),
    introspectToken: (command, requester) =>
      withFamilies((context, families) => introspectToken(context, families, command, requester)),
    isTokenActive: (claims) => isTokenActive(contextOf(), claims),
    listLinkedDevices: (viewer, after) =>
      withFamilies((context, families) => listLinkedDevices(context, families, viewer, after)),
    unlinkDevice: (viewer, grantId, requester) =>
      withFamilies((context, families) => unlinkDevice(context, families, viewer, grantId, requester)),
    unlinkEverything: (viewer, requester) =>
      withFamilies((context, families) => unlinkEverything(context, families, viewer, requester)),
    revokeGrants: (holder, requester = {}) =>
      withFamilies((context, families) => revokeGrants(context, families, holder, requester)),
    isSignedIn: (viewer) => isSignedIn(contextOf(), viewer),
    lookUp: (typed, reading, viewer, requester) => lookUp(contextOf(), typed, reading, viewer, requester),
    decide: (request, reading, viewer, requester) => decide(contextOf(), request, reading, viewer, requester),
    ...(works.login && { passwordLogin: loginService(contextOf, works.login, works.passwordGrant) }),
  }
}

function loginService(
  contextOf: () => ServiceContext,
  login: PasswordLogin,
  passwordGrant: boolean,
): NonNullable<DeviceGrantService['passwordLogin']> {
  return {
    logIn: (command, terms, requester) => logIn(contextOf(), login, command, terms, requester),
    checkPassword: (presented, requester) => checkPassword(contextOf(), login, presented, requester),
    ...(passwordGrant && {
      exchangePassword: (command: ExchangePassword, terms: DialectTerms, requester: Requester) =>
        exchangePassword(contextOf(), login, command, terms, requester),
    }),
  }
}

function operationsOf(options: ServiceOptions, login: PasswordLogin | undefined): readonly Operation[] {
  const always: readonly Operation[] = ['startAuthorization', 'exchangeDeviceCode']
  const withLogin: readonly Operation[] = login === undefined ? [] : ['logIn']
  const withPasswordGrant: readonly Operation[] =
    login !== undefined && options.passwordLogin?.passwordGrant === true ? ['exchangePassword'] : []
  const withFamilies: readonly Operation[] =
    options.families === undefined ? [] : ['exchangeRefreshToken', 'revokeToken', 'introspectToken']
  return [...always, ...withLogin, ...withPasswordGrant, ...withFamilies]
}

function preparePasswordLogin({ runtime, accounts, passwordLogin }: ServiceOptions): PasswordLogin | undefined {
  if (passwordLogin === undefined || accounts.findByUsername === undefined) return undefined
  const { limits, firstParty } = passwordLogin
  const hasher = guardHasher(passwordLogin.hasher)
  const gate = createHashingGate(limits, runtime.clock)
  return { hasher, gate, firstParty, decoy: createDecoy(runtime.random, hasher) }
}
