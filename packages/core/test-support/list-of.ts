import type { TokenFamilyStore, VersionedFamily } from '../src/ports/token-family-store.js'

/** The live families of an account, the one used last first: as many as any test has. */
export async function listOf(families: TokenFamilyStore, subject: string): Promise<readonly VersionedFamily[]> {
  return (await families.listBySubject(subject, { limit: 1_000 })).families
}
