import { createDeviceGrant } from '@devicegrant/core'
import {
  type AuditTarget,
  canRunAudit,
  createFakeHost,
  createScriptedRandom,
  type FakeHostSettings,
  httpAudits,
} from '@devicegrant/core/testing'
import { createMemoryStore } from '@devicegrant/store-memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { express4, express5, expressMount, type Mount, mounts, type OpenDoor, openFetch, openServer } from './doors.js'
import { parserHosts } from './parsers.js'

interface Case {
  readonly name: string
  /** Absent: the fetch door. */
  readonly mount?: Mount
  readonly settings?: FakeHostSettings
  /** Audits that cannot hold here, and why: each is run too, and has to fail. */
  readonly excused?: Readonly<Record<string, string>>
}

const underPath = { issuer: 'http://127.0.0.1:3000', baseUrl: 'http://127.0.0.1:3000/auth' }

const cases: readonly Case[] = [
  { name: 'Express 5', mount: mounts['Express 5'] },
  { name: 'Express 4', mount: mounts['Express 4'] },
  { name: 'node:http', mount: mounts['node:http'] },
  { name: 'fetch' },
  { name: 'fetch, https', settings: { issuer: 'https://login.example.com' } },
  { name: 'Express 5 at a path', mount: expressMount(express5, [], '/auth'), settings: underPath },
  {
    name: 'Express 5, the issuer with a path',
    mount: expressMount(express5, [], '/auth'),
    settings: { issuer: 'http://127.0.0.1:3000/auth' },
  },
  { name: 'Express 4 at a path', mount: expressMount(express4, [], '/auth'), settings: underPath },
  ...parserHosts,
]

describe.each(cases)('$name', ({ mount, settings, excused = {} }) => {
  const host = createFakeHost({ random: createScriptedRandom(8628), ...settings })
  const grant = createDeviceGrant({ ...host.options, store: createMemoryStore({ clock: host.clock }) })
  let door: OpenDoor

  beforeAll(async () => {
    door = mount ? await openServer(mount(grant)) : openFetch(grant, new URL(host.options.issuer).origin)
  })
  afterAll(() => door.close())

  const target: AuditTarget = {
    send: (request) => door.send(request),
    fixtures: host.fixtures,
    advance: host.clock.advance,
    disable: host.disable,
  }

  it.each(httpAudits)('$id: $obligation', async (audit) => {
    expect(canRunAudit(audit, target)).toBe(true)
    if (audit.id in excused) await expect(audit.run(target)).rejects.toThrow()
    else await audit.run(target)
  })
})
