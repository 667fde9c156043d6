import type { ClientId, DeviceCode } from '../machine/names.js'
import type { UserCodeFormat } from '../machine/user-code.js'

/** How a client said who it is, RFC 6749 §2.3. The secrets in it are checked once and go no further. */
export type ClientCredentials =
  | { readonly method: 'none'; readonly clientId: ClientId }
  | {
      readonly method: 'client_secret_basic' | 'client_secret_post'
      readonly clientId: ClientId
      readonly secret: string
    }

/** A way for a client to say who it is, as registered with IANA (RFC 7591 §2). */
export type ClientAuthenticationMethod = ClientCredentials['method']

/** A device asks for its two codes, RFC 8628 §3.1. */
export interface StartAuthorization {
  readonly operation: 'startAuthorization'
  readonly client: ClientCredentials
  /** Absent: the client's default. */
  readonly scope?: readonly string[] | undefined
  readonly resources: readonly string[]
}

/** A device polls, RFC 8628 §3.4. */
export interface ExchangeDeviceCode {
  readonly operation: 'exchangeDeviceCode'
  readonly client: ClientCredentials
  readonly deviceCode: DeviceCode
  /** Fewer resources than were authorized, RFC 8707 §2.2; empty means all of them. */
  readonly resources: readonly string[]
}

/** A person signs in to a first-party client with name and password. */
export interface LogIn {
  readonly operation: 'logIn'
  readonly username: string
  readonly password: string
  /** Absent: the first-party client's default. */
  readonly scope?: readonly string[] | undefined
}

/** Everything that can be asked of a protocol endpoint. */
export type Command = StartAuthorization | ExchangeDeviceCode | LogIn

/** The names of the commands. */
export type Operation = Command['operation']

/** The command of one operation. */
export type CommandOf<O extends Operation> = Extract<Command, { readonly operation: O }>

/** What a dialect says of the codes it issues. */
export interface Terms {
  /** The dialect's name: its codes are good in no other. */
  readonly dialect: string
  readonly userCode: UserCodeFormat
}
