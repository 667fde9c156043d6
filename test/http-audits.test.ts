import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import {
  type AuditFixtures,
  type AuditNeed,
  type AuditTarget,
  canRunAudit,
  createFakeHost,
  createScriptedRandom,
  type FakeHostSettings,
  httpAudits,
} from '@devicegrant/testing'
import Router from '@koa/router'
import mountKoa from 'koa-mount'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  examples,
  express4,
  express5,
  expressMount,
  type Http2Mount,
  http2Mounts,
  type KoaPlacing,
  koa2,
  koa3,
  koaMount,
  type Mount,
  mounts,
  type OpenDoor,
  openFetch,
  openHttp2Server,
  openServer,
  routesMount,
} from './doors.js'
import { parserHosts } from './parsers.js'

interface Case {
  readonly name: string
  /** Absent: the fetch door. */
  readonly mount?: Mount
  readonly http2Mount?: Http2Mount
  readonly settings?: FakeHostSettings
  /** Grants have no record here: nothing is refreshed, revoked or introspected. */
  readonly forgets?: true
  /** Audits that cannot hold here, and why: each is run too, and has to fail. */
  readonly excused?: Readonly<Record<string, string>>
}

const underPath = { issuer: 'http://127.0.0.1:3000', baseUrl: 'http://127.0.0.1:3000/auth' }

const inKoaMount: KoaPlacing = (app, ours) => void app.use(mountKoa('/auth', ours))
const inKoaRouter: KoaPlacing = (app, ours) => void app.use(new Router().all(/^\/auth(\/.*)?$/, ours).routes())

const overHttp2 = {
  'client-two-authorization-headers': 'the client of Node sends no two: test/http2.test.ts does',
  'answers-survive-headers': 'Node ends the stream of a request with too many headers, and there is no answer',
  'answers-bound-the-device-label': 'HTTP/2 carries no value with a space at its end, RFC 9113 §8.2.1',
}

/** What proves the product: every door of ours, every setting that audits need, and one host with body parsers. */
const proving: readonly Case[] = [
  { name: 'Express 5', mount: mounts['Express 5'] },
  { name: 'Koa 3', mount: mounts['Koa 3'] },
  { name: 'node:http', mount: mounts['node:http'] },
  { name: 'fetch' },
  { name: 'fetch, with the password grant', settings: { passwordGrant: true } },
  { name: 'fetch, with CORS', settings: { cors: true } },
  // Both parsers of Express: most of what comes has been read, and judged, before us.
  ...parserHosts.slice(0, 1),
]

const others: readonly Case[] = [
  { name: 'Express 4', mount: mounts['Express 4'] },
  { name: 'Koa 2', mount: mounts['Koa 2'] },
  { name: 'fetch, https', settings: { issuer: 'https://login.example.com' } },
  { name: 'Express 5, with CORS', mount: mounts['Express 5'], settings: { cors: true } },
  { name: 'Koa 3, with CORS', mount: mounts['Koa 3'], settings: { cors: true } },
  { name: 'node:http, with CORS', mount: mounts['node:http'], settings: { cors: true } },
  { name: 'Fastify 5, with CORS', mount: examples['Fastify 5'], settings: { cors: true } },
  { name: 'Hono 4, with CORS', mount: examples['Hono 4'], settings: { cors: true } },
  {
    name: 'Express 4 at a path, with CORS',
    mount: expressMount(express4, [], '/auth'),
    settings: { ...underPath, cors: true },
  },
  { name: 'fetch, without replays', settings: { policy: { replayWindow: 0, refreshReplayWindow: 0 } } },
  { name: 'fetch, without families', forgets: true },
  { name: 'Express 5 at a path', mount: expressMount(express5, [], '/auth'), settings: underPath },
  {
    name: 'Express 5, the issuer with a path',
    mount: expressMount(express5, [], '/auth'),
    settings: { issuer: 'http://127.0.0.1:3000/auth' },
  },
  { name: 'Express 4 at a path', mount: expressMount(express4, [], '/auth'), settings: underPath },
  { name: 'Koa 3 in koa-mount', mount: koaMount(koa3, [], inKoaMount), settings: underPath },
  { name: 'Koa 2 in koa-mount', mount: koaMount(koa2, [], inKoaMount), settings: underPath },
  { name: 'Koa 3 in @koa/router', mount: koaMount(koa3, [], inKoaRouter, '/auth'), settings: underPath },
  { name: 'Fastify 5', mount: examples['Fastify 5'] },
  { name: 'Hono 4', mount: examples['Hono 4'] },
  { name: 'route handlers below a path', mount: routesMount('/auth'), settings: underPath },
  ...Object.entries(http2Mounts).map(([name, http2Mount]) => ({ name, http2Mount, excused: overHttp2 })),
  ...parserHosts.slice(1),
]

const ofFamilies = [
  'refresh',
  'introspectingClient',
  'ownIntrospectingClient',
  'audienceIntrospectingClient',
  'clientWithoutIntrospection',
] as const

function withoutFamilies(fixtures: AuditFixtures): AuditFixtures {
  const {
    refresh: _refresh,
    introspectingClient: _every,
    ownIntrospectingClient: _own,
    audienceIntrospectingClient: _audience,
    clientWithoutIntrospection: _none,
    ...others
  } = fixtures
  return others
}

function auditHost({ mount, http2Mount, settings, forgets, excused = {} }: Case): void {
  const host = createFakeHost({ random: createScriptedRandom(8628), ...settings })
  const { clock } = host
  const { families, ...stores } = createMemoryStores({ clock })
  const grant = createDeviceGrant({
    ...host.options,
    // Audits send what deserves a warning.
    onWarning: () => {},
    stores: forgets ? stores : { ...stores, families },
  })
  let door: OpenDoor

  beforeAll(async () => {
    if (mount) door = await openServer(mount(grant))
    else if (http2Mount) door = await openHttp2Server(http2Mount(grant))
    else door = openFetch(grant, new URL(host.options.issuer).origin)
  })
  afterAll(() => door.close())

  const target: AuditTarget = {
    send: (request) => door.send(request),
    fixtures: forgets ? withoutFamilies(host.fixtures) : host.fixtures,
    advance: clock.advance,
    disable: host.disable,
  }
  const away: readonly AuditNeed[] = [
    ...(settings?.passwordGrant === true ? [] : ['passwordClient' as const]),
    ...(settings?.cors === true ? [] : ['corsOrigin' as const]),
    ...(forgets ? ofFamilies : []),
  ]

  it('offers all that the audits need, but for what is switched off here', () => {
    const lacking = httpAudits.filter((audit) => !canRunAudit(audit, target))
    expect(lacking.filter(({ needs }) => !needs?.some((need) => away.includes(need)))).toEqual([])
  })

  it.each(httpAudits.filter((audit) => canRunAudit(audit, target)))('$id: $obligation', async (audit) => {
    if (audit.id in excused) await expect(audit.run(target)).rejects.toThrow()
    else await audit.run(target)
  })
}

describe.each(proving)('$name', auditHost)
describe.each(others)('$name', { tags: ['thorough'] }, auditHost)
