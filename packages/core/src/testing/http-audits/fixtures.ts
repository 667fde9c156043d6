import type { Duration } from '../../machine/time.js'

/** A public client: it has no secret and names itself in the body. */
export interface PublicClientFixture {
  readonly clientId: string
  /** As it is shown to the person who decides. */
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

/** What has to be registered with a server before the audits are run on it. */
export interface AuditFixtures {
  /** The RFC 8414 issuer, exactly as configured. */
  readonly issuer: string
  /** The public URL below which the endpoints are, without a slash at the end. */
  readonly baseUrl: string
  /**
   * May use the device grant, for these scopes and resources; without a scope it gets a part of them by default. With
   * `refresh` it may refresh, too, and ask for the scope of that.
   */
  readonly client: PublicClientFixture & {
    readonly scopes: readonly [string, string, ...string[]]
    readonly resources: readonly [string, string, ...string[]]
  }
  /** May use the device grant, but not for `forbiddenScope`, which `client` may ask for. */
  readonly otherClient: PublicClientFixture & { readonly forbiddenScope: string }
  /** May do what `client` may, and must prove who it is. */
  readonly confidentialClient: ConfidentialClientFixture
  /** Public, and may not use the device grant. */
  readonly clientWithoutGrant: PublicClientFixture
  /** Public, with the device grant, and disabled. */
  readonly disabledClient: PublicClientFixture
  /** Like `confidentialClient`; identifier and secret hold `:`, `%`, `+`, a space and a letter that is not ASCII. */
  readonly awkwardClient?: ConfidentialClientFixture
  /** Like `client`, but with a code lifetime and a poll interval of its own, in seconds. */
  readonly tunedClient?: PublicClientFixture & { readonly expiresIn: number; readonly interval: number }
  /** Like `confidentialClient`, in the middle of a rotation: both of its secrets are good. */
  readonly rotatingClient?: { readonly clientId: string; readonly secrets: readonly [string, string] }
  /**
   * Like `rotatingClient`, with a plain identifier and secrets that are not what they are form-decoded: the first holds `+`
   * and `%41`, the second `%zz`.
   */
  readonly unencodedClient?: { readonly clientId: string; readonly secrets: readonly [string, string] }
  /** Like `confidentialClient`, but it proves who it is by `private_key_jwt`. */
  readonly signingClient?: {
    readonly clientId: string
    /**
     * A new assertion of RFC 7523 §3 that is right: about this client, for the issuer, good for a minute, with a `jti` of
     * its own. Claims and header parameters that are given stand in it instead; one that is `undefined` is left out.
     */
    assert(
      claims?: Readonly<Record<string, unknown>>,
      header?: Readonly<Record<string, unknown>>,
    ): string | Promise<string>
  }
  /** Absent: refresh tokens are not given here, tokens are not revoked, and people do not see their linked devices. */
  readonly refresh?: {
    /** The scope value that brings a refresh token. A login may ask for it as well. */
    readonly scope: string
    /** How long a lost refresh answer is given again, in milliseconds; 0 when it is not. */
    readonly replayWindow: Duration
    /** How long a refresh token may lie unused, in milliseconds. */
    readonly idle: Duration
    /** How long after the grant it can be used at all, in milliseconds. */
    readonly lifetime: Duration
    /** How many live grants an account may have with one client. From 20, or an account cannot have enough for a long list. */
    readonly grantsPerClient: number
  }
  /** May introspect the tokens of every client, by Basic and by its secret in the body. Absent: nobody may. */
  readonly introspectingClient?: ConfidentialClientFixture
  /** Like `confidentialClient`, and may introspect its own tokens only. */
  readonly ownIntrospectingClient?: ConfidentialClientFixture
  /** A resource server: may introspect the access tokens that are for `audience`, the first resource of `client`. */
  readonly audienceIntrospectingClient?: ConfidentialClientFixture & { readonly audience: string }
  /** May introspect nothing. */
  readonly clientWithoutIntrospection?: ConfidentialClientFixture
  /** May use the password grant. Absent: that grant is off, as it should be. */
  readonly passwordClient?: ConfidentialClientFixture
  /**
   * An https origin without a port whose pages may call the endpoints that devices need, by CORS. Absent: no origin may,
   * which is the default.
   */
  readonly corsOrigin?: string
  /**
   * Two people. The first username is ASCII with a lower-case letter. The second password is best with a space and
   * with a letter that Unicode can spell in two ways, such as `é`.
   */
  readonly accounts: readonly [AccountFixture, AccountFixture]
  /** Its password is right, and it is disabled. */
  readonly disabledAccount: AccountFixture
  /** Has no password. */
  readonly passwordlessAccount: { readonly username: string }
  /** A scope value that a login may ask for. */
  readonly loginScope: string
  /** How long a lost token answer is given again, in milliseconds; 0 when it is not. */
  readonly replayWindow: Duration
  /** How long a finished authorization is remembered at least, in milliseconds. */
  readonly tombstone: Duration
}

/** The fixtures that a server may be without. */
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
