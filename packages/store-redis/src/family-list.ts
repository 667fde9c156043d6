import type { FamilyListing, FamilyPosition, LiveFamily } from '@devicegrant/core'
import type { Calls } from './calls.js'
import { digestOf, type Keys } from './names.js'
import { wholeInstant } from './shape.js'

/** A live family in the list of its account: as much as can be told without reading its record. */
export interface ListedFamily extends FamilyPosition {
  readonly member: string
}

/** The lists of live families, one for each account. */
export interface FamilyLists {
  /** Puts a family on the list of its account. Resolves to the members of that list that were used last, so many. */
  add(family: LiveFamily, number: number): Promise<readonly string[]>
  /** Follows a use of a family that is on the list. */
  move(family: LiveFamily): Promise<unknown>
  /** Takes members off the list of an account. */
  remove(subject: string, members: readonly string[]): Promise<unknown>
  /** A part of the list of an account, the one used last first. */
  read(subject: string, listing: FamilyListing): Promise<readonly ListedFamily[]>
}

const grantLength = 43
const clientLength = 8

/** The lists in Redis. */
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

/** What stands for a family in the list of its account: its grant, and what tells its client from others of the account. */
export function memberOf({ grantId, clientId }: Pick<LiveFamily, 'grantId' | 'clientId'>): string {
  return grantId + clientMark(clientId)
}

/** The grant that a member stands for. Throws when another version, or somebody else, has written it. */
export function grantOf(member: string): string {
  if (member.length === grantLength + clientLength) return member.slice(0, grantLength)
  throw new Error('a list of grants in Redis has a form that this version does not know')
}

/** Whether a member stands for a grant with this client. */
export function isOfClient(member: string, clientId: string): boolean {
  return member.endsWith(clientMark(clientId))
}

// 48 bits are plenty to tell the few clients of one account apart.
function clientMark(clientId: string): string {
  return digestOf(clientId).slice(0, clientLength)
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
