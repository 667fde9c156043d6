import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { blocksOf } from '../documents.js'
import { membersOf } from '../support/json.js'

// The loop of docs/guide/write-a-client.md, as it stands there, against the server.

interface Waiting {
  wait(seconds: number): Promise<void>
  now(): number
}
type PollForTokens = (tokenEndpoint: string, started: unknown, waiting: Waiting) => Promise<unknown>

const clients = [{ clientId: 'mycli', name: 'My CLI', scopes: ['read'] }]
const document = 'docs/guide/write-a-client.md'
let folder: string
let pollForTokens: PollForTokens

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'devicegrant-guide-'))
  const text = readFileSync(fileURLToPath(new URL(`../../${document}`, import.meta.url)), 'utf8')
  const block = blocksOf(document, text).find(({ path }) => path.endsWith('poll.ts'))
  const file = join(folder, 'poll.ts')
  writeFileSync(file, block?.code ?? '')
  pollForTokens = (await import(pathToFileURL(file).href)).pollForTokens
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the loop of the guide', () => {
  let host: FakeHost
  let started: Readonly<Record<string, unknown>>
  let waits: number[]
  let lost: number

  beforeEach(async () => {
    host = createFakeHost()
    const grant = createDeviceGrant({ ...host.options, clients, stores: createMemoryStores({ clock: host.clock }) })
    waits = []
    lost = 0
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      if (lost > 0) {
        lost -= 1
        throw new TypeError('fetch failed')
      }
      return grant.fetch(new Request(url, init))
    })
    const body = new URLSearchParams({ client_id: 'mycli' })
    started = await membersOf(await fetch(`${host.options.issuer}/device_authorization`, { method: 'POST', body }))
  })
  afterEach(() => vi.unstubAllGlobals())

  /** Polls with a clock of the client that is this many times as fast as that of the server. */
  const poll = (speed = 1) =>
    pollForTokens(`${host.options.issuer}/token`, started, {
      now: () => host.clock.now() * speed,
      async wait(seconds) {
        waits.push(seconds)
        host.clock.advance((seconds * 1_000) / speed)
      },
    })

  it('keeps the interval, never hears slow_down, and ends with the code', async () => {
    await expect(poll()).rejects.toThrow('expired_token')
    expect(new Set(waits)).toEqual(new Set([5]))
  })

  it('slows down if the server asks for it', async () => {
    await expect(poll(2)).rejects.toThrow('expired_token')
    expect(waits.slice(0, 3)).toEqual([5, 5, 10])
  })

  it('waits longer each time without a network, and goes on as before', async () => {
    lost = 2
    await expect(poll()).rejects.toThrow('expired_token')
    expect(waits.slice(0, 5)).toEqual([5, 10, 20, 5, 5])
  })
})
