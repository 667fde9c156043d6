// What is compared with what. The first subject of a comparison is ours; `wanted` are the ratios that the project wants to
// reach against another subject: `due`, and `aim`.
// `by`: `cpu` compares the CPU time of the servers for one operation, `rate` the operations in a second.

/**
 * @typedef {{ against: string, due?: number, aim?: number, by: 'cpu' | 'rate' }} Wanted
 * @typedef {{ title: string, subjects: object[], wanted: Wanted[] }} Comparison
 */

/** @type {Record<string, { passes: number, window: number, warmUp: number, manyCodes: number, ringShare: number, records: number, imports: number }>} */
export const paces = {
  full: { passes: 8, window: 1_000, warmUp: 2_000, manyCodes: 1_000_000, ringShare: 1, records: 100_000, imports: 15 },
  quick: { passes: 2, window: 250, warmUp: 300, manyCodes: 20_000, ringShare: 1 / 4, records: 10_000, imports: 3 },
}

// How many codes the polls of a subject go around. Ours in Redis and better-auth keep the interval
// of a code in real time, so they need more codes than they poll in a second, or in two windows of a quick run. The others have a fast clock, or no interval.
const rings = { redis: 16_000, 'better-auth': 5_000, others: 1_000 }

const op = 'oidc-provider'
const ba = 'better-auth'

/**
 * Returns all comparisons. `redis` is the address of a Redis, and `slowRedis` are addresses of the same one behind a line with
 * a delay. Without a Redis, and without enough cores, some comparisons are left out.
 *
 * @returns {Comparison[]}
 */
export function comparisonsFor({ redis, slowRedis = [], manyCodes, ringShare, cores }) {
  const all = [...polls(), ...issues(), ...flows(), ...others(manyCodes), ...inRedis(redis, slowRedis, cores)]
  const loaded = ({ ring, ...subject }) => ({
    ...subject,
    ...(ring && { ring: ring * ringShare }),
    // Redis and the hashes of passwords need the core that such a load would take.
    isAwake: subject.redis === undefined && subject.work !== 'login',
  })
  return all.map(({ subjects, ...comparison }) => ({ ...comparison, subjects: subjects.map(loaded) }))
}

function polls() {
  const poll = (title, mount, servers, wanted) =>
    compare(`poll, ${title}`, { work: 'poll', mount }, servers, wanted.map(byCpu))
  return [
    poll(
      'Express',
      'express',
      ['bare', op, ba],
      [
        ['bare', 1.1, 1.25],
        [op, 2.1, 2.5],
      ],
    ),
    poll(
      'Koa',
      'koa',
      ['bare', op],
      [
        ['bare', 0.95, 1.4],
        [op, 2.7, 3.8],
      ],
    ),
    poll(
      'node:http',
      'node',
      ['bare', op, ba],
      [
        ['bare', 0.5, 0.85],
        [op, 3.3, 4.6],
      ],
    ),
    poll('fetch door', 'fetch', ['bare', ba], [['bare', 0.5, 0.8]]),
  ]
}

function issues() {
  const wanted = [byCpu(['bare', 0.7, 1]), byCpu([op, 2, 3.3])]
  return [
    compare('issue, Koa', { work: 'issue', mount: 'koa' }, ['bare', op], wanted),
    compare('issue, fetch door', { work: 'issue', mount: 'fetch' }, [ba]),
  ]
}

function flows() {
  const flow = (title, settings, servers, wanted) =>
    compare(`flow, memory, ${title}`, { work: 'flow', ...settings }, servers, [byCpu(wanted)])
  const signed = [op, 1.2, 2]
  return [
    flow('Express, ES256', { mount: 'express' }, [op], signed),
    flow('Koa, ES256', { mount: 'koa' }, [op], signed),
    flow('node:http, ES256', { mount: 'node' }, [op], signed),
    flow('node:http, ES256, links', { mount: 'node', isLinked: true }, [op], [op]),
    flow('node:http, opaque tokens', { mount: 'node', tokens: 'opaque' }, [op, ba], [op, 1.8, 3]),
  ]
}

function others(manyCodes) {
  const login = { work: 'login', mount: 'node', login: true, connections: 8 }
  const poll = { work: 'poll', server: 'ours', mount: 'node' }
  return [
    compare('refresh, memory, node:http, ES256', { work: 'refresh', mount: 'node' }, [op]),
    {
      title: 'poll, node:http, with and without metrics',
      subjects: [
        { ...poll, name: 'ours', ring: rings.others },
        { ...poll, name: 'ours, with metrics', metrics: true, ring: rings.others },
      ],
      wanted: [],
    },
    compare('login, node:http', login, ['argon2'], [{ against: 'argon2', due: 0.95, by: 'rate' }]),
    {
      title: `poll, ${manyCodes} live codes`,
      subjects: [
        { ...poll, name: 'ours', codes: manyCodes },
        { ...poll, name: 'ours, 1000 codes', codes: 1_000 },
      ],
      wanted: [],
    },
  ]
}

function inRedis(redis, slowRedis, cores) {
  if (redis === undefined) return []
  const koa = { mount: 'koa', redis }
  const piped = { ...koa, pipelining: true }
  const flow = (title, settings, due, aim) =>
    compare(`flow, Redis${title}`, { ...settings, work: 'flow' }, [op], [{ against: op, due, aim, by: 'rate' }])
  return [
    flow(', Koa', koa, 2.2, 4.5),
    flow(', Koa, links', { ...koa, isLinked: true }),
    flow(', Koa, auto-pipelining of ioredis', piped),
    ...slowRedis.map(({ delay, address }) => flow(`, ${delay} ms away`, { ...koa, redis: address }, 1.6)),
    compare('poll, Redis, Koa', { ...koa, work: 'poll' }, [op]),
    ...(cores < 4 ? [] : [twoProcesses(koa)]),
  ]
}

// Each process needs a core, and so do Redis and the load.
function twoProcesses(settings) {
  const poll = { ...settings, work: 'poll', server: 'ours', ring: 4 * rings.redis }
  const one = 'ours, one process'
  return {
    title: 'poll, two processes on one Redis',
    subjects: [
      { ...poll, name: 'ours', processes: 2 },
      { ...poll, name: one },
    ],
    wanted: [{ against: one, due: 1.8, aim: 2, by: 'rate' }],
  }
}

function compare(title, settings, servers, wanted = []) {
  const subjects = ['ours', ...servers].map((server) => {
    const ring = server === 'ours' && settings.redis !== undefined ? rings.redis : (rings[server] ?? rings.others)
    return { ring, ...settings, server, name: server }
  })
  return { title, subjects, wanted }
}

function byCpu([against, due, aim]) {
  return { against, due, aim, by: 'cpu' }
}
