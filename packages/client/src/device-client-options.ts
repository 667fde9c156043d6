import type { ClientEvent } from './login/events.js'
import type { Protection, ServerEndpoints } from './server/client-settings.js'
import type { Duration, Time } from './time/time.js'
import type { TokenPlace } from './tokens/token-store.js'

/** The options of `createDeviceClient`. */
export interface DeviceClientOptions {
  /** The address of the server, which names it. Its endpoints are found by its metadata (RFC 8414). */
  readonly issuer: string
  /**
   * The endpoints of a server without metadata.
   *
   * @defaultValue those of the metadata
   */
  readonly endpoints?: ServerEndpoints
  readonly clientId: string
  /** A secret in a program that people install is no secret: everybody can read it. Some servers want one all the same. */
  readonly clientSecret?: string
  /**
   * What the tokens are for.
   *
   * @defaultValue what the server gives by itself
   */
  readonly scope?: readonly string[]
  /** Where the tokens are kept: there is no default, because only you know who can read what. */
  readonly tokens: TokenPlace
  /**
   * Whether tokens are bound to a key of this device (RFC 9449).
   *
   * @defaultValue `auto`: if the metadata of the server lists `ES256`
   */
  readonly dpop?: Protection
  /**
   * Whether each poll proves that its device started the sign-in (RFC 7636).
   *
   * @defaultValue `auto`: if the metadata of the server lists `S256`
   */
  readonly pkce?: Protection
  /**
   * An access token that goes before all kept ones, such as that of an environment variable. It is never written anywhere.
   *
   * @example
   * ```ts
   * createDeviceClient({ issuer, clientId: 'mycli', tokens: memoryTokens(), accessToken: process.env['MYCLI_TOKEN'] })
   * ```
   */
  readonly accessToken?: string | undefined
  /**
   * When the first poll is sent. `now` is for servers that approve by themselves.
   *
   * @defaultValue `afterInterval`
   */
  readonly firstPoll?: 'afterInterval' | 'now'
  /**
   * How long one request to the server may take, in milliseconds.
   *
   * @defaultValue 10 seconds
   */
  readonly requestTimeout?: Duration
  /**
   * Whether a new sign-in ends the grant of the one that was kept before. `false` is for servers whose revocation ends every
   * sign-in of the person, such as Google's.
   *
   * @defaultValue `true`
   */
  readonly endsFormer?: boolean
  /** Hears what the client does by itself. What it throws is an uncaught exception of the program. */
  readonly onEvent?: (event: ClientEvent) => void
  /** @defaultValue `fetch` of the runtime */
  readonly fetch?: typeof globalThis.fetch
  /** @defaultValue the clocks of the system */
  readonly time?: Time
}
