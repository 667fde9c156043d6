import type { FakeHostSettings } from '@devicegrant/testing'
import Router from '@koa/router'
import mountKoa from 'koa-mount'
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
  routesMount,
} from './doors.js'
import { parserHosts, parsersBehind } from './parsers.js'

/** A host with one grant for all audits, and the settings of the grant. */
export interface AuditedHost {
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

/** A host with the usual settings. Every audit gets a new grant there, and the responses of the fetch door. */
export interface ComparedHost {
  readonly name: string
  readonly mount: Mount
  /** Audits that cannot hold here, and why: each is run too, and has to fail. */
  readonly excused?: Readonly<Record<string, string>>
  /**
   * Audits that hold here with other responses than through fetch, and why. If it is present, descriptions of errors
   * may differ in every audit: a list in a parsed form may be two parameters or one with brackets.
   */
  readonly differing?: Readonly<Record<string, string>>
}

/** What proves the product: every door of ours, every setting that audits need, and one host with body parsers. */
export const provingComparedHosts: readonly ComparedHost[] = [
  { name: 'Express 5', mount: mounts['Express 5'] },
  { name: 'Koa 3', mount: mounts['Koa 3'] },
  { name: 'node:http', mount: mounts['node:http'] },
  // Both parsers of Express: they have read, and judged, most bodies before us.
  ...parserHosts.slice(0, 1),
]
export const provingHosts: readonly AuditedHost[] = [
  { name: 'fetch' },
  { name: 'fetch, with the password grant', settings: { passwordGrant: true } },
  { name: 'fetch, with CORS', settings: { cors: true } },
]

export const otherComparedHosts: readonly ComparedHost[] = [
  { name: 'Express 4', mount: mounts['Express 4'] },
  { name: 'Koa 2', mount: mounts['Koa 2'] },
  ...Object.entries({ ...examples, ...parsersBehind }).map(([name, mount]) => ({ name, mount })),
  ...parserHosts.slice(1),
]
export const otherHosts: readonly AuditedHost[] = [
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
  { name: 'route handlers below a path', mount: routesMount('/auth'), settings: underPath },
  ...Object.entries(http2Mounts).map(([name, http2Mount]) => ({ name, http2Mount, excused: overHttp2 })),
]
