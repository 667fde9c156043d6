import type { Client } from '@devicegrant/core'
import { trakt } from '@devicegrant/core/dialects'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decideAt, decideInBrowser } from '../support/browser-forms.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'
import { type Trakt, TraktClient, type TraktTokens } from '../support/trakt-client.js'

/** It asks for no scope, has no secret, and expects a refresh token. */
const app: Client = {
  clientId: 'trakt-app',
  name: 'A media player',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  refreshTokens: 'always',
  scopes: ['public'],
  defaultScopes: ['public'],
  // Real time passes between its polls.
  pollInterval: 1_000,
}

describe('trakt.tv 8, unmodified', () => {
  let host: ExpressHost
  let client: Trakt

  beforeEach(async () => {
    const findClient = (clientId: string) => (clientId === app.clientId ? app : undefined)
    host = await startExpressHost({ dialects: [trakt], clients: { findClient } })
    client = new TraktClient({ client_id: app.clientId, api_url: host.issuer })
  })

  afterEach(() => host.close())

  const typesOfEvents = () => host.events.map(({ type }) => type)

  /** Links the device as alice. The clock of the server stands still, so polls are also too fast. */
  async function link(): Promise<TraktTokens> {
    const codes = await client.get_codes()
    const polled = client.poll_access(codes)
    await decideInBrowser(host.issuer, codes.user_code, 'approve', undefined, '/activate')
    return polled
  }

  it('signs in, is refreshed, and is revoked', async () => {
    const tokens = await link()
    expect(tokens).toMatchObject({
      token_type: 'bearer',
      scope: 'public',
      expires_in: 600,
      refresh_token: expect.any(String),
      created_at: Math.floor(host.clock.now() / 1_000),
    })
    const next = await client.refresh_token()
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    const kept = client.export_token()
    expect(kept).toEqual({
      access_token: next.access_token,
      refresh_token: next.refresh_token,
      expires: (next.created_at + next.expires_in) * 1_000,
    })
    // It does not wait for the response.
    client.revoke_token()
    await vi.waitFor(() => expect(typesOfEvents()).toContain('grantEnded'))
    await client.import_token(kept)
    await expect(client.refresh_token()).rejects.toMatchObject({ response: { statusCode: 400 } })
  })

  it('opens the page with the code in the path, as its apps do', async () => {
    const codes = await client.get_codes()
    const polled = client.poll_access(codes)
    await decideAt(`${codes.verification_url}/${codes.user_code}`, 'approve')
    expect(await polled).toMatchObject({ scope: 'public' })
  })

  it('polls on while nobody has decided, also when it is too fast', async () => {
    const codes = await client.get_codes()
    const polled = client.poll_access({ ...codes, interval: 0.05 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    await decideInBrowser(host.issuer, codes.user_code, 'approve', undefined, '/activate')
    expect(await polled).toMatchObject({ scope: 'public' })
  })

  it('receives the denial of the person', async () => {
    const codes = await client.get_codes()
    const polled = expect(client.poll_access(codes)).rejects.toMatchObject({ response: { statusCode: 418 } })
    await decideInBrowser(host.issuer, codes.user_code, 'deny', undefined, '/activate')
    await polled
  })

  it('learns that the code has expired, and that there is no such code', async () => {
    const codes = await client.get_codes()
    host.clock.advance(600_000)
    await expect(client.poll_access(codes)).rejects.toMatchObject({ response: { statusCode: 410 } })
    const unknown = { ...codes, device_code: 'example' }
    await expect(client.poll_access(unknown)).rejects.toMatchObject({ response: { statusCode: 404 } })
  })
})
