import { describe, expect, it } from 'vitest'
import { checkServers, type DurabilityRequirements } from './preflight-checks.js'
import type { ServerInfo } from './server-info.js'

const good: ServerInfo = {
  id: 'one',
  version: [7, 2],
  isReplica: false,
  replicas: 0,
  memoryLimit: 1_000_000,
  evictionPolicy: 'noeviction',
  hasAof: true,
  fsync: 'always',
  snapshots: '',
  replicasToWrite: 0,
  primaries: 1,
  hasAllKeys: true,
  reachesOneNode: false,
  clockOffset: 0,
}
const normal: DurabilityRequirements = { isStrict: false, replicas: 1 }
const strict: DurabilityRequirements = { isStrict: true, replicas: 1 }
const onDisk: DurabilityRequirements = { isStrict: true, replicas: 0 }

const codesOf = (servers: readonly ServerInfo[], requirements: DurabilityRequirements) =>
  checkServers(servers, requirements).map(({ code, refuses }) => (refuses ? `refuses ${code}` : code))

describe('the preflight checks', () => {
  it.each([normal, strict, onDisk])('reports nothing about a safe server: %o', (requirements) => {
    expect(codesOf([good], requirements)).toEqual([])
  })

  const cases: readonly [string, Partial<ServerInfo>, DurabilityRequirements, readonly string[]][] = [
    ['too old', { version: [6, 0] }, normal, ['refuses version']],
    ['much too old', { version: [5, 9] }, normal, ['refuses version']],
    ['just new enough', { version: [6, 2] }, normal, []],
    ['a replica', { isReplica: true }, normal, ['refuses replica']],
    [
      'one of a cluster, without the others',
      { reachesOneNode: true, primaries: 3, replicasToWrite: 1 },
      normal,
      ['refuses cluster', 'unchecked'],
    ],
    ['evicting any key', { evictionPolicy: 'allkeys-lru' }, normal, ['refuses eviction']],
    ['evicting keys that expire', { evictionPolicy: 'volatile-ttl' }, strict, ['refuses eviction']],
    [
      'evicting, but without a memory limit',
      { evictionPolicy: 'allkeys-lru', memoryLimit: 0 },
      normal,
      ['memoryLimit'],
    ],
    ['without a limit', { memoryLimit: 0 }, normal, ['memoryLimit']],
    ['in memory only', { hasAof: false, snapshots: '' }, normal, ['persistence']],
    ['with snapshots only', { hasAof: false, snapshots: '3600 1' }, normal, ['persistence']],
    [
      'with snapshots only, in strict durability',
      { hasAof: false, snapshots: '3600 1' },
      strict,
      ['refuses persistence'],
    ],
    ['a second behind on disk', { fsync: 'everysec' }, normal, ['fsync']],
    ['a second behind on disk, with a replica to confirm', { fsync: 'everysec' }, strict, []],
    ['a second behind on disk, with WAITAOF to confirm', { fsync: 'everysec' }, onDisk, ['fsync']],
    [
      'a second behind on disk, without any confirmation',
      { fsync: 'everysec', version: [7, 0] },
      onDisk,
      ['refuses durability'],
    ],
    ['with a replica that may be behind', { replicas: 1 }, normal, ['failover']],
    ['with a replica that must not be behind', { replicas: 1, replicasToWrite: 1 }, normal, []],
    ['with a replica that confirms writes', { replicas: 1 }, strict, []],
  ]

  it.each(cases)('judges a server that is %s', (_name, facts, requirements, codes) => {
    expect(codesOf([{ ...good, ...facts }], requirements)).toEqual(codes)
  })

  it('does not assume that an unknown setting is safe', () => {
    const { fsync: _sync, replicasToWrite: _count, ...silent } = { ...good, replicas: 1 }
    expect(codesOf([silent], normal)).toEqual(['fsync', 'failover'])
  })

  it('says what to set in every finding', () => {
    const ill = { ...good, memoryLimit: 1, evictionPolicy: 'allkeys-lru', hasLog: false, snapshots: '', replicas: 1 }
    for (const { text } of checkServers([ill], normal)) expect(text).toMatch(/\b(Set|Connect|update)\b/)
  })

  it('reports a finding of several nodes once, and refusals first', () => {
    const [one, other] = [
      { ...good, memoryLimit: 0, primaries: 2 },
      { ...good, id: 'two', memoryLimit: 0, isReplica: true, primaries: 2, replicasToWrite: 1 },
    ]
    expect(codesOf([one, other], normal)).toEqual(['refuses replica', 'memoryLimit', 'failover'])
  })

  it('compares the clocks of the nodes', () => {
    const node = { ...good, primaries: 2, replicasToWrite: 1 }
    expect(codesOf([node, { ...node, id: 'two', clockOffset: 400 }], normal)).toEqual([])
    expect(codesOf([node, { ...node, id: 'two', clockOffset: -600 }], normal)).toEqual(['clocks'])
  })

  it('reports servers that it could not check', () => {
    expect(codesOf([{ ...good, primaries: 3, replicasToWrite: 1 }], normal)).toEqual(['unchecked'])
    expect(codesOf([], normal)).toEqual(['unchecked'])
    expect(codesOf([], strict)).toEqual(['refuses unchecked'])
  })
})
