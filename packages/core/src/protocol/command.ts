import type { ClientId, DeviceCode } from '../machine/names.js'
import type { Duration } from '../machine/time.js'
import type { UserCodeFormat } from '../machine/user-code.js'

/** How a client said who it is, RFC 6749 §2.3. The secrets in it are checked once and go no further. */
export type ClientCredentials =
  | {
      readonly method: 'none'
      readonly clientId: ClientId
      readonly unencoded?: UnencodedCredentials
    }
  | {
      readonly method: 'client_secret_basic' | 'client_secret_post'
      readonly clientId: ClientId
      readonly secret: string
      readonly unencoded?: UnencodedCredentials
    }
  | {
      /** RFC 7523 §2.2. `clientId` is what the request or the assertion says, and proves nothing by itself. */
      readonly method: 'private_key_jwt'
      readonly clientId: ClientId
      readonly assertion: string
      /** The public URL of the endpoint that the assertion was sent to. Absent: the assertion cannot name it. */
      readonly endpoint?: string
    }

/**
 * What an `Authorization: Basic` header says if the client did not form-encode it, where that is something else than it
 * says form-decoded (RFC 6749 §2.3.1).
 */
export interface UnencodedCredentials {
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
  /** What the device calls itself, for the person who decides: our own parameter. */
  readonly label?: string | undefined
}

/** A device polls, RFC 8628 §3.4. */
export interface ExchangeDeviceCode {
  readonly operation: 'exchangeDeviceCode'
  readonly client: ClientCredentials
  readonly deviceCode: DeviceCode
  /** Fewer resources than were authorized, RFC 8707 §2.2; empty means all of them. */
  readonly resources: readonly string[]
}

/** A person signs in with name and password, at a login of the host's own. */
export interface LogIn {
  readonly operation: 'logIn'
  /** Whom the tokens belong to, in a dialect that names no client. Absent: the first-party client. */
  readonly client?: ClientCredentials
  readonly username: string
  readonly password: string
  /** Absent: the first-party client's default. */
  readonly scope?: readonly string[] | undefined
}

/** A client asks for the successor of a refresh token, RFC 6749 §6. */
export interface ExchangeRefreshToken {
  readonly operation: 'exchangeRefreshToken'
  readonly client: ClientCredentials
  readonly refreshToken: string
  /** Fewer scope values than were granted; absent means all of them. */
  readonly scope?: readonly string[] | undefined
  /** Fewer resources than were granted, RFC 8707 §2.2; empty means all of them. */
  readonly resources: readonly string[]
  /** Leaves the token as it is, where the answer has no place for a successor. */
  readonly keepsToken?: boolean | undefined
}

/** A client presents its person's name and password, RFC 6749 §4.3. */
export interface ExchangePassword {
  readonly operation: 'exchangePassword'
  readonly client: ClientCredentials
  readonly username: string
  readonly password: string
  /** Absent: the client's default. */
  readonly scope?: readonly string[] | undefined
}

/** A client throws a token away, RFC 7009 §2.1. */
export interface RevokeToken {
  readonly operation: 'revokeToken'
  readonly client: ClientCredentials
  readonly token: string
}

/** A caller asks what a token is good for, RFC 7662 §2.1. */
export interface IntrospectToken {
  readonly operation: 'introspectToken'
  readonly client: ClientCredentials
  readonly token: string
}

/** Everything that can be asked of a protocol endpoint. */
export type Command =
  | StartAuthorization
  | ExchangeDeviceCode
  | ExchangeRefreshToken
  | ExchangePassword
  | LogIn
  | RevokeToken
  | IntrospectToken

/** The names of the commands. */
export type Operation = Command['operation']

/** The command of one operation. */
export type CommandOf<O extends Operation> = Extract<Command, { readonly operation: O }>

/** What a dialect says of the codes and tokens it gives out. */
export interface Terms {
  /** The dialect's name: its codes are good in no other. */
  readonly dialect: string
  readonly userCode: UserCodeFormat
  /** How long its codes live at most, unless the client is told otherwise. */
  readonly lifetime?: Duration
  /** Whether a refresh token is opaque, or a JWT that tells when it ends. Opaque unless told. */
  readonly refreshTokens?: 'opaque' | 'signed'
  /** Whether its answers tell the organisations of an account, and its approvals choose one. */
  readonly organisations?: boolean
}
