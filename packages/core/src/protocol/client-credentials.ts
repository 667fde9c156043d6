import type { ClientId } from '../machine/names.js'

/** How a client authenticates, RFC 6749 §2.3. The secrets in it are checked once and are passed to no other code. */
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
      /** RFC 7523 §2.2. `clientId` is copied from the request or the assertion, and proves nothing by itself. */
      readonly method: 'private_key_jwt'
      readonly clientId: ClientId
      readonly assertion: string
      /** The public URL of the endpoint that received the assertion. Absent: the audience cannot be this URL. */
      readonly endpoint?: string
    }

/**
 * The credentials in an `Authorization: Basic` header, read without form-decoding (RFC 6749 §2.3.1). Present only if
 * form-decoding changes them.
 */
export interface UnencodedCredentials {
  readonly clientId: ClientId
  readonly secret: string
}

/** An auth method of a client, as registered with IANA (RFC 7591 §2). */
export type ClientAuthenticationMethod = ClientCredentials['method']
