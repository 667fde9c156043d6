import type { RequestListener } from 'node:http'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { createDeviceGrant, type DeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import koaCors from '@koa/cors'
import cors from 'cors'
import express from 'express'
import Koa from 'koa'
import { afterEach, describe, expect, it } from 'vitest'
import { type OpenDoor, openServer } from './doors.js'

// The recipes of docs/guide/cors.md: the host's own CORS in front of ours, for its own routes.

const app = 'https://app.example.com'
const exposedHeaders = ['DPoP-Nonce', 'WWW-Authenticate']
const byCors = [
  ['Origin', app],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Mode', 'cors'],
] as const
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const

const frameworks: readonly [string, (grant: DeviceGrant) => RequestListener][] = [
  [
    'Express',
    (grant) =>
      express()
        .use(cors({ origin: [app], exposedHeaders }))
        .use(expressMiddleware(grant)),
  ],
  [
    'Koa',
    (grant) => {
      const koa = new Koa()
      const origin = (context: Koa.Context) => (context.get('Origin') === app ? app : '')
      koa.use(koaCors({ origin, exposeHeaders: exposedHeaders }))
      koa.use(koaMiddleware(grant))
      return koa.callback()
    },
  ],
]

let door: OpenDoor | undefined
afterEach(() => door?.close())

describe.each(frameworks)('the own CORS of a host in %s, in front of ours', (_, mount) => {
  async function open(origins: readonly string[]): Promise<OpenDoor> {
    const host = createFakeHost()
    const stores = createMemoryStores({ clock: host.clock })
    door = await openServer(mount(createDeviceGrant({ ...host.options, stores, cors: { origins } })))
    return door
  }
  const start = {
    method: 'POST',
    path: '/device_authorization',
    headers: [form, ...byCors],
    body: 'client_id=fake-cli',
  }
  const valuesOf = (headers: readonly (readonly [string, string])[], wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)

  it('lets a device in where both name its origin, and says so once', async () => {
    const { send } = await open([app])
    const asking = ['Access-Control-Request-Method', 'POST'] as const
    const preflight = await send({ method: 'OPTIONS', path: start.path, headers: [...byCors, asking] })
    expect(preflight.status).toBeLessThan(300)
    const { status, headers } = await send(start)
    expect([status, valuesOf(headers, 'access-control-allow-origin')]).toEqual([200, [app]])
  })

  it('lets a page read the headers that a client needs', async () => {
    const { send } = await open([app])
    const { headers } = await send(start)
    expect(valuesOf(headers, 'access-control-expose-headers')).toEqual([
      'Date, DPoP-Nonce, Retry-After, WWW-Authenticate',
    ])
  })

  it('opens nothing of ours by itself', async () => {
    const { send } = await open([])
    expect((await send(start)).status).toBe(403)
  })

  it('opens no login, whatever both name', async () => {
    const { send } = await open([app])
    const login = { ...start, path: '/login', body: 'username=alice&password=x' }
    expect((await send(login)).status).toBe(403)
  })
})
