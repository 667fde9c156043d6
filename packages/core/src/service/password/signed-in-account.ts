import type { Account } from '../../ports/account-directory.js'

/** An account whose person has just signed in. */
export interface SignedInAccount extends Account {
  /** How the person signed in, in the words of RFC 8176 §2: `pwd`, and those of the second factor. */
  readonly amr: readonly string[]
}
