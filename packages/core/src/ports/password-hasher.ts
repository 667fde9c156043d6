/** Makes and checks password hashes. Passwords arrive well-formed, in NFC and capped. */
export interface PasswordHasher {
  /** A new hash of the password with the parameters of today, carrying its own salt and parameters. */
  hash(password: string): Promise<string>
  /** Whether the password is the one that was hashed. Rejects on a hash it cannot or must not compute. */
  verify(hash: string, password: string): Promise<boolean>
  /** Whether a hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean
}

/** Checks password hashes of one kind, which another system made. For `composeHashers`. */
export interface HashVerifier {
  /** What messages call these hashes, such as `bcrypt`. */
  readonly name: string
  /** Which stored hashes are of this kind: those with one of these prefixes, or those that the function picks. */
  readonly reads: string | readonly string[] | ((hash: string) => boolean)
  /**
   * Returns whether the password is the one that was hashed. Rejects on a hash that it cannot compute, or that would cost
   * too much. It holds one of the places for hashing until it settles, so it must settle.
   */
  verify(hash: string, password: string): Promise<boolean>
}
