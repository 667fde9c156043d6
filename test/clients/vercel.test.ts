import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { decideAt } from '../support/browser-forms.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'

// Vercel's command line, written from its source: it finds the endpoints by discovery, and reads every response strictly.

const discovered = z.object({
  issuer: z.url(),
  device_authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url(),
  introspection_endpoint: z.url(),
  jwks_uri: z.url(),
})
const started = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.number(),
  interval: z.number(),
})
const tokens = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
})
const refusal = z.object({ error: z.string(), error_description: z.string().optional() })

type Endpoints = z.infer<typeof discovered>
const client = { client_id: 'demo-cli' }
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

function post(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams({ ...client, ...fields }) })
}

async function read<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.infer<Schema>> {
  const body: unknown = await response.json()
  if (response.ok) return schema.parse(body)
  throw new Error(refusal.parse(body).error)
}

describe("Vercel's command line, from its source", () => {
  let host: ExpressHost
  let endpoints: Endpoints

  beforeEach(async () => {
    host = await startExpressHost({ assurance: ({ wanted: [first = ''] }) => ({ met: first }) })
    const response = await fetch(`${host.issuer}/.well-known/openid-configuration`)
    endpoints = await read(response, discovered)
    if (new URL(endpoints.issuer).href !== new URL(host.issuer).href) throw new Error('another issuer')
  })
  afterEach(() => host.close())

  const start = async (fields: Readonly<Record<string, string>> = { scope: 'openid offline_access' }) =>
    read(await post(endpoints.device_authorization_endpoint, fields), started)
  const poll = async (code: string) =>
    read(await post(endpoints.token_endpoint, { grant_type: deviceGrant, device_code: code }), tokens)

  it('signs in with the address to which it adds a team, refreshes and revokes', async () => {
    const codes = await start()
    await expect(poll(codes.device_code)).rejects.toThrow('authorization_pending')
    await decideAt(`${codes.verification_uri_complete}&team_id=team_example`, 'approve')
    const first = await poll(codes.device_code)
    expect(first.scope).toBe('openid offline_access')
    const { refresh_token: token = '' } = first
    const refresh = { grant_type: 'refresh_token', refresh_token: token }
    const next = await read(await post(endpoints.token_endpoint, refresh), tokens)
    const revoked = await post(endpoints.revocation_endpoint, { token: next.refresh_token ?? '' })
    // It reads the body as JSON before it looks at the status.
    expect([revoked.status, await revoked.json()]).toEqual([200, {}])
  })

  it('receives the denial of the person', async () => {
    const codes = await start()
    await decideAt(`${codes.verification_uri_complete}&team_id=team_example`, 'deny')
    await expect(poll(codes.device_code)).rejects.toThrow('access_denied')
  })

  it('steps a session up with its refresh token, and gets the tokens of a new one', async () => {
    const codes = await start()
    await decideAt(codes.verification_uri_complete, 'approve')
    const { refresh_token: token = '' } = await poll(codes.device_code)
    const again = await start({ refresh_token: token, acr_values: 'urn:example:strong' })
    await decideAt(again.verification_uri_complete, 'approve')
    const next = await poll(again.device_code)
    expect(next.scope).toBe('openid offline_access')
    const refresh = { grant_type: 'refresh_token', refresh_token: token }
    await expect(read(await post(endpoints.token_endpoint, refresh), tokens).catch(String)).resolves.toContain(
      'invalid_grant',
    )
    await expect(start({ refresh_token: 'example', acr_values: 'urn:example:strong' })).rejects.toThrow('invalid_grant')
  })
})
