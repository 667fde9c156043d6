// @module-tag thorough
import { createDeviceGrant, type DeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import {
  type AuditTarget,
  createFakeHost,
  createScriptedRandom,
  type HttpAudit,
  httpAudits,
} from '@devicegrant/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { examples, type Mount, mounts, type OpenDoor, openFetch, openServer } from './doors.js'
import { parserHosts, parsersBehind } from './parsers.js'

// `Date`, `Connection`, `Keep-Alive`, `Content-Length` and `Transfer-Encoding` are the server's own.
const compared = [
  'allow',
  'access-control-allow-origin',
  'cache-control',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'etag',
  'location',
  'pragma',
  'referrer-policy',
  'retry-after',
  'set-cookie',
  'www-authenticate',
  'x-content-type-options',
  'x-frame-options',
  'x-powered-by',
]

/** Everything that was said while an audit ran. */
type Transcript = readonly unknown[]

/** A door through which a new device grant can be reached again and again. */
interface Stage {
  door(grant: DeviceGrant): OpenDoor
  close(): Promise<void>
}

async function openStage(mount: Mount): Promise<Stage> {
  let serve: ReturnType<Mount> = () => {}
  const server = await openServer((request, response) => serve(request, response))
  return {
    close: () => server.close(),
    door(grant) {
      serve = mount(grant)
      return server
    },
  }
}

/** The same clock, the same lots, nothing stored: what is said depends on the door alone. */
async function record(stage: Stage, audit: HttpAudit): Promise<Transcript> {
  const host = createFakeHost({ random: createScriptedRandom(8628), passwordGrant: true })
  const stores = createMemoryStores({ clock: host.clock })
  const door = stage.door(createDeviceGrant({ ...host.options, stores }))
  const transcript: unknown[] = []
  const target: AuditTarget = {
    fixtures: host.fixtures,
    advance: host.clock.advance,
    disable: host.disable,
    async send(request) {
      const index = transcript.push(request) - 1
      const { status, headers, body } = await door.send(request)
      const told = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
      const kept = told.filter(([name]) => compared.includes(name)).toSorted(([one], [other]) => (one < other ? -1 : 1))
      transcript[index] = { request, status, headers: kept, body }
      return { status, headers, body }
    },
  }
  // Whether the audit holds is asked elsewhere.
  await audit.run(target).catch(() => {})
  return transcript
}

async function recordAll(stage: Stage, audits: readonly HttpAudit[]): Promise<ReadonlyMap<string, Transcript>> {
  const transcripts = new Map<string, Transcript>()
  for (const audit of audits) transcripts.set(audit.id, await record(stage, audit))
  await stage.close()
  return transcripts
}

function wordless(transcript: Transcript | undefined): string {
  return JSON.stringify(transcript).replace(/(\\"error_description\\":\\").*?(\\")/g, '$1$2')
}

describe('every answer is the same to the byte', { timeout: 60_000 }, () => {
  let expected: ReadonlyMap<string, Transcript>

  beforeAll(async () => {
    const stage: Stage = { door: (grant) => openFetch(grant, 'http://127.0.0.1:3000'), close: async () => {} }
    expected = await recordAll(stage, httpAudits)
  }, 60_000)

  const bare = Object.entries({ ...mounts, ...examples, ...parsersBehind }).map(([name, mount]) => ({ name, mount }))

  it.each(bare)('through fetch and through $name', async ({ mount }) => {
    const came = await recordAll(await openStage(mount), httpAudits)
    for (const { id } of httpAudits) expect({ [id]: came.get(id) }).toEqual({ [id]: expected.get(id) })
  })

  // A list in a parsed form may be two parameters or one with brackets, so the error says less about it.
  it.each(parserHosts)(
    'but for the words of a refusal, through fetch and through $name',
    async ({ mount, excused, differing }) => {
      const audits = httpAudits.filter(({ id }) => !(id in excused))
      const came = await recordAll(await openStage(mount), audits)
      const others = audits.filter(({ id }) => wordless(came.get(id)) !== wordless(expected.get(id)))
      expect(others.map(({ id }) => id).sort()).toEqual(Object.keys(differing).sort())
    },
  )
})
