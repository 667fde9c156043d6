import type { Requester } from '../machine/authorization.js'
import { defaultPolicy, type Policy } from '../machine/policy.js'
import type { Duration } from '../machine/time.js'
import type { UserCodeFormat } from '../machine/user-code.js'
import type { Account, AccountDirectory } from '../ports/account-directory.js'
import type { Ambient, EventSink, FaultReporter } from '../ports/ambient.js'
import type { DeviceAuthorizationStore } from '../ports/authorization-store.js'
import type { ClientRegistry } from '../ports/client-registry.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { TokenIssuer } from '../ports/token-issuer.js'
import type { ExchangeDeviceCode, LogIn, StartAuthorization, Terms } from '../protocol/command.js'
import type { AuthorizationView, DecisionMade, DecisionRequest, Refusal, Viewer } from '../protocol/interaction.js'
import type { Outcome } from '../protocol/outcome.js'
import type { Problem } from '../protocol/problem.js'
import type { ServiceContext } from './context.js'
import { exchangeDeviceCode } from './exchange-device-code.js'
import { createHashingGate, type HashingLimits } from './hashing-gate.js'
import { checkPassword, createDecoy, type FirstPartyClient, logIn, type PasswordLogin } from './password-login.js'
import { createGuard, guardAccounts, guardClients, guardHasher, guardStore, guardTokens } from './port-fault.js'
import { createRedemptions } from './redemptions.js'
import { startAuthorization } from './start-authorization.js'
import { createTeller } from './tell.js'
import { decide, lookUp } from './user-interaction.js'

/** What the services are made of: the host's ports, the real world, and the numbers. */
export interface ServiceParts {
  readonly ambient: Ambient
  readonly store: DeviceAuthorizationStore
  readonly clients: ClientRegistry
  readonly accounts: AccountDirectory
  readonly tokens: TokenIssuer
  readonly policy?: Partial<Policy>
  readonly events?: EventSink
  readonly report: FaultReporter
  /** How long a call to a port may take before it counts as failed. One second unless told. */
  readonly deadline?: Duration
  /** Absent: nobody logs in with a password here. */
  readonly passwordLogin?: {
    readonly hasher: PasswordHasher
    readonly limits: HashingLimits
    readonly firstParty: FirstPartyClient
  }
}

/** Everything devicegrant does, without a word of HTTP. Each call reads the clock itself. */
export interface DeviceGrantService {
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
  /** RFC 8628 §3.3: shows a signed-in person what a code asks for. */
  lookUp(
    typed: string,
    format: UserCodeFormat,
    viewer: Viewer,
    requester: Requester,
  ): Promise<AuthorizationView | Refusal>
  /** RFC 8628 §3.3: carries out the person's decision. */
  decide(
    request: DecisionRequest,
    format: UserCodeFormat,
    viewer: Viewer,
    requester: Requester,
  ): Promise<DecisionMade | Refusal>
  /** Password login; absent where it is not configured. */
  readonly passwordLogin?: {
    /** Name and password against tokens. */
    logIn(command: LogIn, requester: Requester): Promise<Outcome<'logIn'>>
    /** Name and password against the account they belong to. */
    checkPassword(
      presented: { readonly username: string; readonly password: string },
      requester: Requester,
    ): Promise<Account | Problem>
  }
}

/** Joins the parts. All functions reject with a `PortFault` when something outside fails, and never with a problem. */
export function createService(parts: ServiceParts): DeviceGrantService {
  const guard = createGuard(parts.deadline)
  const context: ServiceContext = {
    ...parts.ambient,
    policy: { ...defaultPolicy, ...parts.policy },
    store: guardStore(parts.store, guard),
    clients: guardClients(parts.clients, parts.passwordLogin?.firstParty.clientId, guard),
    accounts: guardAccounts(parts.accounts, guard),
    tokens: guardTokens(parts.tokens, guard),
    tell: createTeller(parts.ambient.clock, parts.events, parts.report),
    report: parts.report,
  }
  const redemptions = createRedemptions()
  const login = preparePasswordLogin(parts, context)
  return {
    startAuthorization: (command, terms, requester) => startAuthorization(context, command, terms, requester),
    exchangeDeviceCode: (command, terms, requester) =>
      exchangeDeviceCode(context, redemptions, command, terms, requester),
    lookUp: (typed, format, viewer, requester) => lookUp(context, typed, format, viewer, requester),
    decide: (request, format, viewer, requester) => decide(context, request, format, viewer, requester),
    ...(login && {
      passwordLogin: {
        logIn: (command, requester) => logIn(context, login, command, requester),
        checkPassword: (presented, requester) => checkPassword(context, login, presented, requester),
      },
    }),
  }
}

function preparePasswordLogin(parts: ServiceParts, context: ServiceContext): PasswordLogin | undefined {
  const { findByUsername } = context.accounts
  if (parts.passwordLogin === undefined || findByUsername === undefined) return undefined
  const { limits, firstParty } = parts.passwordLogin
  const hasher = guardHasher(parts.passwordLogin.hasher)
  const gate = createHashingGate(limits, context.clock)
  return { hasher, gate, firstParty, findByUsername, decoy: createDecoy(context, hasher) }
}
