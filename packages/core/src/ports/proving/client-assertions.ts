import type { Instant } from '../../machine/time.js'
import type { Found, MaybePromise } from '../found.js'

/**
 * The claims of a client assertion with a valid signature, RFC 7523 §3. Times are milliseconds since the Unix epoch.
 */
export interface AssertionClaims {
  readonly issuer: string
  readonly subject: string
  readonly audience: readonly string[]
  /** `jti`: identifies this assertion. */
  readonly assertionId: string
  readonly expiresAt: Instant
  /** `nbf`: the assertion is not valid before this moment. */
  readonly notBefore?: Instant
}

/** A public key as a JSON Web Key, RFC 7517 §4. */
export type PublicKey = Readonly<Record<string, unknown>>

/** Checks signatures of client assertions: `createAssertionVerifier` of `@devicegrant/core/jwt`, or the host's own. */
export interface AssertionVerifier {
  /** The public-key algorithms that it accepts, such as `ES256`. The RFC 8414 metadata lists them. */
  readonly algorithms: readonly string[]
  /**
   * Returns the claims of an assertion if one of these keys signed it, and `undefined` or `null` otherwise. Checks only the
   * signature and that the claims are present; the library checks their values. Must reject only if the cause is not
   * the assertion, such as a wrong key of the host.
   */
  verify(assertion: string, keys: readonly PublicKey[]): MaybePromise<Found<AssertionClaims>>
}

/**
 * A jti store: remembers names that may be used only once. Its laws are `jtiStoreCases` of
 * `@devicegrant/testing`.
 */
export interface JtiStore {
  /**
   * Returns whether this name is used for the first time. Of several calls at the same time, exactly one must return
   * `true`. Must remember the name at least until `forgetAt` (milliseconds since the Unix epoch). Must reject if it
   * cannot find out.
   */
  use(name: string, forgetAt: Instant): Promise<boolean>

  /**
   * Whether the store loses its names when this process ends. If it does, a warning says so at the start, with
   * `NODE_ENV=production`.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
