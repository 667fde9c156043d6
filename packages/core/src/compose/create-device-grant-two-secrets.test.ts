import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { formRequest, responseOf } from '../../test-support/http.js'
import { createDeviceGrant } from './create-device-grant.js'

// Some clients send their secret in the header and in the body: @keycloak/keycloak-admin-client does at a refresh.

describe('a refresh with Authorization: Basic', () => {
  const host = createFakeHost({ issuer: 'https://example.com', passwordGrant: true })
  const { handler } = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) })
  const { clientId, secret } = host.fixtures.passwordClient ?? { clientId: '', secret: '' }
  const [{ username, password }] = host.fixtures.accounts
  const basic = { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` }

  async function send(parameters: Readonly<Record<string, string>>) {
    const { status, body } = await responseOf(
      handler,
      formRequest('/token', String(new URLSearchParams(parameters)), basic),
    )
    const json: Record<string, unknown> = JSON.parse(body)
    return { status, json }
  }

  async function refresh(more: Readonly<Record<string, string>>) {
    const { json } = await send({ grant_type: 'password', username, password, scope: 'offline_access' })
    return send({ grant_type: 'refresh_token', refresh_token: String(json['refresh_token']), ...more })
  }

  it.each<[string, Readonly<Record<string, string>>]>([
    ['nothing', {}],
    ['the same secret', { client_secret: secret }],
    ['the same secret and the same client_id', { client_id: clientId, client_secret: secret }],
  ])('and %s in the body is accepted', async (_, more) => {
    expect(await refresh(more)).toMatchObject({ status: 200 })
  })

  it('and another secret in the body is refused', async () => {
    expect(await refresh({ client_id: clientId, client_secret: 'another' })).toEqual({
      status: 400,
      json: { error: 'invalid_request', error_description: 'The client uses two authentication methods at once.' },
    })
  })
})
