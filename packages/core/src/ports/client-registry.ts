import type { ClientId } from '../machine/names.js'
import type { Duration } from '../machine/time.js'
import type { ClientAuthenticationMethod } from '../protocol/command.js'
import type { PublicKey } from './client-assertions.js'

/** A grant a client can be allowed. */
export type Grant = 'deviceCode' | 'refreshToken' | 'password'

/** A client of the host, RFC 6749 §2. */
export interface Client {
  readonly clientId: ClientId
  /** Shown to the person who decides. */
  readonly name: string
  /** The ways this client may say who it is: `['none']` for a public client. One is used per request. */
  readonly authentication: readonly ClientAuthenticationMethod[]
  /** Digests of its live secrets, made by `digestClientSecret`. Several while secrets are being rotated. */
  readonly secretDigests?: readonly string[]
  /** Public keys for `private_key_jwt` (RFC 7523). Several while keys are being rotated. */
  readonly keys?: readonly PublicKey[]
  /** What it may use. Off unless listed. */
  readonly grants: readonly Grant[]
  /**
   * When it gets a refresh token, if it may use one: when the granted scope holds `offline_access`, which is what happens
   * unless told, or always.
   */
  readonly refreshTokens?: 'offlineAccess' | 'always'
  /**
   * Which tokens it may introspect, RFC 7662: its own, every client's, or, as a resource server, the access tokens that are
   * for one of these audiences. A refresh token is never for a resource server.
   *
   * @defaultValue none
   */
  readonly introspects?: 'own' | 'every' | { readonly audience: string | readonly string[] }
  /** Every scope value it may ask for. */
  readonly scopes: readonly string[]
  /** What it gets when it asks for none. */
  readonly defaultScopes: readonly string[]
  /** Every resource it may name, RFC 8707. */
  readonly resources?: readonly string[]
  /** A disabled client is told what an unknown one is told. */
  readonly disabled?: boolean
  /** Whether the host vouches for the name. The page says "unverified" otherwise. */
  readonly verified?: boolean
  /** Its codes live this long, in milliseconds that make whole seconds, instead of the policy's lifetime. */
  readonly codeLifetime?: Duration
  /** Its polls keep this distance, in milliseconds that make whole seconds, instead of the policy's interval. */
  readonly pollInterval?: Duration
}

/** The host's clients. */
export interface ClientRegistry {
  /** The client of that identifier, compared exactly, or `undefined`. Rejects when it cannot tell. */
  findClient(clientId: ClientId): Promise<Client | undefined>
}
