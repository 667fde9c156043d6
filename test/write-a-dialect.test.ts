import { readFileSync } from 'node:fs'
import { type Dialect, rfc8628 } from '@devicegrant/core/dialects'
import type { FakeHost } from '@devicegrant/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, type Tongue } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { type Block, blocksOf, type Compiled, compileToModules } from './documents.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { bodyOf } from './support/json.js'

// The example of the page about dialects, as it stands there, serves a system that we have no table for.

const document = 'docs/dialects/write-a-dialect.md'
const examples = ['plex', 'acme'] as const

let blocks: readonly Block[]
let compiled: Compiled
let host: FakeHost
let door: OpenDoor

beforeAll(async () => {
  const all = blocksOf(document, readFileSync(new URL(`../${document}`, import.meta.url), 'utf8'))
  blocks = all.filter(({ path }) => examples.some((name) => path.endsWith(`/${name}.ts`)))
  compiled = await compileToModules(blocks)
})
afterAll(() => compiled.remove())
afterEach(() => door.close())

async function load(name: (typeof examples)[number]): Promise<Dialect> {
  const block = blocks.find(({ path }) => path.endsWith(`/${name}.ts`))
  if (block === undefined) throw new Error(`${document} has no ${name}`)
  const module: Readonly<Record<string, Dialect>> = await import(compiled.moduleOf(block))
  const { [name]: dialect } = module
  if (dialect === undefined) throw new Error(`${name}.ts does not export ${name}`)
  return dialect
}

async function serve(dialect: Dialect): Promise<void> {
  const { clientId = 'unused' } = { clientId: dialect.anonymousClient }
  const client = {
    clientId,
    name: 'A media player',
    authMethods: ['none'],
    grantTypes: ['device_code'],
    scopes: ['play'],
    defaultScopes: ['play'],
  } as const
  const world = createDialectHost({ more: [client] }, { dialects: [rfc8628, dialect] })
  host = world.host
  door = await openServer(mounts['Express 5'](world.grant))
}

describe('the PIN pairing', () => {
  let dialect: Dialect

  beforeEach(async () => {
    dialect = await load('plex')
    await serve(dialect)
  })

  const tongue: Tongue = {
    called: 'plex',
    start: { path: '/api/v2/pins', writes: 'nothing', fields: {} },
    poll: { path: '/api/v2/pins', writes: 'nothing', fields: {} },
    page: '/link',
  }
  const { send, start, decide } = createDialectFlow(
    () => door,
    () => tongue,
  )
  const poll = (id: string) => send({ method: 'GET', path: `/api/v2/pins/${id}`, headers: [] })
  const gone = { errors: [{ message: 'Code not found or expired', status: 404 }] }

  it('gives a PIN, says that nobody has decided, and gives a token', async () => {
    const started = await start()
    const pin = bodyOf(started)
    expect(started.status).toBe(201)
    expect(dialect.schemas.authorizationStarted?.safeParse(pin).error).toBeUndefined()
    expect(pin).toMatchObject({ code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/), expiresIn: 600 })
    const pending = await poll(pin.id)
    expect([pending.status, bodyOf(pending), headerOf(pending, 'Retry-After')]).toEqual([
      200,
      { authToken: null },
      undefined,
    ])
    const tooFast = await poll(pin.id)
    expect([tooFast.status, bodyOf(tooFast), headerOf(tooFast, 'Retry-After')]).toEqual([
      200,
      { authToken: null },
      '10',
    ])
    await decide(pin.code)
    const response = await poll(pin.id)
    expect(response.status).toBe(200)
    expect(dialect.schemas.tokensIssued?.safeParse(bodyOf(response)).error).toBeUndefined()
  })

  it('knows one answer to a denial, an end and an unknown PIN', async () => {
    const denied = bodyOf(await start())
    await decide(denied.code, 'deny')
    const expired = bodyOf(await start())
    host.clock.advance(900_000)
    for (const id of [denied.id, expired.id, 'example']) {
      const response = await poll(id)
      expect([response.status, bodyOf(response)]).toEqual([404, gone])
      expect(dialect.schemas.problem.safeParse(bodyOf(response)).error).toBeUndefined()
    }
  })
})

describe('the changed dialect', () => {
  it('has its own paths, statuses and envelope', async () => {
    const dialect = await load('acme')
    await serve(dialect)
    const tongue: Tongue = {
      called: 'acme',
      start: { path: '/oauth2/device_authorization', writes: 'form', fields: { client_id: 'fake-cli' } },
      poll: {
        path: '/oauth2/token',
        writes: 'form',
        fields: { client_id: 'fake-cli', grant_type: 'urn:ietf:params:oauth:grant-type:device_code' },
      },
      page: '/link',
    }
    const { begin, poll } = createDialectFlow(
      () => door,
      () => tongue,
    )
    const { deviceCode } = await begin()
    const unknown = await poll('example')
    expect([unknown.status, bodyOf(unknown).problem.type]).toEqual([404, 'not_found'])
    await poll(deviceCode)
    const tooFast = await poll(deviceCode)
    expect([tooFast.status, bodyOf(tooFast).problem]).toMatchObject([400, { type: 'slow_down', interval: 10 }])
    for (const response of [unknown, tooFast]) {
      expect(dialect.schemas.problem.safeParse(bodyOf(response)).error).toBeUndefined()
    }
  })
})
