import type { TokenFamily } from '../../machine/families/token-family.js'
import type { TokenFamilyStore, VersionedFamily } from '../../ports/token-family-store.js'
import { RecordFault } from '../call/faults.js'
import { readCreation, readPage, readRevocation } from '../records/read-family-replies.js'
import { quoted, readInstant, readTruth } from '../records/read-record.js'
import { readVersionedFamily } from '../records/stored-records.js'
import { callPort, type Guarded } from './guarded.js'

/** Returns the same family store behind its guard. */
export function guardFamilies(families: TokenFamilyStore): Guarded<TokenFamilyStore> {
  return {
    async create(call, family, caps) {
      const operation = 'stores.families.create'
      return readCreation(operation, await callPort(call, operation, () => families.create(family, caps)))
    },
    async find(call, grantId) {
      const operation = 'stores.families.find'
      const found = await callPort(call, operation, () => families.find(grantId))
      return checkFamily(found, operation, 'grantId', grantId)
    },
    async listBySubject(call, subject, listing) {
      const operation = 'stores.families.listBySubject'
      const found = await callPort(call, operation, () => families.listBySubject(subject, listing))
      const page = readPage(operation, found, listing.limit)
      const read = page.families.map((one) => checkFamily(one, operation, 'subject', subject))
      return { ...page, families: read.filter((one) => one !== undefined) }
    },
    async replace(call, seen, next) {
      assertSameGrant(seen.family, next)
      const operation = 'stores.families.replace'
      return readTruth(operation, await callPort(call, operation, () => families.replace(seen, next)))
    },
    revokeBefore: async (call, holder, at, forgetAt) =>
      callPort(call, 'stores.families.revokeBefore', () => families.revokeBefore(holder, at, forgetAt)),
    revokeWindow: async (call, holder, window, forgetAt) =>
      callPort(call, 'stores.families.revokeWindow', () => families.revokeWindow(holder, window, forgetAt)),
    async findRevocation(call, holder) {
      const operation = 'stores.families.findRevocation'
      return readRevocation(operation, await callPort(call, operation, () => families.findRevocation(holder)))
    },
    async findRevokedBefore(call, holder) {
      const operation = 'stores.families.findRevokedBefore'
      return readInstant(operation, await callPort(call, operation, () => families.findRevokedBefore(holder)))
    },
    ...(families.volatile !== undefined && { volatile: families.volatile }),
  }
}

// A store may rely on it: it checks nothing but the revision.
function assertSameGrant(seen: TokenFamily, next: TokenFamily): void {
  if (seen.grantId === next.grantId && seen.subject === next.subject && seen.clientId === next.clientId) return
  throw new Error('a token family must keep its grant, its subject and its client')
}

function checkFamily(
  found: unknown,
  operation: string,
  member: 'grantId' | 'subject',
  asked: string,
): VersionedFamily | undefined {
  const record = () => `the family of the ${member === 'grantId' ? 'grant' : 'subject'} ${quoted(asked)}`
  const read = readVersionedFamily(found, { operation, record })
  if (read === undefined || read.family[member] === asked) return read
  throw new RecordFault(operation, record(), [`${member} must be the requested one`])
}
