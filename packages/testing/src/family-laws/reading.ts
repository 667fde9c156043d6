import type { Instant } from '@devicegrant/core'
import type {
  FamilyPosition,
  GrantId,
  RevokedWindow,
  Subject,
  TokenFamily,
  TokenFamilyStore,
  VersionedFamily,
} from '@devicegrant/core/stores'
import { sampleCodes } from '../sample-authorization.js'
import { ampleCaps, type SampleFamily, sampleFamily } from '../sample-family.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { same, spell } from '../store-laws/plain-data.js'
import type { FamilySubject } from './family-case.js'

// More pages than any case needs.
const mostPages = 500

/** A new store with one family in it. */
export async function withOneFamily(
  subject: FamilySubject,
): Promise<{ readonly store: TokenFamilyStore; readonly family: SampleFamily }> {
  const store = await subject.createStore()
  const family = sampleFamily(timeOf(subject))
  await store.create(family, ampleCaps)
  return { store, family }
}

/** The grant of the nth sample. */
export function nthGrant(nth: number): { readonly grantId: GrantId } {
  return { grantId: sampleCodes(nth).grantId }
}

/** Reads the family of a grant, and expects the store to have it. */
export async function read(
  store: TokenFamilyStore,
  { grantId }: { readonly grantId: GrantId },
): Promise<VersionedFamily> {
  const seen = await store.find(grantId)
  expectLaw(seen !== undefined, 'the grant is unknown')
  return seen
}

/** Reads the whole list of a subject, page by page. Returns the families and the sizes of the pages. */
export async function listAll(
  store: TokenFamilyStore,
  subject: Subject,
  limit = 50,
): Promise<{ readonly families: readonly VersionedFamily[]; readonly sizes: readonly number[] }> {
  const families: VersionedFamily[] = []
  const sizes: number[] = []
  let after: FamilyPosition | undefined
  do {
    const page = await store.listBySubject(subject, { limit, ...(after && { after }) })
    families.push(...page.families)
    sizes.push(page.families.length)
    expectLaw(sizes.length <= mostPages, `the list of a subject does not end within ${mostPages} pages`)
    after = page.next
  } while (after !== undefined)
  return { families, sizes }
}

/** Expects exactly this family under its grant and, if it is live, once and equal under its subject. */
export async function expectStored(store: TokenFamilyStore, expected: TokenFamily): Promise<void> {
  const found = await read(store, expected)
  expectLaw(same(found.family, expected), difference('grant', found.family, expected))
  const { families } = await listAll(store, expected.subject)
  const listed = families.filter(({ family }) => family.grantId === expected.grantId)
  const times = expected.status === 'live' ? 1 : 0
  expectLaw(listed.length === times, `its subject has the grant ${listed.length} times, and it is ${expected.status}`)
  if (times === 0) return
  expectLaw(same(listed[0]?.family, expected), difference('subject', listed[0]?.family, expected))
  expectLaw(listed[0]?.revision === found.revision, 'one revision by grant, another by subject')
}

/** Expects the list of a subject to have exactly the families of these grants. */
export async function expectListed(
  store: TokenFamilyStore,
  subject: Subject,
  grants: readonly { readonly grantId: GrantId }[],
): Promise<void> {
  const { families } = await listAll(store, subject)
  const listed = families.map(({ family }) => family.grantId).sort()
  const expected = grants.map(({ grantId }) => grantId).sort()
  expectLaw(same(listed, expected), `${shorten(subject)} has the grants ${spell(listed)} instead of ${spell(expected)}`)
}

/** Expects this moment, or none, as the revocation of a holder. */
export async function expectRevocation(
  store: TokenFamilyStore,
  holder: string,
  at: Instant | undefined,
): Promise<void> {
  const found = await store.findRevokedBefore(holder)
  expectLaw(found === at, `${shorten(holder)} was revoked before ${spell(found)} instead of ${spell(at)}`)
}

/** Expects exactly these windows among the revocations of a holder, in any order. */
export async function expectWindows(
  store: TokenFamilyStore,
  holder: string,
  windows: readonly RevokedWindow[],
): Promise<void> {
  const found = (await store.findRevocation(holder))?.windows ?? []
  const texts = (some: readonly RevokedWindow[]) => some.map(textOf).toSorted().join('\n')
  expectLaw(
    texts(found) === texts(windows),
    `${shorten(holder)} had the windows ${spell(found)} instead of ${spell(windows)}`,
  )
}

function textOf({ from, until, network }: RevokedWindow): string {
  return JSON.stringify([from, until, network])
}

/** Spells an identifier for a report: some are very long. */
export function shorten(identifier: string): string {
  return identifier.length > 60 ? `${spell(identifier.slice(0, 60))}…` : spell(identifier)
}

function difference(by: string, seen: TokenFamily | undefined, expected: TokenFamily): string {
  return `by ${by} ${spell(seen)} instead of ${spell(expected)}`
}
