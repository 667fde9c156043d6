import { expressRequestOf } from '@devicegrant/adapter-express'
import { koaContextOf } from '@devicegrant/adapter-koa'
import type { DeviceGrantOptions } from '@devicegrant/core'
import type { Middleware } from 'koa'
import { describe, expect, it } from 'vitest'
import { createDialectHost } from './dialect-host.js'
import {
  examples,
  express5,
  expressMount,
  http2Mounts,
  koa3,
  koaMount,
  mounts,
  type OpenDoor,
  openFetch,
  openHttp2Server,
  openServer,
} from './doors.js'
import { formType } from './flow.js'

type Changes = Pick<DeviceGrantOptions, 'trustedProxies' | 'forwardedHeader'>

/** A grant that records the addresses in its events. */
function createGrant(changes: Changes) {
  const seen: unknown[] = []
  const options = { ...changes, onWarning: () => {} }
  const { grant } = createDialectHost({}, { ...options, events: ({ ip }) => void seen.push(ip) })
  return { grant, seen }
}

type Grant = ReturnType<typeof createGrant>['grant']

const doors: Readonly<Record<string, (grant: Grant) => OpenDoor | Promise<OpenDoor>>> = {
  fetch: (grant) => openFetch(grant, 'http://127.0.0.1:3000'),
  ...Object.fromEntries(
    Object.entries({ ...mounts, ...examples }).map(([name, mount]) => [
      name,
      (grant: Grant) => openServer(mount(grant)),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(http2Mounts).map(([name, mount]) => [name, (grant: Grant) => openHttp2Server(mount(grant))]),
  ),
  'Express 5 with trust proxy': (grant) => openServer(expressMount(trustingExpress)(grant)),
}

const trustingExpress = Object.assign(() => express5().set('trust proxy', true), express5)

/** The address of a caller that sends these headers through a door. The peer is 127.0.0.1. */
async function addressAt(
  open: (grant: Grant) => OpenDoor | Promise<OpenDoor>,
  changes: Changes,
  headers: readonly (readonly [string, string])[],
): Promise<unknown> {
  const { grant, seen } = createGrant(changes)
  const door = await open(grant)
  const request = { method: 'POST', path: '/device_authorization', body: 'client_id=fake-cli' }
  const response = await door.send({ ...request, headers: [formType, ...headers] })
  await door.close()
  expect(response.status).toBe(200)
  expect(seen).toHaveLength(1)
  return seen[0]
}

const trusting = { trustedProxies: ['loopback'] } as const
const forwardedFor = 'X-Forwarded-For'

describe.each(Object.entries(doors))('the address of a caller at %s', (_, open) => {
  it.each<[string, Changes, readonly (readonly [string, string])[], string]>([
    ['the peer without trusted proxies', {}, [[forwardedFor, '203.0.113.1']], '127.0.0.1'],
    ['the last entry behind a proxy', trusting, [[forwardedFor, '203.0.113.1, 198.51.100.9:80']], '198.51.100.9'],
    [
      'the last entry of the last header',
      trusting,
      [
        [forwardedFor, '203.0.113.1'],
        [forwardedFor, '"[2001:db8::1]:80"'],
      ],
      '2001:db8::1',
    ],
    [
      'that in Forwarded, if it is asked for',
      { ...trusting, forwardedHeader: 'forwarded' },
      [
        [forwardedFor, '203.0.113.1'],
        ['Forwarded', 'for="203.0.113.1'],
        ['Forwarded', 'for="[2001:db8::1]:80";proto=https'],
      ],
      '2001:db8::1',
    ],
    [
      'that of the last hop but one',
      { trustedProxies: { hops: 2 } },
      [[forwardedFor, 'x, 1.2.3.4, 5.6.7.8']],
      '1.2.3.4',
    ],
    [
      'that which the host finds',
      { trustedProxies: ({ headers }) => headers['x-client-ip'] },
      [
        ['X-Client-IP', '198.51.100.9'],
        [forwardedFor, '203.0.113.1'],
      ],
      '198.51.100.9',
    ],
  ])('is %s', async (_title, changes, headers, expected) => {
    expect(await addressAt(open, changes, headers)).toBe(expected)
  })
})

describe('the setting of a framework', () => {
  const headers = [[forwardedFor, '203.0.113.1, 198.51.100.9']] as const

  it('is used in Express if the host passes it', async () => {
    const create = Object.assign(() => express5().set('trust proxy', 1), express5)
    const open = (grant: Grant) => openServer(expressMount(create)(grant))
    const changes: Changes = { trustedProxies: (request) => expressRequestOf(request)?.ip }
    expect(await addressAt(open, changes, headers)).toBe('198.51.100.9')
  })

  it('is used in Koa if the host passes it', async () => {
    const trustProxy: Middleware = (context, next) => {
      context.app.proxy = true
      return next()
    }
    const open = (grant: Grant) => openServer(koaMount(koa3, [trustProxy])(grant))
    const changes: Changes = { trustedProxies: (request) => koaContextOf(request)?.request.ips.at(-1) }
    expect(await addressAt(open, changes, headers)).toBe('198.51.100.9')
  })
})
