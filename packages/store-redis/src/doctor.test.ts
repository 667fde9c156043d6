import { describe, expect, it } from 'vitest'
import { findingsAbout, type Wishes } from './doctor.js'
import type { ServerFacts } from './server-facts.js'

const good: ServerFacts = {
  id: 'one',
  version: [7, 2],
  isReplica: false,
  replicas: 0,
  memoryLimit: 1_000_000,
  evictionPolicy: 'noeviction',
  hasLog: true,
  logSync: 'always',
  snapshots: '',
  replicasToWrite: 0,
  primaries: 1,
  isAlone: false,
  ahead: 0,
}
const normal: Wishes = { isStrict: false, replicas: 1 }
const strict: Wishes = { isStrict: true, replicas: 1 }
const onDisk: Wishes = { isStrict: true, replicas: 0 }

const codesOf = (servers: readonly ServerFacts[], wishes: Wishes) =>
  findingsAbout(servers, wishes).map(({ code, refuses }) => (refuses ? `refuses ${code}` : code))

describe('the doctor', () => {
  it.each([normal, strict, onDisk])('reports nothing about a safe server: %o', (wishes) => {
    expect(codesOf([good], wishes)).toEqual([])
  })

  const cases: readonly [string, Partial<ServerFacts>, Wishes, readonly string[]][] = [
    ['too old', { version: [6, 0] }, normal, ['refuses version']],
    ['much too old', { version: [5, 9] }, normal, ['refuses version']],
    ['just new enough', { version: [6, 2] }, normal, []],
    ['a replica', { isReplica: true }, normal, ['refuses replica']],
    [
      'one of a cluster, without the others',
      { isAlone: true, primaries: 3, replicasToWrite: 1 },
      normal,
      ['refuses cluster', 'unseen'],
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
    ['in memory only', { hasLog: false, snapshots: '' }, normal, ['persistence']],
    ['with snapshots only', { hasLog: false, snapshots: '3600 1' }, normal, ['persistence']],
    [
      'with snapshots only, in strict durability',
      { hasLog: false, snapshots: '3600 1' },
      strict,
      ['refuses persistence'],
    ],
    ['a second behind on disk', { logSync: 'everysec' }, normal, ['logSync']],
    ['a second behind on disk, with a replica to confirm', { logSync: 'everysec' }, strict, []],
    ['a second behind on disk, with WAITAOF to confirm', { logSync: 'everysec' }, onDisk, ['logSync']],
    [
      'a second behind on disk, without any confirmation',
      { logSync: 'everysec', version: [7, 0] },
      onDisk,
      ['refuses durability'],
    ],
    ['with a replica that may be behind', { replicas: 1 }, normal, ['failover']],
    ['with a replica that must not be behind', { replicas: 1, replicasToWrite: 1 }, normal, []],
    ['with a replica that confirms writes', { replicas: 1 }, strict, []],
  ]

  it.each(cases)('judges a server that is %s', (_name, facts, wishes, codes) => {
    expect(codesOf([{ ...good, ...facts }], wishes)).toEqual(codes)
  })

  it('does not assume that an unknown setting is safe', () => {
    const { logSync: _sync, replicasToWrite: _count, ...silent } = { ...good, replicas: 1 }
    expect(codesOf([silent], normal)).toEqual(['logSync', 'failover'])
  })

  it('says what to set in every finding', () => {
    const ill = { ...good, memoryLimit: 1, evictionPolicy: 'allkeys-lru', hasLog: false, snapshots: '', replicas: 1 }
    for (const { text } of findingsAbout([ill], normal)) expect(text).toMatch(/\b(Set|Connect|update)\b/)
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
    expect(codesOf([node, { ...node, id: 'two', ahead: 400 }], normal)).toEqual([])
    expect(codesOf([node, { ...node, id: 'two', ahead: -600 }], normal)).toEqual(['clocks'])
  })

  it('reports servers that it could not check', () => {
    expect(codesOf([{ ...good, primaries: 3, replicasToWrite: 1 }], normal)).toEqual(['unseen'])
    expect(codesOf([], normal)).toEqual(['unseen'])
    expect(codesOf([], strict)).toEqual(['refuses unseen'])
  })
})
