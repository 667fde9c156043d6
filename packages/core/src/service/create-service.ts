import type { RedeemedAuthorization, Requester } from '../machine/authorization.js'
import type { GrantId } from '../machine/names.js'
import { defaultPolicy, type Policy } from '../machine/policy.js'
import type { Duration } from '../machine/time.js'
import type { FamilyPosition } from '../machine/token-family.js'
import type { UserCodeReading } from '../machine/user-code.js'
import type { Account } from '../ports/account-directory.js'
import type { Ambient, EventSink, FaultReporter } from '../ports/ambient.js'
import type { Client } from '../ports/client-registry.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type {
  ExchangeDeviceCode,
  ExchangePassword,
  ExchangeRefreshToken,
  IntrospectToken,
  LogIn,
  Operation,
  RevokeToken,
  StartAuthorization,
  Terms,
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
import { createAbandonedClaims } from './abandoned-claims.js'
import type { ServiceContext, ServicePorts } from './context.js'
import { endGrants } from './end-grants.js'
import { exchangeDeviceCode } from './exchange-device-code.js'
import { exchangeRefreshToken } from './exchange-refresh-token.js'
import { createHashingGate, type HashingLimits } from './hashing-gate.js'
import { introspectToken } from './introspect-token.js'
import { listLinkedDevices, unlinkDevice, unlinkEverything } from './linked-devices.js'
import { exchangePassword } from './password-grant.js'
import { checkPassword, createDecoy, logIn, type PasswordLogin } from './password-login.js'
import { guardHasher, guardPorts } from './port-fault.js'
import { releaseLater } from './release-later.js'
import { createRequestTime, type RequestTime } from './request-time.js'
import { revokeToken } from './revoke-token.js'
import { createSingleFlight, type SingleFlight } from './single-flight.js'
import { type Holder, isSignedIn } from './standing.js'
import { startAuthorization } from './start-authorization.js'
import { createTeller } from './tell.js'
import { isTokenStanding } from './token-standing.js'
import { decide, lookUp } from './user-interaction.js'

/** What the services are made of: the host's ports, the real world, and the numbers. */
export interface ServiceParts extends ServicePorts {
  readonly ambient: Ambient
  readonly policy?: Partial<Policy>
  /** The dialects whose answers tell the organisations of an account. */
  readonly organisationDialects?: readonly string[]
  /** Whether access tokens that name no grant stand. @defaultValue `accept` */
  readonly tokensWithoutGrant?: 'accept' | 'refuse'
  readonly events?: EventSink
  readonly report: FaultReporter
  /**
   * How long a call to a port may take before it counts as failed; all the calls of a request together may take twice as
   * long. One second unless told.
   */
  readonly deadline?: Duration
  /** Absent: nobody logs in with a password here. */
  readonly passwordLogin?: {
    readonly hasher: PasswordHasher
    readonly limits: HashingLimits
    readonly firstParty: Client
    /** Whether clients that may use it get tokens for a person's name and password, RFC 6749 §4.3. */
    readonly passwordGrant?: boolean
  }
}

/**
 * Everything devicegrant does, without a word of HTTP. Each call reads the clock itself, and is a request by itself: it waits
 * for ports no longer than twice the option `deadline`.
 */
export interface DeviceGrantService {
  /** What is served, as the configuration has it: the rest answers nobody. */
  readonly operations: readonly Operation[]
  /** RFC 8628 §3.1: gives a device its two codes. */
  startAuthorization(
    command: StartAuthorization,
    terms: Terms,
    requester: Requester,
  ): Promise<Outcome<'startAuthorization'>>
  /** RFC 8628 §3.4: answers one poll. */
  exchangeDeviceCode(
    command: ExchangeDeviceCode,
    terms: Terms,
    requester: Requester,
  ): Promise<Outcome<'exchangeDeviceCode'>>
  /** RFC 6749 §6: answers one refresh request. Needs `families`, as everything below that says so. */
  exchangeRefreshToken(
    command: ExchangeRefreshToken,
    terms: Terms,
    requester: Requester,
  ): Promise<Outcome<'exchangeRefreshToken'>>
  /** RFC 7009 §2: ends the grant of a token. Needs `families`. */
  revokeToken(command: RevokeToken, requester: Requester): Promise<Outcome<'revokeToken'>>
  /** RFC 7662 §2: tells what a token is good for. Needs `families`. */
  introspectToken(command: IntrospectToken, requester: Requester): Promise<Outcome<'introspectToken'>>
  /**
   * Whether the grant of a verified access token still stands: it was not revoked, its account may sign in, and neither
   * account nor client was cut off. For `createBearerCheck`. `true` without `families`. A token without `grantId` stands as
   * long as its account and its client do, unless `tokensWithoutGrant` is `refuse`.
   */
  isTokenStanding(claims: AccessTokenClaims): Promise<boolean>
  /**
   * What is signed in to the viewer's account, the latest used first: fifty at most, from the start of the list or after
   * the `next` of another page. Needs `families`.
   */
  listLinkedDevices(viewer: Viewer, after?: FamilyPosition): Promise<LinkedDevices | Refusal>
  /** Ends one of the viewer's own grants. Needs `families`. */
  unlinkDevice(viewer: Viewer, grantId: GrantId, requester: Requester): Promise<'unlinked' | Refusal>
  /** Ends everything that the viewer's account was granted, the viewer's own sign-in included. Needs `families`. */
  unlinkEverything(viewer: Viewer, requester: Requester): Promise<'unlinked' | Refusal>
  /**
   * Ends everything that an account or a client was granted up to now: tokens, approvals that no device has fetched yet,
   * and the account's sessions on the built-in page, a host's own included. For a changed password, a sign-out everywhere, a disabled account or
   * client. Needs `families`.
   */
  endGrants(holder: Holder, requester?: Requester): Promise<void>
  /**
   * Whether a session of the built-in page, or of the host, still counts there. It ends with `endGrants` and the account's
   * `signedOutAt`.
   */
  isSignedIn(viewer: Viewer): Promise<boolean>
  /** RFC 8628 §3.3: shows a signed-in person what a code asks for. */
  lookUp(
    typed: string,
    reading: UserCodeReading,
    viewer: Viewer,
    requester: Requester,
  ): Promise<AuthorizationView | Refusal>
  /** RFC 8628 §3.3: carries out the person's decision. */
  decide(
    request: DecisionRequest,
    reading: UserCodeReading,
    viewer: Viewer,
    requester: Requester,
  ): Promise<DecisionMade | Refusal>
  /** Password login; absent where it is not configured. */
  readonly passwordLogin?: {
    /** Name and password against tokens. */
    logIn(command: LogIn, terms: Terms, requester: Requester): Promise<Outcome<'logIn'>>
    /** RFC 6749 §4.3: the same for a client that may do so. Absent where the password grant is off. */
    exchangePassword?(
      command: ExchangePassword,
      terms: Terms,
      requester: Requester,
    ): Promise<Outcome<'exchangePassword'>>
    /** Name and password against the account they belong to. */
    checkPassword(
      presented: { readonly username: string; readonly password: string },
      requester: Requester,
    ): Promise<Account | Problem>
  }
  /**
   * The same service for one request that takes several calls: all of them together wait no longer than one call may. Make
   * it anew for each request.
   */
  forOneRequest(): DeviceGrantService
}

/** The same service, for whoever calls other ports for the same request. */
export interface SharingService extends DeviceGrantService {
  /** `time`: what these other calls take their time from as well. */
  forOneRequest(time?: RequestTime): DeviceGrantService
}

/** Joins the parts. All functions reject with a `PortFault` when something outside fails, and never with a problem. */
export function createService(parts: ServiceParts): SharingService {
  const { ambient, report } = parts
  const abandoned = createAbandonedClaims()
  const lasting = {
    ...ambient,
    policy: { ...defaultPolicy, ...parts.policy },
    organisationDialects: parts.organisationDialects ?? [],
    tokensWithoutGrant: parts.tokensWithoutGrant ?? 'accept',
    tell: createTeller(ambient.clock, parts.events, report),
    report,
    abandoned,
    abandon(claimed: RedeemedAuthorization): void {
      abandoned.add(claimed.attempt)
      void releaseLater(contextOf, claimed)
    },
  }
  // Every request makes one, and spreading objects into one takes some twenty times as long.
  const contextOf = ({ guard, waitFor }: RequestTime = createRequestTime(parts.deadline)): ServiceContext =>
    Object.assign({ waitFor }, lasting, guardPorts(parts, parts.passwordLogin?.firstParty, guard))
  const login = preparePasswordLogin(parts)
  const works: Works = {
    redemptions: createSingleFlight(),
    rotations: createSingleFlight(),
    operations: operationsOf(parts, login),
    passwordGrant: parts.passwordLogin?.passwordGrant === true,
    ...(login && { login }),
  }
  const forOneRequest: SharingService['forOneRequest'] = (time) => {
    const context = contextOf(time)
    return { ...serviceOver(works, () => context), forOneRequest }
  }
  return { ...serviceOver(works, contextOf), forOneRequest }
}

/** What all requests have in common beside the context. */
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
    throw new Error('the option `families` is missing: without it there is nothing to refresh, to revoke or to end')
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
    isTokenStanding: (claims) => isTokenStanding(contextOf(), claims),
    listLinkedDevices: (viewer, after) =>
      withFamilies((context, families) => listLinkedDevices(context, families, viewer, after)),
    unlinkDevice: (viewer, grantId, requester) =>
      withFamilies((context, families) => unlinkDevice(context, families, viewer, grantId, requester)),
    unlinkEverything: (viewer, requester) =>
      withFamilies((context, families) => unlinkEverything(context, families, viewer, requester)),
    endGrants: (holder, requester = {}) =>
      withFamilies((context, families) => endGrants(context, families, holder, requester)),
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
      exchangePassword: (command: ExchangePassword, terms: Terms, requester: Requester) =>
        exchangePassword(contextOf(), login, command, terms, requester),
    }),
  }
}

function operationsOf(parts: ServiceParts, login: PasswordLogin | undefined): readonly Operation[] {
  const always: readonly Operation[] = ['startAuthorization', 'exchangeDeviceCode']
  const withLogin: readonly Operation[] = login === undefined ? [] : ['logIn']
  const withPasswordGrant: readonly Operation[] =
    login !== undefined && parts.passwordLogin?.passwordGrant === true ? ['exchangePassword'] : []
  const withFamilies: readonly Operation[] =
    parts.families === undefined ? [] : ['exchangeRefreshToken', 'revokeToken', 'introspectToken']
  return [...always, ...withLogin, ...withPasswordGrant, ...withFamilies]
}

function preparePasswordLogin({ ambient, accounts, passwordLogin }: ServiceParts): PasswordLogin | undefined {
  if (passwordLogin === undefined || accounts.findByUsername === undefined) return undefined
  const { limits, firstParty } = passwordLogin
  const hasher = guardHasher(passwordLogin.hasher)
  const gate = createHashingGate(limits, ambient.clock)
  return { hasher, gate, firstParty, decoy: createDecoy(ambient.random, hasher) }
}
