/** Makes and checks password hashes. Passwords arrive well-formed, in NFC and capped. */
export interface PasswordHasher {
  /** A new hash of the password with the parameters of today, carrying its own salt and parameters. */
  hash(password: string): Promise<string>
  /** Whether the password is the one that was hashed. Rejects on a hash it cannot or must not compute. */
  verify(hash: string, password: string): Promise<boolean>
  /** Whether a hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean
}
