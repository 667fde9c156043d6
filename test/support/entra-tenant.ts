import { createDeviceGrant, fetchHandler } from '@devicegrant/core'
import { entra } from '@devicegrant/core/dialects'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createManualClock, type ManualClock } from '@devicegrant/testing'
import { vi } from 'vitest'
import { createAccounts } from '../../examples/demo/src/accounts.js'
import { decideInBrowser } from './browser-forms.js'
import { plainHasher } from './express-host.js'

/** The client of these tests. Microsoft names its clients by such a UUID. */
export const clientId = '535fb089-9ff3-47b6-9bfb-4f1264799865'

// Those of mail programs.
const mailScopes = ['IMAP.AccessAsUser.All', 'POP.AccessAsUser.All', 'SMTP.Send']
const scopes = [
  ...['User.Read', 'openid', 'profile', 'offline_access'],
  ...mailScopes.map((scope) => `https://outlook.office.com/${scope}`),
]

/** A response of the tenant, as its clients get it. */
interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** A tenant that is served as Microsoft serves one, and a person with a browser. */
export interface EntraTenant {
  /** The address that clients know: the host and the tenant. */
  readonly authority: string
  readonly clock: ManualClock
  /** Every response to a client, in order. */
  readonly heard: readonly Heard[]
  /** The `error` of every response to a client, or the status of a success. */
  words(): readonly string[]
  /** Serves a request of a client. No socket is open. */
  ask(request: Request): Promise<Response>
  /** Opens the page in a browser that has only this tenant, and decides as alice. Ends with `vi.unstubAllGlobals()`. */
  decide(userCode: string, decision: 'approve' | 'deny'): Promise<void>
}

/** Starts one. Its clock begins at the real time, since clients look at theirs. `pollInterval` is in milliseconds. */
export async function createEntraTenant({
  origin = 'https://login.example.com',
  pollInterval = 5_000,
} = {}): Promise<EntraTenant> {
  const prefix = '/contoso'
  const authority = origin + prefix
  const issuer = `${authority}/v2.0`
  const clock = createManualClock(Date.now())
  const grant = createDeviceGrant({
    issuer,
    baseUrl: authority,
    secret: 'a secret for tests that is long enough',
    stores: createMemoryStores({ clock }),
    clients: [{ clientId, name: 'An app of Contoso', scopes, pollInterval }],
    accounts: await createAccounts(plainHasher),
    tokens: createJwtIssuer({ issuer, keys: [await generateSigningKey()], clock }),
    passwordLogin: { hasher: plainHasher, scopes, defaultScopes: ['User.Read'] },
    dialects: [entra],
  })
  const door = fetchHandler(grant, { prefix })
  const serve = async (request: Request) =>
    (await door(request, { remote: '127.0.0.1' })) ?? new Response('{}', { status: 404 })

  const heard: Heard[] = []

  return {
    authority,
    clock,
    heard,
    words: () => heard.map(({ status, body }) => String(body['error'] ?? status)),
    async ask(request) {
      const response = await serve(request)
      heard.push({
        status: response.status,
        headers: response.headers,
        body: JSON.parse(await response.clone().text()),
      })
      return response
    },
    async decide(userCode, decision) {
      vi.stubGlobal('fetch', (url: string, init?: RequestInit) => serve(new Request(url, init)))
      const page = await decideInBrowser(authority, userCode, decision, undefined, '/devicelogin')
      if (page.status !== 200) throw new Error(`the page answered with ${page.status}: ${page.text}`)
    },
  }
}
