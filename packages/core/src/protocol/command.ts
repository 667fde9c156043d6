import type { DeviceCode } from '../machine/names.js'
import type { Duration } from '../machine/time.js'
import type { UserCodeFormat } from '../machine/user-code.js'
import type { ClientAuthenticationMethod, ClientCredentials } from './client-credentials.js'
import type { PollProofs, StartBinding } from './device-checks.js'
import type { ProvenKey } from './proof.js'

/** A device requests its two codes, RFC 8628 §3.1, perhaps with a demand on the sign-in of the person (RFC 9470 §4). */
export interface StartAuthorization extends StartBinding {
  readonly operation: 'startAuthorization'
  readonly client: ClientCredentials
  /** Absent: the default scopes of the client. */
  readonly scope?: readonly string[] | undefined
  /** Requested resources, RFC 8707 §2. */
  readonly resources: readonly string[]
  /** The name that the device gives itself, for the person who decides. An extension of this library. */
  readonly label?: string | undefined
  /** A refresh token of the grant that the new one takes the place of. Only its account can approve. */
  readonly refreshToken?: string | undefined
  /** The levels of the sign-in that the client accepts, the preferred one first (OpenID Connect Core §3.1.2.1). */
  readonly acrValues?: readonly string[] | undefined
  /** The greatest age of the sign-in, in milliseconds (OpenID Connect Core §3.1.2.1). */
  readonly maxAge?: Duration | undefined
  /** The RFC 7638 thumbprint of the key to bind the codes and tokens to (`dpop_jkt`, RFC 9449 §10 by analogy). */
  readonly jkt?: string | undefined
  /** The key of the DPoP proof of the request. The codes and tokens are bound to it. */
  readonly key?: ProvenKey | undefined
}

/** A device polls, RFC 8628 §3.4. */
export interface ExchangeDeviceCode extends PollProofs {
  readonly operation: 'exchangeDeviceCode'
  readonly client: ClientCredentials
  readonly deviceCode: DeviceCode
  /** The resources to narrow the tokens to, RFC 8707 §2.2. Empty: all that were authorized. */
  readonly resources: readonly string[]
  /** The key of the DPoP proof of the request. The tokens are bound to it (RFC 9449 §5). */
  readonly key?: ProvenKey | undefined
}

/** A person signs in with username and password, at the first-party login. */
export interface LogIn {
  readonly operation: 'logIn'
  /** The client that the tokens belong to. Absent: the first-party client. */
  readonly client?: ClientCredentials
  readonly username: string
  readonly password: string
  /** Absent: the default scopes of the first-party client. */
  readonly scope?: readonly string[] | undefined
  /**
   * What the app kept of the login before: the `known` of its response, or an empty text if there was none. Absent: the app
   * keeps nothing.
   */
  readonly known?: string | undefined
  /** The key of the DPoP proof of the request. The tokens are bound to it (RFC 9449 §5). */
  readonly key?: ProvenKey | undefined
}

/** A person whose password was right presents a second factor, at the first-party login. */
export interface CompleteLogIn {
  readonly operation: 'completeLogIn'
  /** The client that the tokens belong to. Absent: the first-party client. */
  readonly client?: ClientCredentials
  /** The ticket of the response to the password. */
  readonly ticket: string
  /** The name of the method. Absent: the first one of the response to the password. */
  readonly method?: string | undefined
  readonly code: string
  /** The key of the DPoP proof of the request. The tokens are bound to it (RFC 9449 §5). */
  readonly key?: ProvenKey | undefined
}

/** A client refreshes its tokens, RFC 6749 §6. */
export interface ExchangeRefreshToken {
  readonly operation: 'exchangeRefreshToken'
  readonly client: ClientCredentials
  readonly refreshToken: string
  /** The scope values to narrow the tokens to. Absent: all that were granted. */
  readonly scope?: readonly string[] | undefined
  /** The resources to narrow the tokens to, RFC 8707 §2.2. Empty: all that were granted. */
  readonly resources: readonly string[]
  /** Does not rotate the refresh token. For dialects whose response has no member for a new one. */
  readonly keepsToken?: boolean | undefined
  /** The key of the DPoP proof of the request. The tokens are bound to it (RFC 9449 §5). */
  readonly key?: ProvenKey | undefined
}

/** A client presents the username and password of a person, RFC 6749 §4.3. */
export interface ExchangePassword {
  readonly operation: 'exchangePassword'
  readonly client: ClientCredentials
  readonly username: string
  readonly password: string
  /** Absent: the default scopes of the client. */
  readonly scope?: readonly string[] | undefined
  /** The key of the DPoP proof of the request. The tokens are bound to it (RFC 9449 §5). */
  readonly key?: ProvenKey | undefined
}

/** A client revokes a token, RFC 7009 §2.1. */
export interface RevokeToken {
  readonly operation: 'revokeToken'
  readonly client: ClientCredentials
  readonly token: string
}

/** A client or resource server asks for the state of a token, RFC 7662 §2.1. */
export interface IntrospectToken {
  readonly operation: 'introspectToken'
  readonly client: ClientCredentials
  readonly token: string
}

/** A grant type that a client can be allowed to use. */
export type GrantType = 'device_code' | 'refresh_token' | 'password'

/** How a client that registers itself can authenticate. It registers no keys. */
export type RegistrableAuthMethod = Exclude<ClientAuthenticationMethod, 'private_key_jwt'>

/** A program registers itself as a client, RFC 7591 §3.1. */
export interface RegisterClient {
  readonly operation: 'registerClient'
  /** The name that the program gives itself. */
  readonly name?: string | undefined
  /** How the client will authenticate. */
  readonly authMethod: RegistrableAuthMethod
  /** The requested grant types that this library knows. Absent: those of a device that refreshes its tokens. */
  readonly grantTypes?: readonly GrantType[] | undefined
  /** The scope values that it will request. Absent: the host decides. */
  readonly scope?: readonly string[] | undefined
  /** The grants of this library redirect no person, so the URIs have no effect. */
  readonly redirectUris?: readonly string[] | undefined
}

/** A request to a protocol endpoint, independent of the dialect. */
export type Command =
  | StartAuthorization
  | ExchangeDeviceCode
  | ExchangeRefreshToken
  | ExchangePassword
  | LogIn
  | CompleteLogIn
  | RevokeToken
  | IntrospectToken
  | RegisterClient

/** The names of the commands. */
export type Operation = Command['operation']

/** The command of one operation. */
export type CommandOf<O extends Operation> = Extract<Command, { readonly operation: O }>

/** How a dialect issues codes and tokens. */
export interface DialectTerms {
  /** The name of the dialect. Its codes and refresh tokens are not valid in a dialect with another name. */
  readonly dialect: string
  readonly userCode: UserCodeFormat
  /**
   * The longest lifetime of its codes, in milliseconds. The `codeLifetime` of a client has priority.
   *
   * @defaultValue `policy.lifetime`
   */
  readonly lifetime?: Duration
  /**
   * Whether refresh tokens are opaque, or JWTs with an `exp` claim that the client can read.
   *
   * @defaultValue `'opaque'`
   */
  readonly refreshTokens?: 'opaque' | 'signed'
  /**
   * Whether its responses have the organizations of the account, and the person chooses one while approving.
   *
   * @defaultValue `false`
   */
  readonly organizations?: boolean
  /**
   * Whether its devices can send the number that the page shows after an approval.
   *
   * @defaultValue `false`
   */
  readonly verificationNumbers?: boolean
  /**
   * Whether its clients can send DPoP proofs.
   *
   * @defaultValue `false`
   */
  readonly proofs?: boolean
  /**
   * How soon after the start a poll is never too fast, in milliseconds.
   *
   * @defaultValue 0
   */
  readonly startGrace?: Duration
  /**
   * Whether a person never sees the user code, so that only an address with the code in it leads to the page.
   *
   * @defaultValue `false`
   */
  readonly needsCompleteAddress?: boolean
}
