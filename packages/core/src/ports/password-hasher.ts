/**
 * Makes and checks password hashes: `createArgon2Hasher` of `@devicegrant/core/argon2`, or the host's own. A password
 * is well-formed Unicode in Normalization Form C (NFC), and its length is limited.
 */
export interface PasswordHasher {
  /**
   * Returns a new hash of the password, made with the current parameters. The text has its salt and parameters in it.
   */
  hash(password: string): Promise<string>
  /**
   * Returns whether the password is the one that was hashed. Must reject a hash that it cannot compute, or that would
   * cost too much.
   */
  verify(hash: string, password: string): Promise<boolean>
  /** Returns whether a hash was made with parameters other than the current ones. */
  isOutdated(hash: string): boolean
}

/** Checks password hashes of one kind that another system made. For `composeHashers`. */
export interface HashVerifier {
  /** The name of these hashes in messages, such as `bcrypt`. */
  readonly name: string
  /**
   * Which stored hashes are of this kind: those with one of these prefixes, or those for which the function is `true`.
   */
  readonly reads: string | readonly string[] | ((hash: string) => boolean)
  /**
   * Returns whether the password is the one that was hashed. Must reject a hash that it cannot compute, or that would
   * cost too much. Must settle: it uses one of `passwordLogin.limits.permits` until then.
   */
  verify(hash: string, password: string): Promise<boolean>
}
