import { createDeviceGrant, type DeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { type AuditTarget, createFakeHost, createScriptedRandom, type HttpAudit } from '@devicegrant/testing'
import { type Mount, type OpenDoor, openFetch, openServer } from './doors.js'

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

/** One run of an audit: every request with its response, and the failure of the audit if it fails. */
export interface AuditRun {
  readonly exchanges: readonly unknown[]
  readonly failure: unknown
}

/** A server that can serve one new device grant after another. */
export interface Stage {
  door(grant: DeviceGrant): OpenDoor
  close(): Promise<void>
}

/** Opens a server on a free port. */
export async function openStage(mount: Mount): Promise<Stage> {
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

/**
 * Runs an audit on a new grant with the same clock and the same random values as in every other run, so that the
 * responses depend only on the stage.
 */
export async function runAudit(stage: Stage, audit: HttpAudit): Promise<AuditRun> {
  const { target, exchanges } = createTarget(stage)
  try {
    await audit.run(target)
    return { exchanges, failure: undefined }
  } catch (failure) {
    return { exchanges, failure }
  }
}

/** Creates the target of one run. `exchanges` grows while the audit runs. */
function createTarget(stage: Stage): { readonly target: AuditTarget; readonly exchanges: readonly unknown[] } {
  const host = createFakeHost({ random: createScriptedRandom(8628), passwordGrant: true })
  const stores = createMemoryStores({ clock: host.clock })
  // Audits send what deserves a warning.
  const door = stage.door(createDeviceGrant({ ...host.options, stores, onWarning: () => {} }))
  const exchanges: unknown[] = []
  const target: AuditTarget = {
    fixtures: host.fixtures,
    advance: host.clock.advance,
    disable: host.disable,
    async send(request) {
      const index = exchanges.push(request) - 1
      const { status, headers, body } = await door.send(request)
      const lowerCase = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
      const kept = lowerCase
        .filter(([name]) => compared.includes(name))
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
      exchanges[index] = { request, status, headers: kept, body }
      return { status, headers, body }
    },
  }
  return { target, exchanges }
}

const fetchStage: Stage = {
  door: (grant) => openFetch(grant, 'http://127.0.0.1:3000'),
  close: async () => {},
}
const throughFetch = new Map<string, Promise<AuditRun>>()

/** Returns the exchanges of an audit through the fetch door, with which other hosts are compared. Runs it only once. */
export async function exchangesThroughFetch(audit: HttpAudit): Promise<AuditRun['exchanges']> {
  const run = throughFetch.get(audit.id) ?? runAudit(fetchStage, audit)
  throughFetch.set(audit.id, run)
  return (await run).exchanges
}

/** Returns exchanges as text, without the words of `error_description`. */
export function withoutDescriptions(exchanges: AuditRun['exchanges']): string {
  return JSON.stringify(exchanges).replace(/(\\"error_description\\":\\").*?(\\")/g, '$1$2')
}
