import type { ClientId } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { GrantType, RegistrableAuthMethod } from '../protocol/command.js'

/** A program that wants to be a client (RFC 7591 §2). None of it is verified. */
export interface RegistrationRequest {
  /** The name that the program gives itself, without control characters and at most 80 UTF-16 code units long. */
  readonly name: string
  /** How the client will authenticate. */
  readonly authMethod: RegistrableAuthMethod
  /** The grant types that it will use. At least one. */
  readonly grantTypes: readonly GrantType[]
  /** The scope values that it will request. Absent: the host decides. */
  readonly scopes?: readonly string[]
  /** As sent. The grants of this library redirect no person, so a host can ignore them. */
  readonly redirectUris?: readonly string[]
}

/** A client that the host has registered. A member that is absent is as requested. */
export interface RegisteredClient {
  readonly clientId: ClientId
  /** Required unless the client is public. It is sent to the program once. The host keeps the digest of it. */
  readonly clientSecret?: string
  /** When the registration ends, in milliseconds since the Unix epoch. @defaultValue never */
  readonly expiresAt?: Instant
  readonly name?: string
  /** `none`: the client is public. */
  readonly authMethod?: RegistrableAuthMethod
  readonly grantTypes?: readonly GrantType[]
  /** @defaultValue the requested ones, or none if the request names none */
  readonly scopes?: readonly string[]
}

/** The host does not register the client, because of these metadata. */
export interface RegistrationRefusal {
  readonly refused: 'invalidClientMetadata' | 'invalidRedirectUri' | 'invalidScope'
}
