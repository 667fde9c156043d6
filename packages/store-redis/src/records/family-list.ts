import type { FamilyListing, FamilyPosition, LiveFamily } from '@devicegrant/core/stores'
import type { Calls } from '../calls/calls.js'
import { digestOf, type Keys } from './keys.js'
import { wholeInstant } from './whole-instant.js'

/** A live family in the list of its account, without its record. */
export interface ListedFamily extends FamilyPosition {
  readonly member: string
}

/** The lists of live families, one for each account. */
export interface FamilyLists {
  /** Adds a family to the list of its account. Resolves to the `number` most recently used members of that list. */
  add(family: LiveFamily, number: number): Promise<readonly string[]>
  /** Updates the position of a family after a use, if it is in the list. */
  move(family: LiveFamily): Promise<unknown>
  /** Removes members from the list of an account. */
  remove(subject: string, members: readonly string[]): Promise<unknown>
  /** Resolves to a part of the list of an account, the most recently used first. */
  read(subject: string, listing: FamilyListing): Promise<readonly ListedFamily[]>
}

const grantLength = 43
const clientLength = 8

/** Creates the lists in Redis. */
export function createFamilyLists(calls: Calls, keys: Keys): FamilyLists {
  return {
    async add(family, number) {
      const beginning = family.origin === 'deviceCode' ? 'begun' : 'new'
      const args = [memberOf(family), family.lastUsedAt, wholeInstant(family.forgetAt), number, beginning]
      const { values } = await calls.runDurably('listFamily', keys.familiesOf(family.subject), ...args)
      return textsIn(values[0])
    },

    move(family) {
      const args = [memberOf(family), family.lastUsedAt, wholeInstant(family.forgetAt)]
      return calls.runDurably('moveFamily', keys.familiesOf(family.subject), ...args)
    },

    async remove(subject, members) {
      if (members.length > 0) await calls.run('unlistFamilies', keys.familiesOf(subject), ...members)
    },

    async read(subject, { after, limit }) {
      const place = after === undefined ? [] : [after.lastUsedAt, after.grantId]
      const { status, values } = await calls.run('readList', keys.familiesOf(subject), limit, ...place)
      const texts = status === 'found' ? textsIn(values[0]) : []
      return texts.flatMap((member, nth) =>
        nth % 2 === 0 ? [{ member, grantId: grantOf(member), lastUsedAt: Number(texts[nth + 1]) }] : [],
      )
    },
  }
}

/** Returns the member for a family in the list of its account: the grant and a mark of the client. */
export function memberOf({ grantId, clientId }: Pick<LiveFamily, 'grantId' | 'clientId'>): string {
  return grantId + clientMark(clientId)
}

/** Returns the grant of a member. Throws if another version or another program has written it. */
export function grantOf(member: string): string {
  if (member.length === grantLength + clientLength) return member.slice(0, grantLength)
  throw new Error(
    'a list of grants in Redis has a format that this version does not know: use another prefix, or the version that wrote it',
  )
}

/** Returns whether a member is a grant of this client. */
export function isOfClient(member: string, clientId: string): boolean {
  return member.endsWith(clientMark(clientId))
}

// 48 bits are enough to distinguish the few clients of one account.
function clientMark(clientId: string): string {
  return digestOf(clientId).slice(0, clientLength)
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
