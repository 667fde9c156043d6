import {
  createFakeDeviceServer,
  type FakeDeviceServer,
  type FakeDeviceServerOptions,
} from '@devicegrant/testing/device-server'
import { createLocalJWKSet, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import { describe, expect, it } from 'vitest'

// The double by hand, and with oauth4webapi: what each control does to a request.

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

async function membersOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await response.text())
}

function post(server: FakeDeviceServer, path: string, fields: Readonly<Record<string, string>>, signal?: AbortSignal) {
  const body = new URLSearchParams({ client_id: server.clientId, ...fields })
  return server.fetch(server.issuer + path, { method: 'POST', body, ...(signal && { signal }) })
}

async function start(options: FakeDeviceServerOptions = {}, scope = 'read') {
  const server = createFakeDeviceServer(options)
  const codes = await membersOf(await post(server, '/device_authorization', { scope }))
  const fields = { grant_type: deviceGrant, device_code: `${codes['device_code']}` }
  const poll = async (signal?: AbortSignal) => {
    await server.time.advance(5_000)
    return post(server, '/token', fields, signal)
  }
  return { server, codes, userCode: `${codes['user_code']}`, poll }
}

describe('the server', () => {
  it('is found by its metadata, which lists what it offers', async () => {
    const server = createFakeDeviceServer({ dpop: 'offered' })
    const send = (url: string, { method, headers }: oauth.CustomFetchOptions<'GET', undefined>) =>
      server.fetch(url, { method, headers })
    const options = { algorithm: 'oauth2', [oauth.customFetch]: send, [oauth.allowInsecureRequests]: true } as const
    const issuer = new URL(server.issuer)
    const found = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
    expect(found).toMatchObject({
      device_authorization_endpoint: `${server.issuer}/device_authorization`,
      dpop_signing_alg_values_supported: expect.arrayContaining(['ES256']),
      grant_types_supported: [deviceGrant, 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
    })
  })

  it('lists nothing of keys if it does not offer them', async () => {
    const server = createFakeDeviceServer()
    const response = await server.fetch(`${server.issuer}/.well-known/oauth-authorization-server`)
    expect(await membersOf(response)).not.toHaveProperty('dpop_signing_alg_values_supported')
  })

  it('says the time of its clock in each response', async () => {
    const { server, poll } = await start()
    expect(Date.parse((await poll()).headers.get('date') ?? '')).toBe(
      Math.floor(server.time.clock.now() / 1_000) * 1_000,
    )
  })

  it('responds slow_down to polls that are really too fast', async () => {
    const { server, poll, codes } = await start()
    await poll()
    await post(server, '/token', { grant_type: deviceGrant, device_code: `${codes['device_code']}` })
    expect(server.polls).toEqual(['pending', 'slow_down'])
  })

  it('signs ID tokens with the keys that it publishes', async () => {
    const { server, userCode, poll } = await start({}, 'openid')
    await server.approve(userCode)
    const { id_token: idToken } = await membersOf(await poll())
    const keys = createLocalJWKSet(JSON.parse(await (await server.fetch(`${server.issuer}/jwks`)).text()))
    const currentDate = new Date(server.time.clock.now())
    const { payload } = await jwtVerify(`${idToken}`, keys, { issuer: server.issuer, currentDate })
    expect(payload.sub).toBe('fake-subject-of-alice')
  })

  it('really rotates refresh tokens, and ends the grant if a spent one comes back', async () => {
    const { server, userCode, poll } = await start()
    await server.approve(userCode)
    const refresh = async (token: unknown) =>
      membersOf(await post(server, '/token', { grant_type: 'refresh_token', refresh_token: `${token}` }))
    const { refresh_token: first } = await membersOf(await poll())
    const { refresh_token: second } = await refresh(first)
    expect(await refresh(first)).toMatchObject({ refresh_token: second })
    await server.time.advance(60_000)
    expect(await refresh(first)).toMatchObject({ error: 'invalid_grant' })
    expect([await server.grants(), server.refreshes, server.tokenSets]).toEqual([
      0,
      ['refreshed', 'refreshed', 'invalid_grant'],
      2,
    ])
    expect(server.events.map(({ type }) => type)).toContain('grantEnded')
  })

  it('knows no other host', async () => {
    const server = createFakeDeviceServer()
    await expect(server.fetch('https://api.example.com/things')).rejects.toThrow('fetch failed')
  })

  it('records no values', async () => {
    const { server, codes, poll } = await start()
    await poll()
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/device_authorization', parameters: ['client_id', 'scope'] },
      { method: 'POST', path: '/token', parameters: ['client_id', 'grant_type', 'device_code'] },
    ])
    const seen = JSON.stringify([server.requests, server.polls, server.events])
    for (const secret of [codes['device_code'], codes['user_code']]) expect(seen).not.toContain(secret)
  })
})

describe('people', () => {
  it('approve a part of the scope, as one of them', async () => {
    const { server, userCode, poll } = await start({}, 'read write')
    expect(await server.approve(userCode, { as: 'bob', scope: ['write'] })).toEqual({ status: 'approved' })
    expect(await membersOf(await poll())).toMatchObject({ scope: 'write' })
    expect(server.events.find(({ type }) => type === 'authorizationApproved')?.subject).toBe('fake-subject-of-bob')
  })

  it('cannot do what the page refuses', async () => {
    const { server, userCode } = await start()
    await expect(server.approve(userCode, { as: 'mallory' })).rejects.toThrow('no account "mallory"')
    await expect(server.approve(userCode, { scope: ['profile'] })).rejects.toThrow('invalidScope')
    await expect(server.approve(userCode, { organization: 'acme' })).rejects.toThrow('invalidOrganization')
    await server.deny(userCode)
    await expect(server.approve(userCode)).rejects.toThrow('invalidUserCode')
  })

  it('of a disabled account cannot be signed in', async () => {
    const { server, userCode, poll } = await start()
    await server.approve(userCode)
    server.disableAccount()
    expect(await membersOf(await poll())).toMatchObject({ error: 'access_denied' })
  })

  it('cannot let codes expire that do not exist', () => {
    expect(() => createFakeDeviceServer().expire()).toThrow('no codes')
  })
})

describe('the network', () => {
  it('loses a request', async () => {
    const { server, userCode, poll } = await start()
    await server.approve(userCode)
    server.loseNextAnswer('request')
    await expect(poll()).rejects.toThrow(TypeError)
    expect([server.polls, server.tokenSets]).toEqual([['lost'], 0])
  })

  it('loses an answer', async () => {
    const { server, userCode, poll } = await start()
    await server.approve(userCode)
    server.loseNextAnswer('answer')
    await expect(poll()).rejects.toThrow(TypeError)
    expect([server.polls, server.tokenSets]).toEqual([['lost'], 1])
  })

  it('loses a part of the body', async () => {
    const { server, userCode, poll } = await start()
    await server.approve(userCode)
    server.loseNextAnswer('body')
    const response = await poll()
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('terminated')
    expect([server.polls, server.tokenSets]).toEqual([['lost'], 1])
  })

  it('cuts JSON off', async () => {
    const { server, userCode, poll } = await start()
    await server.approve(userCode)
    server.garble()
    const response = await poll()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('json')])
    await expect(response.json()).rejects.toThrow(SyntaxError)
    expect([server.polls, server.tokenSets]).toEqual([['garbled'], 1])
  })

  it('hangs until the client gives up, while time goes on', async () => {
    const { server, poll } = await start()
    server.timeOut()
    const { time } = server
    const abort = new AbortController()
    const given = time.sleep(15_000).then(() => abort.abort(new Error('enough')))
    await expect(time.runUntil(Promise.all([poll(abort.signal), given]))).rejects.toThrow('enough')
    expect(server.polls).toEqual(['timedOut'])
  })

  it('shows pages of others', async () => {
    const { server, poll } = await start()
    server.status(503, 2, { retryAfter: 7 })
    server.html()
    const responses = [await poll(), await poll(), await poll(), await poll()]
    expect(
      responses.map(({ status, headers }) => [status, headers.get('retry-after'), headers.get('content-type')]),
    ).toEqual([
      [503, '7', 'text/html; charset=utf-8'],
      [503, '7', 'text/html; charset=utf-8'],
      [200, null, 'text/html; charset=utf-8'],
      [400, null, expect.stringContaining('json')],
    ])
    expect(server.polls).toEqual(['status 503', 'status 503', 'html', 'pending'])
  })

  it('says slow_down and Retry-After in the name of the server', async () => {
    const { server, poll } = await start()
    server.tooFast(1, { interval: 22_000 })
    server.tooFast()
    server.retryAfter(9)
    expect(await membersOf(await poll())).toEqual({ error: 'slow_down', interval: 22 })
    expect(await membersOf(await poll())).toEqual({ error: 'slow_down' })
    const response = await poll()
    expect([response.headers.get('retry-after'), await membersOf(response)]).toMatchObject([
      '9',
      { error: 'authorization_pending' },
    ])
  })

  it('leaves other endpoints alone', async () => {
    const { server, poll } = await start()
    server.status(500)
    expect((await server.fetch(`${server.issuer}/.well-known/oauth-authorization-server`)).status).toBe(200)
    expect((await post(server, '/device_authorization', {})).status).toBe(200)
    expect((await poll()).status).toBe(500)
  })

  it('sends nothing after an abort', async () => {
    const { server, poll } = await start()
    const before = server.requests.length
    await expect(poll(AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
    expect(server.requests).toHaveLength(before)
  })

  it('lets a test answer, until it has enough', async () => {
    const { server, poll } = await start()
    const stop = server.intercept(async (request, next) => {
      const response = await next(request)
      return response.status === 400 ? Response.json({ error: 'strange' }, { status: 418 }) : response
    })
    expect((await poll()).status).toBe(418)
    stop()
    expect((await poll()).status).toBe(400)
    expect(server.polls).toEqual(['strange', 'pending'])
  })
})

describe('the same on a port', () => {
  it('serves clients in other processes, on the clock of the system', async () => {
    const server = createFakeDeviceServer({ policy: { interval: 1_000 } })
    const { issuer, close } = await server.asServer()
    try {
      expect(server.issuer).toBe(issuer)
      const send = (path: string, fields: Readonly<Record<string, string>>) =>
        fetch(issuer + path, { method: 'POST', body: new URLSearchParams({ client_id: server.clientId, ...fields }) })
      const codes = await membersOf(await send('/device_authorization', { scope: 'read' }))
      expect(`${codes['verification_uri']}`.startsWith(issuer)).toBe(true)
      const poll = () => send('/token', { grant_type: deviceGrant, device_code: `${codes['device_code']}` })
      await server.approve(`${codes['user_code']}`)
      server.loseNextAnswer('answer')
      await expect(poll()).rejects.toThrow('fetch failed')
      server.loseNextAnswer('body')
      await expect(poll().then((response) => response.text())).rejects.toThrow('terminated')
      expect(await membersOf(await poll())).toHaveProperty('access_token')
      expect([server.polls, server.tokenSets]).toEqual([['lost', 'lost', 'approved'], 1])
    } finally {
      await close()
    }
    await expect(fetch(issuer)).rejects.toThrow('fetch failed')
  })

  it('is refused after a request, because the issuer changes', async () => {
    const { server } = await start()
    await expect(server.asServer()).rejects.toThrow('before the first request')
  })
})
