// @module-tag thorough
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideInBrowser } from './support/browser-forms.js'
import { meWith, post } from './support/demo-flow.js'
import { type RunningDemo, runDemo, startDemo } from './support/demo-process.js'
import { membersOf } from './support/json.js'

// What each system starts with at the demo, by default and with DIALECTS.

type Fields = Readonly<Record<string, string>>

const cli = { client_id: 'demo-cli', scope: 'read' }
const tenants = ['contoso', 'common', 'organizations'].map((tenant): readonly [string, Fields] => [
  `/${tenant}/oauth2/v2.0/devicecode`,
  { client_id: 'demo-msal', scope: 'User.Read' },
])
const realms = ['demo', 'master'].map((realm): readonly [string, Fields] => [
  `/realms/${realm}/protocol/openid-connect/auth/device`,
  cli,
])
const byDefault: readonly (readonly [string, Fields])[] = [
  ['/device_authorization', cli],
  ['/oauth2/v1/device', { ...cli, response_type: 'device_code' }],
  ['/oauth/device/code', cli],
  ['/api/v1/auth/device/code', {}],
  ['/api/auth/device/code', {}],
  ['/oauth2/device/auth', cli],
  ['/stripecli/oauth2/device/authorization', cli],
  ['/oauth/device/code/', { client_id: 'demo-sentry' }],
  ['/login/device/code', { client_id: '178c6fc778ccc68e1d6a', scope: 'repo' }],
  ['/-/v1/login', {}],
  ...tenants,
  ...realms,
  ['/oauth2/default/v1/device/authorize', cli],
]

const json = (url: string, fields: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) })

const alone: readonly (readonly [string, string, Fields])[] = [
  ['google', '/device/code', { client_id: 'demo-google', scope: 'profile' }],
  ['gitlab', '/oauth/authorize_device', cli],
  ['huggingFace', '/oauth/device', cli],
  ['okta', '/oauth2/v1/device/authorize', cli],
  ['trakt', '/oauth/device/code', { client_id: 'demo-trakt' }],
  ['github', '/login/device/code', cli],
  ['npm', '/-/v1/login', {}],
  ['entra', '/contoso/oauth2/v2.0/devicecode', cli],
  ['keycloak', '/realms/demo/protocol/openid-connect/auth/device', cli],
  ['oktaServer', '/oauth2/default/v1/device/authorize', cli],
]

describe.each(['express', 'koa', 'node'])('the demo in %s', (framework) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await startDemo({ FRAMEWORK: framework, DEMO_ADMIN: 'on' })
  })
  afterAll(() => demo.stop('SIGKILL'))

  it.each(byDefault)('answers a start at %s', async (path, fields) => {
    const response = await json(demo.address + path, fields)
    expect([response.status, await response.text()]).toEqual([200, expect.stringMatching(/device|doneUrl/)])
  })

  it.each([
    '/fabrikam/oauth2/v2.0/devicecode',
    '/realms/other/protocol/openid-connect/auth/device',
    '/oauth2/other/v1/device/authorize',
    '/Contoso/oauth2/v2.0/devicecode',
  ])('has no other tenant or realm: %s', async (path) => {
    expect((await json(demo.address + path, cli)).status).toBe(404)
  })

  it('keeps realms apart: the page, the codes and the tokens of one are unknown to the others', async () => {
    const { address } = demo
    const token = '/protocol/openid-connect/token'
    const start = `${address}/realms/demo/protocol/openid-connect/auth/device`
    const { body } = await post(start, { ...cli, scope: 'read offline_access' })
    const userCode = String(body['user_code'])
    expect((await decideInBrowser(`${address}/realms/demo`, userCode, 'approve')).status).toBe(200)
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    const form = { ...cli, grant_type: grantType, device_code: String(body['device_code']) }
    expect((await post(`${address}/realms/master${token}`, form)).body['error']).toBe('invalid_grant')
    const tokens = await post(`${address}/realms/demo${token}`, form)
    expect(tokens.status).toBe(200)
    expect((await meWith(address, String(tokens.body['access_token']))).status).toBe(401)
  })

  it('ends the grants of every realm when a password changes', async () => {
    const { address } = demo
    const url = `${address}/realms/master/protocol/openid-connect/token`
    const admin = { client_id: 'admin-cli', client_secret: 'admin-cli-secret' }
    const bob = { username: 'bob', password: 'a quiet river under seven bridges' }
    const { body } = await post(url, { ...admin, ...bob, grant_type: 'password' })
    const change = { method: 'PATCH', headers: { 'content-type': 'application/json' } }
    const password = { ...change, body: JSON.stringify({ password: bob.password }) }
    expect((await fetch(`${address}/demo/accounts/bob`, password)).status).toBe(200)
    const refresh = { ...admin, grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    expect((await post(url, refresh)).body['error']).toBe('invalid_grant')
  })
})

describe.each(['express', 'koa', 'node'])('the demo below a path in %s', (framework) => {
  it('has its realms there, and the metadata of each realm at the root of the host too', async () => {
    const issuer = 'https://login.example.com/auth'
    const demo = await startDemo({ FRAMEWORK: framework, ISSUER: issuer })
    for (const realm of ['realms/demo', 'oauth2/default']) {
      const wellKnown = '.well-known/oauth-authorization-server'
      for (const path of [`/${wellKnown}/auth/${realm}`, `/auth/${realm}/${wellKnown}`]) {
        const response = await fetch(demo.address + path)
        expect([path, (await membersOf(response))['issuer']]).toEqual([path, `${issuer}/${realm}`])
      }
    }
    expect((await json(`${demo.address}/realms/demo/protocol/openid-connect/auth/device`, cli)).status).toBe(404)
    await demo.stop('SIGKILL')
  })
})

describe('DIALECTS', () => {
  it.each(alone)('%s: a start is answered', async (name, path, fields) => {
    const demo = await startDemo({ DIALECTS: name })
    const response = await json(demo.address + path, fields)
    expect([response.status, await response.text()]).toEqual([200, expect.stringMatching(/device|doneUrl/)])
    await demo.stop('SIGKILL')
  })

  it('aws: a program registers itself, and starts', async () => {
    const demo = await startDemo({ DIALECTS: 'aws' })
    const registration = { clientName: 'My tool', clientType: 'public', scopes: ['read'] }
    const { clientId, clientSecret } = await membersOf(await json(`${demo.address}/client/register`, registration))
    const started = await json(`${demo.address}/device_authorization`, {
      clientId,
      clientSecret,
      startUrl: 'https://a.example',
    })
    expect([started.status, Object.keys(await membersOf(started))]).toEqual([
      200,
      expect.arrayContaining(['deviceCode']),
    ])
    const root = await fetch(demo.address, { redirect: 'manual' })
    // No device of the playground speaks it.
    expect([root.status, root.headers.get('location')]).toEqual([303, '/device'])
    await demo.stop('SIGKILL')
  })

  it('npm: the root leads to its page', async () => {
    const demo = await startDemo({ DIALECTS: 'npm' })
    const root = await fetch(demo.address, { redirect: 'manual' })
    expect([root.status, root.headers.get('location')]).toEqual([303, '/login/cli'])
    await demo.stop('SIGKILL')
  })

  it('without entra and keycloak there is no realm', async () => {
    const demo = await startDemo({ DIALECTS: 'rfc8628' })
    for (const [path, fields] of [...tenants, ...realms]) {
      expect((await json(demo.address + path, fields)).status).toBe(404)
    }
    await demo.stop('SIGKILL')
  })

  it.each(['aws,rfc8628', 'trakt,auth0', 'google,aws'])('%s is refused, because both need a path', async (names) => {
    const { code, errors } = await runDemo({ DIALECTS: names })
    expect([code, errors]).toEqual([1, expect.stringContaining('together, because both need /')])
  })
})
