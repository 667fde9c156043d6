import type {
  FamilyCaps,
  FamilyPage,
  FamilyPosition,
  LiveFamily,
  Revocation,
  TokenFamily,
  TokenFamilyStore,
  VersionedFamily,
} from '@devicegrant/core/stores'
import type { Calls } from '../calls/calls.js'
import {
  type BeyondCaps,
  beginningOf,
  createFamilyLists,
  grantOf,
  type ListedFamily,
  memberBehind,
  memberOf,
} from './family-list.js'
import type { Keys } from './keys.js'
import { hasAll, type RecordKind, readRecord, readValue, writeRecord } from './record-text.js'
import { readRevocation, writeWindow } from './revocation-text.js'
import { wholeInstant } from './whole-instant.js'
import { newWriteId } from './write-id.js'

// Records are read in portions, so that one long list does not delay other requests.
const portion = 32
const noDeviceCode = '-'

/** Creates the store of token families: a value for each, a list for each account, and a moment for each revocation. */
export function createFamilyStore(calls: Calls, keys: Keys): TokenFamilyStore {
  const readName = calls.isStrict ? 'readDurably' : 'read'
  const lists = createFamilyLists(calls, keys)

  async function find(grantId: string): Promise<VersionedFamily | undefined> {
    const { status, values } = await calls.runDurably(readName, keys.family(grantId))
    if (status !== 'found') return undefined
    const { revision, text } = readValue(values[0])
    return { family: readRecord(text, kindOf(grantId)), revision }
  }

  async function findRevocation(holder: string): Promise<Revocation | undefined> {
    const { status, values } = await calls.run('read', keys.revocation(holder))
    return status === 'found' ? readRevocation(values[0]) : undefined
  }

  /** Reads the live families of these members of a list. Members of ended families are removed from the list. */
  async function readLive(subject: string, members: readonly string[]): Promise<readonly VersionedFamily[]> {
    const live: VersionedFamily[] = []
    const ended: string[] = []
    for (let first = 0; first < members.length; first += portion) {
      const part = members.slice(first, first + portion)
      const found = await Promise.all(part.map((member) => find(grantOf(member))))
      for (const [nth, member] of part.entries()) {
        const seen = found[nth]
        // Another process may be creating this record. If not, the member leaves the list when it expires.
        if (seen === undefined) continue
        if (seen.family.status === 'live' && memberOf(seen.family) === member) live.push(seen)
        else ended.push(member)
      }
    }
    await lists.remove(subject, ended)
    return live
  }

  /**
   * Returns the live families beyond the caps. A process that dies between two writes leaves members in the list whose
   * records are not live, each with a mark. They must not count, so the records behind marks are read.
   */
  async function displacedBy(family: LiveFamily, caps: FamilyCaps, first: BeyondCaps): Promise<readonly string[]> {
    const live = new Set<string>()
    const notLive = new Set<string>()
    let { named, marks } = first
    for (;;) {
      const unread = [...new Set(marks.map(memberBehind))].filter((member) => !live.has(member))
      if (unread.length === 0) return named.map(grantOf)
      const found = await readLive(family.subject, unread)
      for (const seen of found) live.add(memberOf(seen.family))
      const others = unread.filter((member) => !live.has(member))
      for (const member of others) notLive.add(member)
      await lists.trust(
        family.subject,
        unread.filter((member) => live.has(member)),
      )
      if (others.length === 0) return named.map(grantOf)
      ;({ named, marks } = await lists.beyondCaps(family, caps, [...notLive]))
    }
  }

  return {
    find,

    async create(family, caps) {
      const { grantId, ...record } = family
      const args = [newWriteId(), noDeviceCode, writeRecord(record), wholeInstant(family.forgetAt), beginningOf(family)]
      // No client has the tokens of this grant before both are written. The list is sent first.
      const [beyond, { status }] = await Promise.all([
        lists.add(family, caps),
        calls.runDurably('createRecord', keys.family(grantId), ...args),
      ])
      const result = status === 'done' ? 'created' : 'taken'
      const member = memberOf(family)
      // The existing grant may have ended. If so, this removes it from the list again.
      if (result === 'taken') await readLive(family.subject, [member])
      // No response waits for this. If it fails, the next sign-in of the account reads the record.
      else if (beyond.named.length > 0) lists.trust(family.subject, [member]).catch(() => undefined)
      return { result, displaced: await displacedBy(family, caps, beyond) }
    },

    async listBySubject(subject, listing): Promise<FamilyPage> {
      const listed = await lists.read(subject, { ...listing, limit: listing.limit + 1 })
      const page = listed.slice(0, listing.limit)
      const last = listed.length > page.length ? page.at(-1) : undefined
      const families = await readLive(
        subject,
        page.map(({ member }) => member),
      )
      return { families, ...(last && { next: positionOf(last) }) }
    },

    async replace(seen, next) {
      const { grantId, ...record } = next
      const args = [newWriteId(), seen.revision, writeRecord(record), wholeInstant(next.forgetAt)]
      const isLive = next.status === 'live'
      // If the grant lasts longer than before, the list comes first: a grant must be listed while it is live.
      const isLonger = isLive && next.forgetAt > seen.family.forgetAt
      if (isLonger) await lists.move(next)
      // The mark is sent first. If this process dies before the grant leaves the list, others see that it may have ended.
      const marking = isLive ? undefined : lists.doubt(next)
      const writing = calls.runDurably('replaceRecord', keys.family(grantId), ...args)
      // A live grant stays in the list in any case, so both writes go in one round trip.
      const [{ status }] = await Promise.all([writing, marking, isLive && !isLonger && lists.move(next)])
      const isDone = status === 'done'
      // The record comes first: a grant must not leave the list while it is live.
      if (isDone && !isLive) await lists.remove(next.subject, [memberOf(next)])
      return isDone
    },

    async revokeBefore(holder, at, forgetAt) {
      await calls.runDurably('revokeBefore', keys.revocation(holder), wholeInstant(at), wholeInstant(forgetAt))
    },

    async revokeWindow(holder, window, forgetAt) {
      await calls.runDurably('revokeWindow', keys.revocation(holder), writeWindow(window), wholeInstant(forgetAt))
    },

    findRevocation,

    async findRevokedBefore(holder) {
      return (await findRevocation(holder))?.before
    },
  }
}

const statuses: readonly unknown[] = ['live', 'ended']

function kindOf(grantId: string): RecordKind<TokenFamily> {
  return { outside: { grantId }, is: isFamily }
}

function isFamily(value: object): value is TokenFamily {
  return (
    'status' in value &&
    statuses.includes(value.status) &&
    hasAll(value, 'string', ['grantId', 'origin', 'dialect', 'clientId', 'subject']) &&
    hasAll(value, 'number', ['grantedAt', 'authenticatedAt', 'forgetAt'])
  )
}

function positionOf({ lastUsedAt, grantId }: ListedFamily): FamilyPosition {
  return { lastUsedAt, grantId }
}
