import type { HashVerifier, PasswordHasher } from '../../ports/password-hasher.js'

/**
 * Returns a hasher that makes new hashes with `ours` and also verifies the old hashes of other systems. A stored hash
 * goes to the first verifier that reads it, and to `ours` if none does. Every hash that a verifier reads is outdated.
 * If the directory has `replacePasswordHash`, the next login of the account replaces it.
 *
 * A password with NUL matches no hash of a verifier: many bcrypt systems stop at a NUL, and HMAC ignores NULs at the
 * end.
 *
 * @throws `TypeError` when a verifier lacks a part or reads an empty prefix.
 * @example
 * ```ts
 * const hasher = composeHashers(createArgon2Hasher(), bcryptVerifier({ compare: bcrypt.compare }))
 * ```
 */
export function composeHashers(ours: PasswordHasher, ...others: readonly HashVerifier[]): PasswordHasher {
  for (const [index, verifier] of others.entries()) checkVerifier(verifier, index)
  const verifierOf = (hash: string): HashVerifier | undefined => others.find((verifier) => isRead(hash, verifier))
  return {
    async hash(password) {
      const made = await ours.hash(password)
      const taken = verifierOf(made)
      if (taken === undefined) return made
      throw new Error(
        `composeHashers: ${taken.name} also reads the hashes that the first hasher makes, so every login would replace ` +
          'them. Make its `reads` match only its own hashes',
      )
    },
    async verify(hash, password) {
      const verifier = verifierOf(hash)
      if (verifier === undefined) return ours.verify(hash, password)
      // A verifier can be a function of the host, so only `true` is a match.
      const matches = (await verifier.verify(hash, password)) === true
      return matches && !password.includes('\0')
    },
    isOutdated: (hash) => verifierOf(hash) !== undefined || ours.isOutdated(hash),
  }
}

function isRead(hash: string, verifier: HashVerifier): boolean {
  if (typeof verifier.reads !== 'function') return prefixesOf(verifier.reads).some((prefix) => hash.startsWith(prefix))
  const response: unknown = verifier.reads(hash)
  // A promise would count as yes, and this verifier would get every hash.
  if (typeof response === 'boolean') return response
  throw new TypeError(
    `composeHashers: the function reads of ${verifier.name} must return true or false, and not a promise`,
  )
}

function prefixesOf(reads: string | readonly string[]): readonly string[] {
  return typeof reads === 'string' ? [reads] : reads
}

function checkVerifier({ name, reads, verify }: HashVerifier, index: number): void {
  const prefixes = typeof reads === 'function' || reads === undefined ? [] : prefixesOf(reads)
  const readsSomething = typeof reads === 'function' || prefixes.length > 0
  const readsEverything = prefixes.some((prefix) => typeof prefix !== 'string' || prefix === '')
  if (typeof name === 'string' && readsSomething && !readsEverything && typeof verify === 'function') return
  throw new TypeError(
    `composeHashers: verifier ${index + 1} must have a name, a function \`verify\`, and \`reads\`: a prefix that is not ` +
      'empty, a list of such prefixes, or a function',
  )
}
