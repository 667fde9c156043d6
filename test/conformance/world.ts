import { type AuditReport, auditServer, type Decide } from '@devicegrant/conformance'
import { createDeviceGrant, digestClientSecret, fetchHandler } from '@devicegrant/core'
import { createJwtIssuer, createProofVerifier, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, createManualClock } from '@devicegrant/testing'
import { membersOf } from '../support/json.js'

/** Breaks a server. */
export type Breaking = (respond: Respond) => Respond

/** Responds to a request, as a server does. */
export type Respond = (request: Request) => Promise<Response>

export const clientSecret = 'a-secret-that-everybody-may-know'
const key = await generateSigningKey()
const scopes = ['read', 'openid', 'offline_access']

/** What a test chooses. */
export interface WorldSettings {
  /** @defaultValue `http://127.0.0.1:3000` */
  readonly at?: string
  /** @defaultValue `whenLate` */
  readonly nonces?: 'always' | 'whenLate'
}

/** A server in memory that keeps what the standards ask for, with the clock and the person of a test. */
async function createWorld({ at: issuer = 'http://127.0.0.1:3000', nonces = 'whenLate' }: WorldSettings = {}) {
  const clock = createManualClock()
  const host = createFakeHost({ issuer, clock, policy: { lifetime: 60_000 } })
  const grant = createDeviceGrant({
    ...host.options,
    allowInsecureIssuer: true,
    tokens: createJwtIssuer({ keys: [key] }),
    dpop: { verifier: createProofVerifier(), nonces },
    onWarning: () => undefined,
    stores: createMemoryStores({ clock }),
    clients: clientsOf(),
  })
  const handler = fetchHandler(grant)
  const respond: Respond = async (request) =>
    (await handler(request, { remote: '192.0.2.1' })) ?? new Response('Not found', { status: 404 })
  const [{ username, password }] = host.fixtures.accounts

  async function ask(path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }
    const response = await respond(new Request(issuer + path, init))
    if (!response.ok) throw new Error(`${path} responded with ${response.status}`)
    return membersOf(response)
  }

  const decide: Decide = async ({ userCode, decision }) => {
    const { access_token: token } = await ask('/login', { username, password })
    const headers = { Authorization: `Bearer ${token}` }
    const { ticket } = await ask('/device/lookup', { user_code: userCode }, headers)
    await ask('/device/decision', { user_code: userCode, ticket, decision }, headers)
  }
  return { issuer, clock, respond, decide }
}

function clientsOf() {
  const common = {
    grantTypes: ['device_code', 'refresh_token'],
    refreshTokens: 'always',
    defaultScopes: ['read'],
    scopes,
  } as const
  return [
    { ...common, clientId: 'mycli', name: 'My CLI', authMethods: ['none'] },
    { ...common, clientId: 'othercli', name: 'Other CLI', authMethods: ['none'] },
    {
      ...common,
      clientId: 'myserver',
      name: 'My server',
      authMethods: ['client_secret_basic'],
      secretDigests: [digestClientSecret(clientSecret)],
      introspects: 'own',
    },
  ] as const
}

/** What a test changes in a run. */
export interface RunSettings extends WorldSettings {
  readonly isConfidential?: boolean
  readonly isUndecided?: boolean
  readonly namesEndpoints?: boolean
  readonly breaking?: Breaking
}

/** Audits the server of a world, as it is or broken. */
export async function auditWorld(settings: RunSettings = {}): Promise<AuditReport> {
  const { isConfidential = false, isUndecided = false, namesEndpoints = false, breaking } = settings
  const { issuer, clock, respond, decide } = await createWorld(settings)
  const respondToAudit = breaking === undefined ? respond : breaking(respond)
  return auditServer({
    server: issuer,
    client: isConfidential ? { clientId: 'myserver', clientSecret } : { clientId: 'mycli' },
    otherClient: { clientId: 'othercli' },
    scope: 'read offline_access',
    ...(!isUndecided && { decide }),
    ...(namesEndpoints && {
      endpoints: { deviceAuthorization: `${issuer}/device_authorization`, token: `${issuer}/token` },
    }),
    load: true,
    patience: 60,
    fetch: (input, init) => respondToAudit(new Request(input, init)),
    now: clock.now,
    sleep: async (milliseconds) => clock.advance(Math.max(1, milliseconds)),
  })
}
