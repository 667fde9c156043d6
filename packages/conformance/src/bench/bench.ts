import type { EndpointName } from '../find/endpoints.js'
import type { FoundServer } from '../find/find-server.js'
import type { Exchange, HeaderList } from '../http/exchange.js'
import type { Secrets } from '../http/secrets.js'
import type { Authorization } from './authorization.js'
import type { AuditClient } from './client.js'
import type { Fields } from './fields.js'
import type { TokenSet } from './token-set.js'

/** What an audit can change in a request. */
export interface Change {
  /** Who sends it. The default is the client of the run; `null` sends no name and no secret. */
  readonly client?: AuditClient | null | undefined
  readonly headers?: HeaderList
}

/** Everything that an audit can do to a server. */
export interface Bench {
  readonly server: FoundServer
  readonly client: AuditClient
  /** A second client of the server. Audits that use it need `otherClient`. */
  readonly otherClient: AuditClient | undefined
  readonly secrets: Secrets
  /** The scope that each authorization of the run asks for. */
  readonly scope: string | undefined
  /** How long an audit may wait for the end of a lifetime, in seconds. */
  readonly patience: number
  /** All exchanges of the run so far. */
  readonly exchanges: readonly Exchange[]
  /** Sends a request without anything of its own. */
  send(method: string, url: string, headers?: HeaderList, body?: string): Promise<Exchange>
  /** Sends a form to an endpoint, as the client. Rejects with `Unclear` if the endpoint does not read forms, or wants a proof. */
  post(endpoint: EndpointName, fields: Fields, change?: Change): Promise<Exchange>
  /** Sends a form to an endpoint, as the client, whatever the response. */
  postForm(endpoint: EndpointName, fields: Fields, change?: Change): Promise<Exchange>
  /** Sends the same request several times at the same moment. */
  postTogether(times: number, endpoint: EndpointName, fields: Fields, change?: Change): Promise<readonly Exchange[]>
  /** Asks for codes, with these parameters besides the scope of the run. */
  requestCodes(fields?: Fields, change?: Change): Promise<Exchange>
  /** Starts an authorization. Rejects with `Unclear` if the server has no codes for it. */
  start(fields?: Fields, change?: Change): Promise<Authorization>
  /** The parameters of a poll. */
  pollFields(authorization: Pick<Authorization, 'deviceCode'>): Fields
  /** Sends one poll as soon as the server allows it. */
  poll(authorization: Authorization, change?: Change): Promise<Exchange>
  /** Sends one poll at once, however soon that is. */
  pollAtOnce(authorization: Authorization, change?: Change): Promise<Exchange>
  /** Polls as an obedient client, until the response is neither `authorization_pending` nor `slow_down`. */
  pollUntilDecided(authorization: Authorization, change?: Change): Promise<Exchange>
  /** Lets the person decide. Rejects with `Unclear` if that did not work. */
  decide(authorization: Authorization, decision: 'approve' | 'deny'): Promise<void>
  /** Starts an authorization that the person approves at once. */
  approved(fields?: Fields): Promise<Authorization>
  /** Starts, approves and redeems. Rejects with `Unclear` if there are no tokens. */
  signIn(fields?: Fields): Promise<TokenSet>
  /** The tokens of one sign-in that audits share, which use up nothing of it. */
  signInOnce(): Promise<TokenSet>
  /** Like `signIn`. Rejects with `NotConcerned` if the server gives no refresh token. */
  signInWithRefreshToken(): Promise<TokenSet & { readonly refreshToken: string }>
  /** Uses a refresh token. */
  refresh(refreshToken: string, fields?: Fields, change?: Change): Promise<Exchange>
  /** Returns whether the caller named an origin, so that it may get requests. */
  mayReach(origin: string): boolean
  sleep(milliseconds: number): Promise<void>
  /** The time in milliseconds since 1970. */
  now(): number
}
