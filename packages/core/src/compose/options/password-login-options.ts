import type { ClientId } from '../../machine/names.js'
import type { SecondFactor } from '../../ports/hooks/second-factor.js'
import type { PasswordHasher } from '../../ports/password-hasher.js'
import type { HashingLimits } from '../../service/password/hashing-gate.js'

/** First-party login with username and password: `POST /login`, and the sign-in form of the page. */
export interface PasswordLoginOptions {
  /**
   * Makes and checks the password hashes: `createArgon2Hasher()` of `@devicegrant/core/argon2`, or the host's own.
   * Where accounts still have hashes of another system, use `composeHashers` of `@devicegrant/core/passwords`.
   */
  readonly hasher: PasswordHasher
  /** Every scope value that a login may request. */
  readonly scopes: readonly string[]
  /**
   * The scope that a login gets when it requests none. Each value must be in `scopes`.
   *
   * @defaultValue `[]`: no scope
   */
  readonly defaultScopes?: readonly string[]
  /**
   * The client identifier in the tokens of a login. No client of the registry may have this identifier.
   *
   * @defaultValue `'first-party'`
   */
  readonly clientId?: string
  /**
   * The name of that client on the page that lists a person's linked devices.
   *
   * @defaultValue `page.serviceName`, or the host name of the issuer without it
   */
  readonly clientName?: string
  /**
   * The second factor of the accounts that have one: `createTotpFactor()` of `@devicegrant/core/totp`, or the host's own.
   * Needs `stores.jtis`. The password grant refuses such accounts.
   *
   * @defaultValue none: a password is enough for every account
   */
  readonly secondFactor?: SecondFactor
  /**
   * Serves the password grant (RFC 6749 §4.3) at the token endpoint, for clients whose `grantTypes` include `'password'`.
   * RFC 9700 §2.4 says that this grant must not be used; a warning at the start repeats it.
   *
   * @defaultValue `false`
   */
  readonly passwordGrant?: boolean
  /**
   * How many passwords are hashed at the same time, and how many requests may wait, over all addresses.
   *
   * @defaultValue `permits`: the number of processors, at most 3; `queue`: 16 for each permit; `longestWait`: 2 seconds
   */
  readonly limits?: Partial<HashingLimits>
}

/** Returns the identifier of the client that stands for a person's own sign-in. The registry does not have it. */
export function firstPartyClient({ clientId = 'first-party' }: Pick<PasswordLoginOptions, 'clientId'>): ClientId {
  return clientId
}
