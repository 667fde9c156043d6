import type { FamilyCaps, FamilyListing, FamilyPosition, LiveFamily, TokenFamily } from '@devicegrant/core/stores'
import type { Calls } from '../calls/calls.js'
import type { ScriptReply } from '../calls/send-script.js'
import { digestOf, type Keys } from './keys.js'
import { wholeInstant } from './whole-instant.js'

/** A live family in the list of its account, without its record. */
export interface ListedFamily extends FamilyPosition {
  readonly member: string
}

/** The members of a list that are beyond the caps, if the members with these marks are live. */
export interface BeyondCaps {
  readonly named: readonly string[]
  /** Each is a member behind one character, which says why its record may not be live. */
  readonly marks: readonly string[]
}

/** The lists of live families, one for each account. */
export interface FamilyLists {
  /** Adds a family to the list of its account, with a mark. Resolves to the members that it displaces. */
  add(family: LiveFamily, caps: FamilyCaps): Promise<BeyondCaps>
  /** Resolves to the members that a listed family displaces. `ignored` members do not count. */
  beyondCaps(family: LiveFamily, caps: FamilyCaps, ignored: readonly string[]): Promise<BeyondCaps>
  /** Updates the position of a family after a use, if it is in the list. */
  move(family: LiveFamily): Promise<unknown>
  /** Marks a family before its record ends. */
  doubt(family: TokenFamily): Promise<unknown>
  /** Removes the marks of members that were created and are live. */
  trust(subject: string, members: readonly string[]): Promise<unknown>
  /** Removes members from the list of an account. */
  remove(subject: string, members: readonly string[]): Promise<unknown>
  /** Resolves to a part of the list of an account, the most recently used first. */
  read(subject: string, listing: FamilyListing): Promise<readonly ListedFamily[]>
}

const grantLength = 43
const clientLength = 8
const newMark = '?'
// That of the expiry, and the two marks.
const prefixes = ['~', newMark, '!']

/** Creates the lists in Redis. */
export function createFamilyLists(calls: Calls, keys: Keys): FamilyLists {
  async function unlist(subject: string, texts: readonly string[]): Promise<void> {
    if (texts.length > 0) await calls.run('unlistFamilies', keys.familiesOf(subject), ...texts)
  }

  return {
    async add(family, caps) {
      const facts = [memberOf(family), beginningOf(family), family.lastUsedAt, wholeInstant(family.forgetAt)]
      const args = [...facts, ...argsOf(caps)]
      return namedIn(await calls.runDurably('listFamily', keys.familiesOf(family.subject), ...args))
    },

    async beyondCaps(family, caps, ignored) {
      const args = [memberOf(family), ...argsOf(caps), ...ignored]
      return namedIn(await calls.run('nameFamilies', keys.familiesOf(family.subject), ...args))
    },

    move(family) {
      const args = [memberOf(family), family.lastUsedAt, wholeInstant(family.forgetAt)]
      return calls.runDurably('moveFamily', keys.familiesOf(family.subject), ...args)
    },

    doubt: (family) => calls.runDurably('doubtFamily', keys.familiesOf(family.subject), memberOf(family)),

    trust: (subject, members) =>
      unlist(
        subject,
        members.map((member) => newMark + member),
      ),

    remove: (subject, members) =>
      unlist(
        subject,
        members.flatMap((member) => [member, ...prefixes.map((prefix) => prefix + member)]),
      ),

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

/** Returns the member that has this mark. */
export function memberBehind(mark: string): string {
  return mark.slice(1)
}

// 48 bits are enough to distinguish the few clients of one account.
function clientMark(clientId: string): string {
  return digestOf(clientId).slice(0, clientLength)
}

/** Returns whether a family is existing work, such as an approved code, or `new` work, which a full Redis refuses. */
export function beginningOf({ origin }: TokenFamily): 'begun' | 'new' {
  return origin === 'deviceCode' ? 'begun' : 'new'
}

function argsOf({ perAccount, perClient, namedAtOnce }: FamilyCaps): readonly number[] {
  return [perAccount, perClient, namedAtOnce]
}

function namedIn({ values: [named, marks] }: ScriptReply): BeyondCaps {
  return { named: textsIn(named), marks: textsIn(marks) }
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
