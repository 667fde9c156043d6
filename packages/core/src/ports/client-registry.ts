import type { ClientId } from '../machine/names.js'
import type { Duration } from '../machine/time.js'
import type { ClientAuthenticationMethod } from '../protocol/client-credentials.js'
import type { GrantType } from '../protocol/command.js'
import type { RegisteredClient, RegistrationRefusal, RegistrationRequest } from './client-registration.js'
import type { Found, MaybePromise } from './found.js'
import type { PublicKey } from './proving/client-assertions.js'

export type { GrantType } from '../protocol/command.js'

/** A client of the host, RFC 6749 §2. */
export interface Client {
  readonly clientId: ClientId
  /** The page shows it to the person who decides. */
  readonly name: string
  /** The auth methods that it may use: `['none']` for a public client. Each request must use one of them. */
  readonly authMethods: readonly ClientAuthenticationMethod[]
  /**
   * Digests of its current secrets, made by `digestClientSecret`. More than one while the client rotates its secret. A
   * client with a secret in place of its digest is refused.
   */
  readonly secretDigests?: readonly string[]
  /** Its public keys for `private_key_jwt` (RFC 7523). More than one while the client rotates its key. */
  readonly keys?: readonly PublicKey[]
  /**
   * Whether its tokens must be bound to a key (`dpop_bound_access_tokens`, RFC 9449 §5.2). `required` needs the option
   * `dpop`, and a dialect that takes proofs: the client can start in no other dialect.
   *
   * @defaultValue `offered`: they are bound if the client sends a DPoP proof
   */
  readonly dpop?: 'offered' | 'required'
  /** The grant types that it may use. Every other one is refused. */
  readonly grantTypes: readonly GrantType[]
  /**
   * When a client with `'refresh_token'` in `grantTypes` gets a refresh token: only if the granted scope has
   * `offline_access`, or always.
   *
   * @defaultValue `'offlineAccess'`
   */
  readonly refreshTokens?: 'offlineAccess' | 'always'
  /**
   * Which tokens it may introspect (RFC 7662): its own, those of every client, or, for a resource server, access tokens
   * for one of these audiences. A resource server can never introspect a refresh token.
   *
   * @defaultValue none: it may not introspect
   */
  readonly introspects?: 'own' | 'every' | { readonly audience: string | readonly string[] }
  /** Every scope value that it may request. */
  readonly scopes: readonly string[]
  /** The scope that it gets when it requests none. */
  readonly defaultScopes: readonly string[]
  /**
   * Every resource that it may request, as absolute URIs (RFC 8707 §2).
   *
   * @defaultValue none
   */
  readonly resources?: readonly string[]
  /**
   * Whether the client is disabled. Its requests get the same response as those of an unknown client.
   *
   * @defaultValue `false`
   */
  readonly disabled?: boolean
  /**
   * Whether the host has verified the name. If not, the page marks it as unverified.
   *
   * @defaultValue `false`
   */
  readonly verified?: boolean
  /**
   * The logo of the client (RFC 7591 §2 `logo_uri`): an https URL, or a `data:` URL of an image. The page shows it beside the
   * name of a verified client, and never otherwise. The host of an https URL learns the address of each person who sees
   * it, so prefer a `data:` URL, or a URL of the own origin.
   *
   * @defaultValue none
   */
  readonly logoUri?: string
  /**
   * Whether its devices get an address of the page with the user code in it (RFC 8628 §3.3.1). `false`: a person has to type the
   * code, so there is nothing to click in a mail and no QR code with a code in it. A dialect that has no other address refuses
   * such a client.
   *
   * @defaultValue `true`
   */
  readonly completeAddress?: boolean
  /**
   * How long its codes live, in milliseconds. Must be whole seconds.
   *
   * @defaultValue `policy.lifetime`, or the lifetime of the dialect if that is shorter
   */
  readonly codeLifetime?: Duration
  /**
   * The least time between two of its polls, in milliseconds. Must be whole seconds.
   *
   * @defaultValue `policy.interval`
   */
  readonly pollInterval?: Duration
  /**
   * How many of its authorizations one address may start and keep at the same time. Raise it for a client whose devices share
   * an address, such as those of a build farm.
   *
   * @defaultValue `limits.starts.perAddress`
   */
  readonly startsPerAddress?: number
  /**
   * Whether its device authorizations may have a code challenge (RFC 7636), or must have one. Only dialects that have
   * `codeChallengeMethods` take one: a client that requires it can start in no other dialect.
   *
   * @defaultValue `'offered'`
   */
  readonly pkce?: 'offered' | 'required'
  /**
   * Whether the person types a number from the page into the device after the approval (RFC 10027 §6.1.16). Only dialects with
   * `verificationNumbers` have it: the client can start in no other dialect.
   *
   * @defaultValue `false`
   */
  readonly verificationNumber?: boolean
}

/**
 * Finds the host's clients.
 *
 * @example
 * ```ts
 * const clients: ClientRegistry = {
 *   findClient: (clientId) => registered.get(clientId),
 * }
 * ```
 */
export interface ClientRegistry {
  /**
   * Returns the client with exactly this identifier, or `undefined` or `null` if there is none, at once or as a
   * promise. Must throw or reject if it cannot find out, for example because a database is down.
   */
  findClient(clientId: ClientId): MaybePromise<Found<Client>>
  /**
   * Registers a program as a client (RFC 7591), or refuses to. Anybody can call it, as often as `limits.registrations` allows,
   * so the client should not be `verified`. `findClient` must find the client from then on. Must throw or reject if the
   * client could not be stored.
   *
   * @defaultValue none: programs cannot register themselves
   */
  registerClient?(request: RegistrationRequest): MaybePromise<RegisteredClient | RegistrationRefusal>
}
