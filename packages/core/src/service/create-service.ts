import { defaultPolicy, type Policy } from '../machine/policy.js'
import type { Duration } from '../machine/time.js'
import type { Client } from '../ports/client-registry.js'
import type { SecondFactor } from '../ports/hooks/second-factor.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { JtiStore } from '../ports/proving/client-assertions.js'
import type { EventSink, FaultReporter, Runtime } from '../ports/runtime.js'
import type { DialectTerms, ExchangePassword, Operation } from '../protocol/command.js'
import { type StartCall, startCall } from './call/call.js'
import type { ServiceContext } from './call/context.js'
import { createEmitter } from './call/emit.js'
import { createRecentNames } from './call/recent-names.js'
import { createSingleFlight } from './call/single-flight.js'
import { findUserInfo } from './client/person-claims.js'
import { registerClient } from './client/register-client.js'
import { createAbandonedClaims } from './device/abandoned-claims.js'
import { exchangeDeviceCode } from './device/exchange-device-code.js'
import { startAuthorization } from './device/start-authorization.js'
import { familyServices } from './family-services.js'
import { guardHasher } from './guards/hasher.js'
import { guardPorts, type ServicePorts } from './guards/ports.js'
import { hostSignInOf } from './host-sign-in.js'
import type { InternalService } from './internal-service.js'
import { createLimiters, type LimitOptions } from './limits/limiters.js'
import { checkPassword } from './password/check-password.js'
import { createHashingGate, type HashingLimits } from './password/hashing-gate.js'
import { isBrowserKnown, rememberBrowser } from './password/known-browser.js'
import { exchangePassword } from './password/password-grant.js'
import { completeLogIn, logIn } from './password/password-login.js'
import { checkFactorOf, methodsOfTicket } from './password/second-factor/check-factor.js'
import { guardSecondFactor } from './password/second-factor/guard-second-factor.js'
import { createDecoy, type PasswordLogin } from './password/stored-hash.js'
import { decide } from './person/decide.js'
import { identifyBySession, identifyByToken } from './person/identify.js'
import { lookUp } from './person/look-up.js'
import { probe } from './probe.js'
import { proofServiceOf } from './proofs/proof-service.js'
import type { DeviceGrantService } from './service.js'
import type { GuardedTelemetry } from './telemetry/guard-telemetry.js'
import { isSignedIn } from './tokens/active-grant.js'
import { isTokenActive } from './tokens/active-token.js'

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
  /** If absent, no request and no port call is observed. */
  readonly telemetry?: GuardedTelemetry
  /**
   * The timeout of one call to a port, in milliseconds. All calls of a request together may take twice as long.
   *
   * @defaultValue 1 second
   */
  readonly timeout?: Duration
  /** If absent, nothing is limited. */
  readonly limits?: LimitOptions
  /** If absent, there is no login with a password. */
  readonly passwordLogin?: {
    readonly hasher: PasswordHasher
    readonly limits: HashingLimits
    readonly firstParty: Client
    /** Whether clients with the grant type `password` may use it (RFC 6749 §4.3). @defaultValue `false` */
    readonly passwordGrant?: boolean
    /** If absent, a password is enough for every account. */
    readonly secondFactor?: { readonly factor: SecondFactor; readonly jtis: JtiStore }
  }
}

/**
 * Creates the service. Its functions reject with a `PortFault` if a port fails. They resolve to a problem, never reject
 * with one.
 */
export function createService(options: ServiceOptions): InternalService {
  const { timeout, telemetry } = options
  const start: InternalService['startCall'] = (requester, observed) =>
    startCall(requester, timeout, telemetry, observed)
  const context = createContext(options, start)
  const login = preparePasswordLogin(options)
  const { tokens } = context
  return {
    operations: operationsOf(options, login),
    startCall: start,
    startAuthorization: (command, terms, call = start()) => startAuthorization(context, command, terms, call),
    exchangeDeviceCode: (command, terms, call = start()) => exchangeDeviceCode(context, command, terms, call),
    ...familyServices(context, start, login !== undefined && options.limits !== undefined),
    registerClient: (command, call = start()) => registerClient(context, command, call),
    isTokenActive: (claims, call = start()) => isTokenActive(context, claims, call),
    isSignedIn: (viewer, call = start()) => isSignedIn(context, viewer, call),
    lookUp: (asked, reading, viewer, call = start()) =>
      lookUp(context, typeof asked === 'string' ? { userCode: asked } : asked, reading, viewer, call),
    decide: (request, reading, viewer, call = start()) => decide(context, request, reading, viewer, call),
    passChallenge: (state) => context.challenges.pass(state),
    ...(login && { passwordLogin: loginServices(context, start, login, options.passwordLogin?.passwordGrant) }),
    factorMethods: (ticket, binding) => methodsOfTicket(context, login?.secondFactor, ticket, binding),
    knowsBrowser: (username, kept) => isBrowserKnown(context, username, kept),
    identifyByToken: (presented, call) => identifyByToken(context, presented, call),
    identifyBySession: (session, call) => identifyBySession(context, session, call),
    ...hostSignInOf(context),
    ...proofServiceOf(context, start),
    ...(tokens.jwks && { publicKeys: tokens.jwks }),
    probe: () => probe(options, start),
    ...verificationOf(tokens),
    ...userInfoOf(context),
  }
}

function createContext(options: ServiceOptions, start: StartCall): ServiceContext {
  const { runtime, report, passwordLogin } = options
  const policy = { ...defaultPolicy, ...options.policy }
  const firstParty = passwordLogin?.firstParty
  const ports = guardPorts(options, firstParty)
  const emit = createEmitter(runtime.clock, options.events, report, options.telemetry)
  return {
    ...runtime,
    ...ports,
    policy,
    ...createLimiters(options, policy, emit),
    organizationDialects: options.organizationDialects ?? [],
    tokensWithoutGrant: options.tokensWithoutGrant ?? 'accept',
    ...(firstParty && { firstPartyClientId: firstParty.clientId }),
    emit,
    report,
    redemptions: createSingleFlight(),
    rotations: createSingleFlight(),
    abandoned: createAbandonedClaims({ store: ports.store, emit, report, startCall: start }),
    delivered: createRecentNames(),
  }
}

function loginServices(
  context: ServiceContext,
  start: StartCall,
  login: PasswordLogin,
  passwordGrant = false,
): NonNullable<DeviceGrantService['passwordLogin']> {
  return {
    logIn: (command, terms, call = start()) => logIn(context, login, command, terms, call),
    completeLogIn: (command, terms, call = start()) => completeLogIn(context, login, command, terms, call),
    checkPassword: (presented, call = start()) => checkPassword(context, login, presented, call),
    checkFactor: (answer, call = start()) => checkFactorOf(context, login, answer, call),
    rememberBrowser: (username, kept, since) => rememberBrowser(context, { username, kept, since }),
    ...(passwordGrant && {
      exchangePassword: (command: ExchangePassword, terms: DialectTerms, call = start()) =>
        exchangePassword(context, login, command, terms, call),
    }),
  }
}

function verificationOf({ verify }: ServiceContext['tokens']): Pick<InternalService, 'verifyToken'> {
  return verify === undefined
    ? {}
    : { verifyToken: (accessToken, audiences, call) => verify(call, accessToken, audiences) }
}

function userInfoOf(context: ServiceContext): Pick<InternalService, 'findUserInfo'> {
  const isServed = context.accounts.findClaims !== undefined && context.tokens.verify !== undefined
  return isServed ? { findUserInfo: (token, call) => findUserInfo(context, token, call) } : {}
}

function operationsOf(options: ServiceOptions, login: PasswordLogin | undefined): readonly Operation[] {
  const always: readonly Operation[] = ['startAuthorization', 'exchangeDeviceCode']
  const withLogin: readonly Operation[] = login === undefined ? [] : ['logIn']
  const withFactor: readonly Operation[] = login?.secondFactor === undefined ? [] : ['completeLogIn']
  const withPasswordGrant: readonly Operation[] =
    login !== undefined && options.passwordLogin?.passwordGrant === true ? ['exchangePassword'] : []
  const withFamilies: readonly Operation[] =
    options.families === undefined ? [] : ['exchangeRefreshToken', 'revokeToken', 'introspectToken']
  const withRegistration: readonly Operation[] = options.clients.registerClient === undefined ? [] : ['registerClient']
  return [...always, ...withLogin, ...withFactor, ...withPasswordGrant, ...withFamilies, ...withRegistration]
}

function preparePasswordLogin({
  runtime,
  accounts,
  passwordLogin,
  telemetry,
}: ServiceOptions): PasswordLogin | undefined {
  if (passwordLogin === undefined || accounts.findByUsername === undefined) return undefined
  const { limits, firstParty, secondFactor } = passwordLogin
  const hasher = guardHasher(passwordLogin.hasher, telemetry)
  const gate = createHashingGate(limits, runtime.clock)
  return {
    hasher,
    gate,
    firstParty,
    decoy: createDecoy(runtime.random, hasher),
    ...(secondFactor && { secondFactor: guardSecondFactor(secondFactor.factor, secondFactor.jtis) }),
  }
}
