import type { TokenFamily, TokenFamilyStore, VersionedFamily } from '@devicegrant/core'
import type { Calls } from './calls.js'
import { type Keys, newWriteName } from './names.js'
import { type RecordKind, readValue, writeRecord } from './record-text.js'
import { hasAll, wholeInstant } from './shape.js'

// An account with very many grants is read in portions, so that it does not crowd out everybody else.
const portion = 100

/** Token families in Redis: a value for each, a list for each account, and a moment for whoever was cut off. */
export function createFamilyStore(calls: Calls, keys: Keys): TokenFamilyStore {
  const readName = calls.isStrict ? 'readDurably' : 'read'

  async function find(grantId: string): Promise<VersionedFamily | undefined> {
    const { status, values } = await calls.runDurably(readName, keys.family(grantId))
    if (status !== 'found') return undefined
    const { revision, record } = readValue(values[0], kindOf(grantId))
    return { family: record, revision }
  }

  // What is in the list and nowhere else is found by nobody, so the list comes first.
  function list({ grantId, subject, forgetAt }: TokenFamily) {
    return calls.runDurably('listFamily', keys.familiesOf(subject), grantId, wholeInstant(forgetAt))
  }

  return {
    find,

    async create(family) {
      await list(family)
      const { grantId, ...record } = family
      const args = [newWriteName(), writeRecord(record), wholeInstant(family.forgetAt)]
      const { status } = await calls.runDurably('createRecord', keys.family(grantId), ...args)
      return status === 'done' ? 'created' : 'taken'
    },

    async findBySubject(subject) {
      const { status, values } = await calls.run('readList', keys.familiesOf(subject))
      const listed = status === 'found' && Array.isArray(values[0]) ? values[0].map(String) : []
      const found: VersionedFamily[] = []
      for (let first = 0; first < listed.length; first += portion) {
        const families = await Promise.all(listed.slice(first, first + portion).map(find))
        found.push(...families.filter((family) => family !== undefined))
      }
      return found
    },

    async replace(seen, next) {
      assertSameGrant(seen.family, next)
      const { grantId, ...record } = next
      const args = [newWriteName(), seen.revision, writeRecord(record), wholeInstant(next.forgetAt)]
      const writing = calls.runDurably('replaceRecord', keys.family(grantId), ...args)
      // Both at once, as one round trip: what is listed for longer than it is remembered does no harm.
      const listing = next.forgetAt > seen.family.forgetAt && list(next)
      const [{ status }] = await Promise.all([writing, listing])
      return status === 'done'
    },

    async cutOff(holder, at, forgetAt) {
      await calls.runDurably('cutOff', keys.cutOff(holder), wholeInstant(at), wholeInstant(forgetAt))
    },

    async findCutOff(holder) {
      const { status, values } = await calls.run('read', keys.cutOff(holder))
      if (status !== 'found') return undefined
      const [, at] = /^1 (\d+) \d+$/.exec(String(values[0])) ?? []
      if (at === undefined) throw new Error('a cut-off in Redis has a form that this version does not know')
      return Number(at)
    },
  }
}

const statuses: readonly unknown[] = ['live', 'ended']

function kindOf(grantId: string): RecordKind<TokenFamily> {
  return { named: { grantId }, is: isFamily }
}

function isFamily(value: object): value is TokenFamily {
  return (
    'status' in value &&
    statuses.includes(value.status) &&
    hasAll(value, 'string', ['grantId', 'origin', 'dialect', 'clientId', 'subject']) &&
    hasAll(value, 'number', ['grantedAt', 'authenticatedAt', 'forgetAt'])
  )
}

function assertSameGrant(seen: TokenFamily, next: TokenFamily): void {
  if (seen.grantId === next.grantId && seen.subject === next.subject) return
  throw new Error('a family is replaced by one of the same grant and the same subject')
}
