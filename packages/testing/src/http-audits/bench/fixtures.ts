import type { Duration } from '@devicegrant/core'

/** A public client: it has no secret and sends its client_id in the body. */
export interface PublicClientFixture {
  readonly clientId: string
  /** The name that the person sees before deciding. */
  readonly name: string
}

/** A client with a secret, which it may send by Basic and in the body. */
export interface ConfidentialClientFixture {
  readonly clientId: string
  readonly secret: string
}

/** An account that may sign in. */
export interface AccountFixture {
  readonly username: string
  readonly password: string
}

/** What has to be registered with a server before the audits run on it. */
export interface AuditFixtures {
  /** The RFC 8414 issuer, exactly as configured. */
  readonly issuer: string
  /** The public URL below which the endpoints are, without a slash at the end. */
  readonly baseUrl: string
  /**
   * May use the device grant with these scopes and resources. Its default scope is a part of them. With `refresh` it
   * may also refresh and request the scope of `refresh`.
   */
  readonly client: PublicClientFixture & {
    readonly scopes: readonly [string, string, ...string[]]
    readonly resources: readonly [string, string, ...string[]]
  }
  /** May use the device grant, but not `forbiddenScope`, which `client` may request. */
  readonly otherClient: PublicClientFixture & { readonly forbiddenScope: string }
  /** Has the rights of `client`, and must authenticate. */
  readonly confidentialClient: ConfidentialClientFixture
  /** Public, and may not use the device grant. */
  readonly clientWithoutGrant: PublicClientFixture
  /** Public, with the device grant, and disabled. */
  readonly disabledClient: PublicClientFixture
  /** Like `confidentialClient`; client_id and secret have `:`, `%`, `+`, a space and a letter outside ASCII. */
  readonly awkwardClient?: ConfidentialClientFixture
  /** Like `client`, but with its own code lifetime and poll interval, in seconds. */
  readonly tunedClient?: PublicClientFixture & { readonly expiresIn: number; readonly interval: number }
  /** Like `confidentialClient`, during a rotation: both of its secrets are valid. */
  readonly rotatingClient?: { readonly clientId: string; readonly secrets: readonly [string, string] }
  /**
   * Like `rotatingClient`, with a plain client_id and secrets that form-decoding would change: the first has `+` and
   * `%41`, the second `%zz`.
   */
  readonly unencodedClient?: { readonly clientId: string; readonly secrets: readonly [string, string] }
  /** Like `confidentialClient`, but it authenticates by `private_key_jwt`. */
  readonly signingClient?: {
    readonly clientId: string
    /**
     * Returns a new, valid assertion of RFC 7523 §3: for this client, for the issuer, valid for one minute, with its
     * own `jti`. The given claims and header parameters replace these; `undefined` removes one.
     */
    assert(
      claims?: Readonly<Record<string, unknown>>,
      header?: Readonly<Record<string, unknown>>,
    ): string | Promise<string>
  }
  /** Absent: the server gives no refresh tokens, revokes no tokens, and does not show people their linked devices. */
  readonly refresh?: {
    /** The scope value that requests a refresh token. A login may request it as well. */
    readonly scope: string
    /** How long a used refresh token gets the same response again, in milliseconds; 0 if it does not. */
    readonly replayWindow: Duration
    /** How long a refresh token may stay unused, in milliseconds. */
    readonly idle: Duration
    /** How long after the grant it can be used at all, in milliseconds. */
    readonly lifetime: Duration
    /** How many live grants an account may have with one client. Use 20 or more: a long list needs many. */
    readonly grantsPerClient: number
  }
  /** May introspect the tokens of every client, by Basic and by its secret in the body. Absent: no client may. */
  readonly introspectingClient?: ConfidentialClientFixture
  /** Like `confidentialClient`, and may introspect only its own tokens. */
  readonly ownIntrospectingClient?: ConfidentialClientFixture
  /** A resource server: may introspect the access tokens for `audience`, the first resource of `client`. */
  readonly audienceIntrospectingClient?: ConfidentialClientFixture & { readonly audience: string }
  /** May introspect nothing. */
  readonly clientWithoutIntrospection?: ConfidentialClientFixture
  /** May use the password grant. Absent: the password grant is off, as it should be. */
  readonly passwordClient?: ConfidentialClientFixture
  /**
   * An https origin without a port. CORS allows its pages to call the endpoints that devices need. Absent: CORS allows
   * no origin, which is the default.
   */
  readonly corsOrigin?: string
  /**
   * Two people. The first username is ASCII with a lower-case letter. The second password should have a space and a
   * letter with two spellings in Unicode, such as `é`.
   */
  readonly accounts: readonly [AccountFixture, AccountFixture]
  /** Its password is right, and it is disabled. */
  readonly disabledAccount: AccountFixture
  /** Has no password. */
  readonly passwordlessAccount: { readonly username: string }
  /** A scope value that a login may request. */
  readonly loginScope: string
  /** How long a redeemed code gets the same tokens again, in milliseconds; 0 if it does not. */
  readonly replayWindow: Duration
  /** How long the server remembers a finished authorization at least, in milliseconds. */
  readonly tombstone: Duration
}

/** The fixtures that a server may lack. */
export type OptionalFixture =
  | 'awkwardClient'
  | 'tunedClient'
  | 'rotatingClient'
  | 'unencodedClient'
  | 'signingClient'
  | 'refresh'
  | 'introspectingClient'
  | 'ownIntrospectingClient'
  | 'audienceIntrospectingClient'
  | 'clientWithoutIntrospection'
  | 'passwordClient'
  | 'corsOrigin'
