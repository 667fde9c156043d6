import { base20x8 } from '../src/machine/user-code.js'
import type {
  DialectTerms,
  ExchangeDeviceCode,
  ExchangeRefreshToken,
  IntrospectToken,
  LogIn,
  RevokeToken,
  StartAuthorization,
} from '../src/protocol/command.js'
import type {
  AuthorizationView,
  DecisionMade,
  DecisionRequest,
  LinkedDevice,
  Refusal,
  Viewer,
} from '../src/protocol/interaction.js'
import type { AuthorizationStarted, Outcome, SuccessKind, TokensIssued } from '../src/protocol/outcome.js'
import { isProblem, type ProblemCode } from '../src/protocol/problem.js'
import type { DeviceGrantService } from '../src/service/service.js'
import { agentSecret, passwords } from './fake-ports.js'

/** The dialect of the devices in the tests. */
export const terms: DialectTerms = { dialect: 'rfc8628', userCode: base20x8 }

export const tvClient = { method: 'none', clientId: 'tv' } as const

/** The address of the devices in the tests. */
export const deviceAddress = { ip: '192.0.2.7', userAgent: 'TV/1.0' }

/** The address of the people in the tests. */
export const personAddress = { ip: '198.51.100.9' }

/** Alice, signed in. */
export const alice: Viewer = {
  subject: 'account-alice',
  sessionId: 'session-alice',
  authenticatedAt: 1_767_225_000_000,
}

/** Bob, signed in. */
export const bob: Viewer = { subject: 'account-bob', sessionId: 'session-bob', authenticatedAt: 1_767_225_100_000 }

/** The scope of a device that stays signed in. */
export const lastingScope: readonly string[] = ['read', 'write', 'offline_access']

/** What the device and the person of a test do. */
export interface Actions {
  /** Asks for codes. Throws if it gets none. */
  start(changes?: Partial<StartAuthorization>): Promise<AuthorizationStarted>
  tryToStart(changes?: Partial<StartAuthorization>): Promise<Outcome<'startAuthorization'>>
  poll(deviceCode: string, changes?: Partial<ExchangeDeviceCode>): Promise<Outcome<'exchangeDeviceCode'>>
  lookUp(userCode: string, viewer?: Viewer): Promise<AuthorizationView | Refusal>
  /** Opens the confirm step. Throws if it is not shown. */
  open(userCode: string, viewer?: Viewer): Promise<AuthorizationView>
  decide(request: DecisionRequest, viewer?: Viewer): Promise<DecisionMade | Refusal>
  /** Opens the confirm step and approves. Throws if that is refused. */
  approve(userCode: string, viewer?: Viewer, scope?: readonly string[]): Promise<void>
  /** Opens the confirm step and denies. Throws if that is refused. */
  deny(userCode: string, viewer?: Viewer): Promise<void>
  /** Runs the whole flow from the codes to the tokens. Throws if it gets none. */
  link(changes?: Partial<StartAuthorization>, viewer?: Viewer): Promise<TokensIssued>
  /** Lists the devices linked to the account of this viewer. Throws if that is refused. */
  devices(viewer?: Viewer): Promise<readonly LinkedDevice[]>
  refresh(refreshToken: string, changes?: Partial<ExchangeRefreshToken>): Promise<Outcome<'exchangeRefreshToken'>>
  revoke(token: string, changes?: Partial<RevokeToken>): Promise<Outcome<'revokeToken'>>
  introspect(token: string, changes?: Partial<IntrospectToken>): Promise<Outcome<'introspectToken'>>
  logIn(changes?: Partial<LogIn>): Promise<Outcome<'logIn'>>
}

/** Returns the actions of a device and a person at this service. */
export function actionsAt(service: DeviceGrantService): Actions {
  const actions: Actions = {
    tryToStart: (changes = {}) =>
      service.startAuthorization(
        { operation: 'startAuthorization', client: tvClient, resources: [], ...changes },
        terms,
        service.startCall(deviceAddress),
      ),
    async start(changes) {
      const outcome = await actions.tryToStart(changes)
      if (isProblem(outcome)) throw new Error(`no codes: ${outcome.code}`)
      return outcome
    },
    poll: (deviceCode, changes = {}) =>
      service.exchangeDeviceCode(
        {
          operation: 'exchangeDeviceCode',
          client: tvClient,
          deviceCode,
          resources: [],
          ...changes,
        },
        terms,
        service.startCall(deviceAddress),
      ),
    lookUp: (userCode, viewer = alice) => service.lookUp(userCode, base20x8, viewer, service.startCall(personAddress)),
    async open(userCode, viewer) {
      const view = await actions.lookUp(userCode, viewer)
      if (view.kind === 'refusal') throw new Error(`not shown: ${view.code}`)
      return view
    },
    decide: (request, viewer = alice) => service.decide(request, base20x8, viewer, service.startCall(personAddress)),
    async approve(userCode, viewer, scope) {
      const { ticket } = await actions.open(userCode, viewer)
      const made = await actions.decide({ userCode, ticket, choice: 'approve', ...(scope && { scope }) }, viewer)
      if (made.kind === 'refusal') throw new Error(`not approved: ${made.code}`)
    },
    async deny(userCode, viewer) {
      const { ticket } = await actions.open(userCode, viewer)
      const made = await actions.decide({ userCode, ticket, choice: 'deny' }, viewer)
      if (made.kind === 'refusal') throw new Error(`not denied: ${made.code}`)
    },
    async link(changes = {}, viewer) {
      const { deviceCode, userCode } = await actions.start(changes)
      await actions.approve(userCode, viewer)
      const outcome = await actions.poll(deviceCode, changes.client && { client: changes.client })
      if (isProblem(outcome)) throw new Error(`no tokens: ${outcome.code}`)
      return outcome
    },
    async devices(viewer = alice) {
      const linked = await service.listLinkedDevices(viewer)
      if (linked.kind === 'refusal') throw new Error(`no list: ${linked.code}`)
      return linked.devices
    },
    refresh: (refreshToken, changes = {}) =>
      service.exchangeRefreshToken(
        { operation: 'exchangeRefreshToken', client: tvClient, refreshToken, resources: [], ...changes },
        terms,
        service.startCall(deviceAddress),
      ),
    revoke: (token, changes = {}) =>
      service.revokeToken(
        { operation: 'revokeToken', client: tvClient, token, ...changes },
        service.startCall(deviceAddress),
      ),
    introspect: (token, changes = {}) =>
      service.introspectToken(
        {
          operation: 'introspectToken',
          client: { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret },
          token,
          ...changes,
        },
        service.startCall(deviceAddress),
      ),
    async logIn(changes = {}) {
      if (service.passwordLogin === undefined) throw new Error('password login is not configured')
      const command = { operation: 'logIn', username: 'alice', password: passwords.alice, ...changes } as const
      return service.passwordLogin.logIn(command, terms, service.startCall(personAddress))
    },
  }
  return actions
}

/** Returns the tokens of a response. Throws if it has none. */
export function tokensIn(outcome: Outcome): TokensIssued {
  if (outcome.kind !== 'tokensIssued') throw new Error(`no tokens: ${wordFor(outcome)}`)
  return outcome
}

/** Returns the refresh token of a response. Throws if it has none. */
export function refreshTokenIn(outcome: Outcome): string {
  const { refreshToken } = tokensIn(outcome)
  if (refreshToken === undefined) throw new Error('tokens without a refresh token')
  return refreshToken
}

/** Returns one word for an outcome: the code of the problem, or the kind of success. */
export function wordFor(outcome: Outcome): ProblemCode | SuccessKind {
  return isProblem(outcome) ? outcome.code : outcome.kind
}

/** Returns one word for the result of a decision or a look-up. */
export function wordForView(
  result: AuthorizationView | DecisionMade | Refusal,
): 'shown' | DecisionMade['status'] | Refusal['code'] {
  switch (result.kind) {
    case 'authorizationView':
      return 'shown'
    case 'decisionMade':
      return result.status
    case 'refusal':
      return result.code
  }
}
