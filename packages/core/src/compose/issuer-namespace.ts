import type { TokenFamily } from '../machine/families/token-family.js'
import type { Digester, Sealer } from '../ports/runtime.js'
import type { TokenFamilyStore, VersionedFamily } from '../ports/token-family-store.js'

// docs/decisions/0029: issuers that share a secret and a store must not accept each other's data.

/**
 * Returns a digester that adds the issuer to each value. For a digester of the host, which does not know the issuer;
 * the keys of `createSystemRuntime` depend on it already.
 */
export function digesterOf(issuer: string, digester: Digester): Digester {
  return { digest: (purpose, value) => digester.digest(purpose, JSON.stringify([issuer, value])) }
}

/** Returns a sealer that opens only a text that was sealed for the same issuer. For a sealer of the host. */
export function sealerOf(issuer: string, sealer: Sealer): Sealer {
  const named = (secret: string): string => JSON.stringify([issuer, secret])
  return {
    seal: (secret, text) => sealer.seal(named(secret), text),
    open: (secret, sealed) => sealer.open(named(secret), sealed),
  }
}

/**
 * Returns the part of a family store that belongs to an issuer. Accounts and clients of two issuers may have the same
 * names, so the stored name of a subject, and of an account or client that is revoked, begins with the issuer. A record
 * of another issuer is treated as absent.
 */
export function familiesOf(issuer: string, families: TokenFamilyStore): TokenFamilyStore {
  // An issuer has no white space, so the first space is its end.
  const prefix = `${issuer} `
  const named = (name: string): string => prefix + name
  const toStored = <Family extends TokenFamily>(family: Family): Family => ({
    ...family,
    subject: named(family.subject),
  })
  const isOurs = (found: VersionedFamily): boolean => !hasSubject(found) || found.family.subject.startsWith(prefix)
  const fromStored = (found: VersionedFamily): VersionedFamily => {
    if (!hasSubject(found)) return found
    return { ...found, family: { ...found.family, subject: found.family.subject.slice(prefix.length) } }
  }
  return {
    create: (family, caps) => families.create(toStored(family), caps),
    async find(grantId) {
      // Many databases return `null` for an absent record.
      const found = (await families.find(grantId)) ?? undefined
      return found !== undefined && isOurs(found) ? fromStored(found) : undefined
    },
    async listBySubject(subject, listing) {
      const page = await families.listBySubject(named(subject), listing)
      // A value that is not a page is reported where all results of ports are checked.
      return Array.isArray(page?.families) ? { ...page, families: page.families.filter(isOurs).map(fromStored) } : page
    },
    replace: (seen, next) => families.replace({ ...seen, family: toStored(seen.family) }, toStored(next)),
    revokeBefore: (holder, at, forgetAt) => families.revokeBefore(named(holder), at, forgetAt),
    revokeWindow: (holder, window, forgetAt) => families.revokeWindow(named(holder), window, forgetAt),
    findRevocation: (holder) => families.findRevocation(named(holder)),
    findRevokedBefore: (holder) => families.findRevokedBefore(named(holder)),
    ...(families.volatile !== undefined && { volatile: families.volatile }),
  }
}

// A record without a subject is wrong. It is reported where all records are checked.
function hasSubject(found: VersionedFamily): boolean {
  return typeof Object(Object(found).family).subject === 'string'
}
