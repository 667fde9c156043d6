import type { Time } from '../time/time.js'
import type { Exchange } from './exchange.js'

/** The endpoints of a server, if they are not found by its metadata (RFC 8414). */
export interface ServerEndpoints {
  readonly deviceAuthorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly revocationEndpoint?: string
  readonly userinfoEndpoint?: string
  /** The algorithms of DPoP proofs that the server takes. */
  readonly dpopAlgorithms?: readonly string[]
  /** Whether the server takes PKCE with the method `S256`. */
  readonly pkce?: boolean
}

/** Whether the client uses a protection: `auto` means if the metadata of the server offers it. */
export type Protection = 'auto' | 'on' | 'off'

/** What all requests of one client share. */
export interface ClientSettings {
  /** The address of the server as the developer wrote it. Servers compare it letter by letter. */
  readonly issuer: string
  readonly endpoints?: ServerEndpoints
  readonly clientId: string
  readonly clientSecret?: string
  readonly dpop: Protection
  readonly pkce: Protection
  readonly time: Time
  readonly exchange: Exchange
}
