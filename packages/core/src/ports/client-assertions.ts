import type { Instant } from '../machine/time.js'

/** What a client assertion says, RFC 7523 §3, once its signature is known to be good. Points in time are milliseconds. */
export interface AssertionClaims {
  readonly issuer: string
  readonly subject: string
  readonly audience: readonly string[]
  /** `jti`: names this one assertion. */
  readonly assertionId: string
  readonly expiresAt: Instant
  /** `nbf`: not good before this moment. */
  readonly notBefore?: Instant
}

/** A public key as RFC 7517 §4 writes it. */
export type PublicKey = Readonly<Record<string, unknown>>

/** Checks signatures of client assertions: `createAssertionVerifier` of `@devicegrant/core/jwt`. */
export interface AssertionVerifier {
  /** The public-key algorithms it takes, as RFC 8414 metadata lists them. */
  readonly algorithms: readonly string[]
  /**
   * What an assertion says, if one of these keys signed it, and `undefined` otherwise. Nothing but the signature and the
   * presence of the claims is judged. Rejects only when something other than the assertion is at fault.
   */
  verify(assertion: string, keys: readonly PublicKey[]): Promise<AssertionClaims | undefined>
}

/** Remembers what may be used once only. The laws are `onceStoreCases` of `@devicegrant/core/testing`. */
export interface OnceStore {
  /**
   * Whether this name is used for the first time. Of any number of calls at once exactly one is told so. Remembered at
   * least until `forgetAt`. Rejects when it cannot tell.
   */
  use(name: string, forgetAt: Instant): Promise<boolean>

  /**
   * Whether everything in it is lost when this process ends. With `NODE_ENV=production` a warning at the start says so.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
