import { createDeviceGrant } from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { Issuer } from 'openid-client5'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { examples, mounts, openFetch, openServer } from '../doors.js'
import { decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'

// What clients of OpenID Connect start with: discovery, ID tokens with RS256, and the UserInfo endpoint.

const person = { sub: 'user-alice', name: 'Alice Archer', preferred_username: 'alice' }

let keys: Parameters<typeof createJwtIssuer>[0]

beforeAll(async () => {
  keys = { keys: [await generateSigningKey()], idTokenKeys: [await generateSigningKey('RS256')] }
})

describe('an unmodified client', () => {
  let host: ExpressHost

  beforeEach(async () => {
    host = await startExpressHost({ tokens: createJwtIssuer(keys) })
    skipClientWaits((milliseconds) => host.clock.advance(milliseconds))
  })

  afterEach(async () => {
    vi.unstubAllGlobals()
    await host.close()
  })

  it('openid-client 6 discovers, signs in with openid, verifies the ID token, and fetches the UserInfo', async () => {
    const options = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] }
    const found = await client.discovery(new URL(host.issuer), 'demo-cli', undefined, client.None(), options)
    const started = await client.initiateDeviceAuthorization(found, { scope: 'openid profile' })
    await decideInBrowser(host.issuer, started.user_code, 'approve')
    const tokens = await client.pollDeviceAuthorizationGrant(found, started)
    expect(tokens.claims()).toMatchObject({ ...person, iss: host.issuer, aud: 'demo-cli' })
    expect(await client.fetchUserInfo(found, tokens.access_token, person.sub)).toEqual(person)
    await expect(client.fetchUserInfo(found, tokens.access_token, 'user-bob')).rejects.toThrow('unexpected')
  })

  // Without a setting, this client takes no other algorithm than RS256.
  it('openid-client 5 discovers, signs in with openid, verifies the ID token, and fetches the UserInfo', async () => {
    const found = await Issuer.discover(host.issuer)
    const device = new found.Client({ client_id: 'demo-cli', token_endpoint_auth_method: 'none' })
    const handle = await device.deviceAuthorization({ scope: 'openid profile' })
    await decideInBrowser(host.issuer, handle.user_code, 'approve')
    const tokens = await handle.poll()
    expect(tokens.claims()).toMatchObject({ ...person, iss: host.issuer, aud: 'demo-cli' })
    expect(await device.userinfo(tokens)).toEqual(person)
  })

  it('jose verifies the ID token with the published key of RS256', async () => {
    const found = await client.discovery(new URL(host.issuer), 'demo-cli', undefined, client.None(), {
      execute: [client.allowInsecureRequests],
    })
    const started = await client.initiateDeviceAuthorization(found, { scope: 'openid' })
    await decideInBrowser(host.issuer, started.user_code, 'approve')
    const { id_token = '', access_token } = await client.pollDeviceAuthorizationGrant(found, started)
    const set = createRemoteJWKSet(new URL(found.serverMetadata().jwks_uri ?? ''))
    await jwtVerify(id_token, set, { issuer: host.issuer, audience: 'demo-cli', algorithms: ['RS256'] })
    expect(decodeProtectedHeader(access_token).alg).toBe('ES256')
  })
})

describe('every server', () => {
  const origin = 'http://127.0.0.1:3000'

  function createGrant() {
    const host = createFakeHost()
    const accounts = { ...host.options.accounts, findClaims: () => ({ name: 'Alice' }) }
    const grant = createDeviceGrant({ ...host.options, accounts, stores: createMemoryStores({ clock: host.clock }) })
    return { host, grant }
  }

  it.each(['fetch', ...Object.keys(mounts), ...Object.keys(examples)])(
    '%s serves the document, refuses at /authorize, and has claims at /userinfo',
    async (name) => {
      const { host, grant } = createGrant()
      const mount = { ...mounts, ...examples }[name]
      const door = mount === undefined ? openFetch(grant, origin) : await openServer(mount(grant))
      try {
        const send = async (
          method: string,
          path: string,
          headers: readonly (readonly [string, string])[] = [],
          body?: string,
        ) => {
          const response = await door.send({
            method,
            path,
            headers: [['Host', new URL(origin).host], ...headers],
            ...(body && { body }),
          })
          return { ...response, json: JSON.parse(response.body) }
        }
        const document = await send('GET', '/.well-known/openid-configuration')
        expect(document.json).toMatchObject({
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          userinfo_endpoint: `${origin}/userinfo`,
        })
        const form = [['Content-Type', 'application/x-www-form-urlencoded']] as const
        for (const response of [
          await send('GET', '/authorize?response_type=code&client_id=fake-cli'),
          await send('POST', '/authorize', form, 'response_type=code'),
        ]) {
          expect(response).toMatchObject({ status: 400, json: { error: 'unsupported_response_type' } })
        }
        const [alice] = host.fixtures.accounts
        const scope = 'openid'
        const login = new URLSearchParams({ username: alice.username, password: alice.password, scope })
        const { json } = await send('POST', '/login', form, String(login))
        const bearer = [['Authorization', `Bearer ${json.access_token}`]] as const
        for (const response of [
          await send('GET', '/userinfo', bearer),
          await send('POST', '/userinfo', bearer),
          await send('POST', '/userinfo', [...bearer, ...form], 'ignored=1'),
        ]) {
          expect(response).toMatchObject({ status: 200, json: { name: 'Alice', sub: 'fake-subject-of-alice' } })
        }
        expect(await send('GET', '/userinfo')).toMatchObject({ status: 401 })
      } finally {
        await door.close()
      }
    },
  )
})
