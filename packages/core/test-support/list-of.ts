import type { TokenFamilyStore, VersionedFamily } from '../src/ports/token-family-store.js'

/** Returns all live families of an account, last used first. */
export async function listOf(families: TokenFamilyStore, subject: string): Promise<readonly VersionedFamily[]> {
  return (await families.listBySubject(subject, { limit: 1_000 })).families
}
