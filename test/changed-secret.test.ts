import { createDeviceGrant, type DeviceGrant } from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { membersOf } from './support/json.js'

// docs/how-to/keep-keys-and-secrets.md says what a new secret costs, and how keys rotate. These tests keep the page true.

const issuer = 'http://127.0.0.1:3000'
const [oldSecret, newSecret] = ['the old secret, 32 characters or more', 'the new secret, 32 characters or more']
const [oldKey, newKey] = [await generateSigningKey(), await generateSigningKey()]
const alice = { username: 'alice', password: 'correct horse battery staple' }

type Members = Readonly<Record<string, unknown>>

async function post(grant: DeviceGrant, path: string, body: Members, token?: unknown) {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const headers = { 'Content-Type': 'application/json', ...authorization }
  const response = await grant.fetch(
    new Request(issuer + path, { method: 'POST', headers, body: JSON.stringify(body) }),
  )
  return { status: response.status, body: await membersOf(response) }
}

let host: ReturnType<typeof createFakeHost>
let serve: (secret: string, keys?: (typeof oldKey)[]) => DeviceGrant
let clientId: string

beforeEach(() => {
  host = createFakeHost()
  const stores = createMemoryStores({ clock: host.clock })
  serve = (secret, keys = [oldKey]) =>
    createDeviceGrant({ ...host.options, stores, secret, tokens: createJwtIssuer({ keys }) })
  clientId = host.fixtures.client.clientId
})

const logIn = async (grant: DeviceGrant) =>
  (await post(grant, '/login', { ...alice, scope: 'read offline_access' })).body['access_token']

async function approvedCode(grant: DeviceGrant): Promise<Members> {
  const { body: codes } = await post(grant, '/device_authorization', {
    client_id: clientId,
    scope: 'read offline_access',
  })
  const { user_code } = codes
  const token = await logIn(grant)
  const { body: view } = await post(grant, '/device/lookup', { user_code }, token)
  const decision = { user_code, ticket: view['ticket'], decision: 'approve' }
  expect(await post(grant, '/device/decision', decision, token)).toMatchObject({ status: 200 })
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
  return { grant_type: grantType, client_id: clientId, device_code: codes['device_code'] }
}

const accepts = async (grant: DeviceGrant, token: unknown) => (await grant.bearer()(`Bearer ${token}`)).ok

describe('a server with a new secret', () => {
  it('does not know the codes of before', async () => {
    const poll = await approvedCode(serve(oldSecret))
    expect(await post(serve(newSecret), '/token', poll)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
  })

  it('refuses the refresh tokens of before, and accepts the access tokens until their grant is revoked', async () => {
    const { body: tokens } = await post(serve(oldSecret), '/token', await approvedCode(serve(oldSecret)))
    const { access_token, refresh_token } = tokens
    const after = serve(newSecret)
    const refresh = { grant_type: 'refresh_token', client_id: clientId, refresh_token }
    expect(await post(after, '/token', refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await accepts(after, access_token)).toBe(true)
    host.clock.advance(1)
    await after.service.revokeGrants({ clientId })
    expect(await accepts(after, access_token)).toBe(false)
  })

  it('still lists the linked devices of before, until they are revoked', async () => {
    await post(serve(oldSecret), '/token', await approvedCode(serve(oldSecret)))
    const after = serve(newSecret)
    host.clock.advance(1)
    const list = async () => JSON.stringify(await post(after, '/device/linked/list', {}, await logIn(after)))
    expect(await list()).toContain(host.fixtures.client.name)
    await after.service.revokeGrants({ clientId })
    expect(await list()).not.toContain(host.fixtures.client.name)
  })

  it('keeps the revocations of before', async () => {
    const token = await logIn(serve(oldSecret))
    host.clock.advance(1)
    await serve(oldSecret).service.revokeGrants({ clientId: 'first-party' })
    expect(await accepts(serve(newSecret), token)).toBe(false)
  })
})

describe('two signing keys', () => {
  it('are both published, and both verify, whichever signs', async () => {
    const token = await logIn(serve(oldSecret))
    for (const keys of [
      [oldKey, newKey],
      [newKey, oldKey],
    ]) {
      const both = serve(oldSecret, keys)
      expect(await accepts(both, token)).toBe(true)
      const published = await (await both.fetch(new Request(`${issuer}/jwks`))).json()
      expect(published).toMatchObject({ keys: keys.map(({ kid }) => ({ kid })) })
    }
  })

  it('become one when the old key is removed: its tokens are refused', async () => {
    const token = await logIn(serve(oldSecret))
    expect(await accepts(serve(oldSecret, [newKey]), token)).toBe(false)
  })
})
