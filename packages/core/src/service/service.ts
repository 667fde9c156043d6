import type { FamilyPosition } from '../machine/families/token-family.js'
import type { GrantId } from '../machine/names.js'
import type { UserCodeReading } from '../machine/user-code.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type {
  DialectTerms,
  ExchangeDeviceCode,
  ExchangeRefreshToken,
  IntrospectToken,
  Operation,
  RegisterClient,
  RevokeToken,
  StartAuthorization,
} from '../protocol/command.js'
import type {
  AuthorizationView,
  DecisionMade,
  DecisionRequest,
  LinkedDevices,
  LookUpRequest,
  Refusal,
  Viewer,
} from '../protocol/interaction.js'
import type { Outcome } from '../protocol/outcome.js'
import type { Call, RequesterFacts } from './call/call.js'
import type { PasswordLoginService } from './password-login-service.js'
import type { ProofService } from './proofs/proof-service.js'
import type { GrantHolder } from './tokens/active-grant.js'

/**
 * Everything that devicegrant does, without HTTP. The functions reject with a `PortFault` if a port fails. They resolve
 * to a `Problem` or a `Refusal` if the request is refused.
 *
 * The last argument of each function is the call of the request: who sent it, and how long it may still wait for ports,
 * which is twice the option `timeout` in all. Without it, the function counts as a request of its own, from an unknown
 * requester.
 */
export interface DeviceGrantService {
  /** The operations that this configuration serves. The others throw. */
  readonly operations: readonly Operation[]
  /**
   * Makes the call of one request. Pass it to every function that the request needs: they share its time budget. Events
   * and linked devices show the requester.
   *
   * @param requester The IP address and the user agent of the request, as far as they are known, or a function that
   *   returns them. It is called when they are first needed, and at most once. `addressIsShared` is true if other
   *   callers have the same address, such as that of a proxy.
   * @throws `TypeError` if `requester` is something else, has another member, or has one of the wrong type.
   * @example
   * ```ts
   * const call = grant.service.startCall({ ip, userAgent })
   * ```
   */
  startCall(requester?: RequesterFacts | (() => RequesterFacts)): Call
  /** RFC 8628 §3.1: gives a device its two codes. */
  startAuthorization(
    command: StartAuthorization,
    terms: DialectTerms,
    call?: Call,
  ): Promise<Outcome<'startAuthorization'>>
  /** RFC 8628 §3.4: answers one poll. */
  exchangeDeviceCode(
    command: ExchangeDeviceCode,
    terms: DialectTerms,
    call?: Call,
  ): Promise<Outcome<'exchangeDeviceCode'>>
  /** RFC 6749 §6: answers one refresh request. Needs `stores.families`; without it the function rejects with an `Error`. */
  exchangeRefreshToken(
    command: ExchangeRefreshToken,
    terms: DialectTerms,
    call?: Call,
  ): Promise<Outcome<'exchangeRefreshToken'>>
  /** RFC 7009 §2: revokes the grant of a token. Needs `stores.families`. */
  revokeToken(command: RevokeToken, call?: Call): Promise<Outcome<'revokeToken'>>
  /** RFC 7662 §2: describes a token. Needs `stores.families`. */
  introspectToken(command: IntrospectToken, call?: Call): Promise<Outcome<'introspectToken'>>
  /** RFC 7591 §3: registers a client. Needs `clients.registerClient`. */
  registerClient(command: RegisterClient, call?: Call): Promise<Outcome<'registerClient'>>
  /**
   * Returns whether the grant of a verified access token is active: it was not revoked, its account is not disabled,
   * and `revokeGrants` was not called for its account or client since. Used by `grant.bearer`.
   * Without `stores.families` only the account and the client are looked up. A token without `grantId` is active as long as its account and client are, unless
   * `tokensWithoutGrant` is `refuse`.
   *
   * @throws `PortFault` if a port fails. Do not treat the token as active then.
   * @example
   * ```ts
   * const isActive = await grant.service.isTokenActive(claims)
   * ```
   */
  isTokenActive(claims: AccessTokenClaims, call?: Call): Promise<boolean>
  /**
   * Returns one page of the devices linked to the viewer's account, last used first: at most 50, from the start of the
   * list or after the `next` of the page before. Needs `stores.families`.
   *
   * @example
   * ```ts
   * const page = await grant.service.listLinkedDevices({ subject, sessionId, authenticatedAt })
   * if (page.kind === 'linkedDevices') console.log(page.devices.map(({ client }) => client.name))
   * ```
   */
  listLinkedDevices(viewer: Viewer, after?: FamilyPosition, call?: Call): Promise<LinkedDevices | Refusal>
  /**
   * Unlinks one device of the viewer's account: its grant ends. Needs `stores.families`.
   *
   * @example
   * ```ts
   * const call = grant.service.startCall({ ip })
   * await grant.service.unlinkDevice({ subject, sessionId, authenticatedAt }, device.grantId, call)
   * ```
   */
  unlinkDevice(viewer: Viewer, grantId: GrantId, call?: Call): Promise<'unlinked' | Refusal>
  /**
   * Unlinks one device of the viewer's account that its person did not link: its grant ends, and the event `phishingReported`
   * says so. Needs `stores.families`.
   *
   * @example
   * ```ts
   * const call = grant.service.startCall({ ip })
   * await grant.service.reportDevice({ subject, sessionId, authenticatedAt }, device.grantId, call)
   * ```
   */
  reportDevice(viewer: Viewer, grantId: GrantId, call?: Call): Promise<'unlinked' | Refusal>
  /**
   * Unlinks every device of the viewer's account: all of its grants end, and the sign-in of the viewer too. Needs
   * `stores.families`.
   *
   * @example
   * ```ts
   * const call = grant.service.startCall({ ip })
   * await grant.service.unlinkEverything({ subject, sessionId, authenticatedAt }, call)
   * ```
   */
  unlinkEverything(viewer: Viewer, call?: Call): Promise<'unlinked' | Refusal>
  /**
   * Revokes every grant that an account or a client has now: its tokens, its approvals that no device has fetched yet,
   * and the sessions of the account on the built-in page, also those of the host's own sign-in. Call it when a password
   * changes, when a person signs out everywhere, or when an account or a client is disabled. Needs `stores.families`.
   *
   * With `{ subject }`, no browser is known to the account any more, and the failed logins of its `username` are forgotten:
   * a person who has reset a password can log in at once, also during an attack. Processes that share `stores.limits` learn
   * it within ten seconds.
   *
   * With `{ clientId, window }`, only the grants of the client are revoked that were given in this time, and to a device in
   * this network: what a phishing campaign got. The address counts from which the device started, and the one from which it
   * fetched its first tokens. A client can have 100 windows at a time.
   *
   * @throws `PortFault` if the store fails. The call can be repeated.
   * @throws `TypeError` unless `holder` has exactly one of the two names, and for a window that is malformed or ends in the
   * future.
   * @example
   * ```ts
   * await grant.service.revokeGrants({ subject: 'account-7' })
   * const from = Date.now() - 60 * 60 * 1_000
   * await grant.service.revokeGrants({ clientId: 'tv', window: { from, network: '203.0.113.0/24' } })
   * ```
   */
  revokeGrants(holder: GrantHolder, call?: Call): Promise<void>
  /**
   * Returns whether a session of the built-in page, or of the host, is still valid there. `revokeGrants` and
   * `signedOutAt` of the account end it.
   */
  isSignedIn(viewer: Viewer, call?: Call): Promise<boolean>
  /**
   * RFC 8628 §3.3: shows a signed-in person the request behind a user code: the text that the person typed, or an object
   * with the proof of the link that the person followed.
   */
  lookUp(
    asked: string | LookUpRequest,
    reading: UserCodeReading,
    viewer: Viewer,
    call?: Call,
  ): Promise<AuthorizationView | Refusal>
  /**
   * Returns the URL to which a person goes back who has passed a challenge of the hook `challenge`. The request may be
   * sent there once more, within 10 minutes, from the same network and session. The URL is always one of this grant.
   *
   * @param state The query parameter `state` of the page with the challenge, of any type.
   * @returns `undefined` if the state is wrong, or older than 10 minutes.
   * @example
   * ```ts
   * response.redirect(303, grant.service.passChallenge(request.query['state']) ?? '/device')
   * ```
   */
  passChallenge(state: unknown): string | undefined
  /** RFC 8628 §3.3: stores the decision of the person. */
  decide(
    request: DecisionRequest,
    reading: UserCodeReading,
    viewer: Viewer,
    call?: Call,
  ): Promise<DecisionMade | Refusal>
  /** The check of DPoP proofs. Absent without the option `dpop`. */
  readonly proofs?: ProofService
  /** Password login. Absent if it is not configured. */
  readonly passwordLogin?: PasswordLoginService
}
