import { createDeviceClient, memoryTokens } from '@devicegrant/client'
import { describe, expect, it } from 'vitest'
import { membersOf } from '../support/json.js'
import { createWorld, failureOf, type World } from './world.js'

const api = 'https://api.example.com/things'

/** A client whose API answers with these statuses, one after another, and what it saw. */
function withApi({ server, newClient }: World, statuses: readonly number[]) {
  const seen: { readonly token: string; readonly body: string; readonly method: string }[] = []
  const left = [...statuses]
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    if (new URL(request.url).origin !== new URL(api).origin) return server.fetch(input, init)
    const token = request.headers.get('authorization') ?? ''
    seen.push({ token, body: await request.text(), method: request.method })
    const status = left.shift() ?? 200
    const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' }
    return new Response(`status ${status}`, { status, ...(status === 401 && { headers }) })
  }
  return { auth: newClient({ fetch }), seen }
}

describe('CK20: a request to an API', () => {
  it('is sent once more with a new token if the first one is refused', async () => {
    const world = createWorld()
    await world.signIn()
    const { auth, seen } = withApi(world, [401, 200])
    const response = await world.server.time.runUntil(auth.fetch(api, { method: 'PUT', body: 'once more' }))
    expect([response.status, await response.text()]).toEqual([200, 'status 200'])
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', 'once more'],
      ['PUT', 'once more'],
    ])
    expect(new Set(seen.map(({ token }) => token)).size).toBe(2)
    expect(world.server.refreshes).toEqual(['refreshed'])
  })

  it('is sent twice at most, and being signed in does not end with it', async () => {
    const world = createWorld()
    await world.signIn()
    const { auth, seen } = withApi(world, [401, 401])
    const response = await world.server.time.runUntil(auth.fetch(api))
    expect([response.status, seen.length]).toEqual([401, 2])
    expect(await auth.accessToken()).not.toBe('')
  })

  it('is sent once if its body is a stream', async () => {
    const world = createWorld()
    await world.signIn()
    const { auth, seen } = withApi(world, [401])
    const body = new Response('once').body
    const response = await world.server.time.runUntil(auth.fetch(api, { method: 'POST', body }))
    expect([response.status, seen.map(({ body: sent }) => sent)]).toEqual([401, ['once']])
    expect(world.server.refreshes).toEqual([])
  })

  it('refreshes once for fifty of them', async () => {
    const world = createWorld()
    await world.signIn()
    const { auth, seen } = withApi(
      world,
      Array.from({ length: 50 }, () => 401),
    )
    const all = Promise.all(Array.from({ length: 50 }, () => auth.fetch(api)))
    const statuses = (await world.server.time.runUntil(all)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(seen).toHaveLength(100)
    expect(world.server.refreshes).toEqual(['refreshed'])
  })

  it('says when the server has ended the sign-in', async () => {
    const world = createWorld()
    await world.signIn()
    await world.server.endGrant()
    const { auth } = withApi(world, [401])
    expect((await failureOf(world.server.time.runUntil(auth.fetch(api)))).code).toBe('sessionEnded')
  })

  it('without a refresh token leaves it to the caller', async () => {
    const world = createWorld({ refresh: false })
    await world.signIn()
    const { auth, seen } = withApi(world, [401])
    expect((await auth.fetch(api)).status).toBe(401)
    expect(seen).toHaveLength(1)
    expect(await auth.accessToken()).not.toBe('')
  })

  it.each([
    ['another refusal', 403],
    ['a redirect', 302],
    ['an outage', 503],
  ])('gives every other response to the caller: %s', async (_, status) => {
    const world = createWorld()
    await world.signIn()
    const { auth, seen } = withApi(world, [status])
    expect((await auth.fetch(api)).status).toBe(status)
    expect(seen).toHaveLength(1)
  })

  it('fails as unreachable if the API cannot be reached', async () => {
    const world = createWorld()
    const auth = world.newClient({ accessToken: 'mine', fetch: () => Promise.reject(new TypeError('fetch failed')) })
    expect((await failureOf(auth.fetch(api))).failure).toEqual({ code: 'unreachable', host: 'api.example.com' })
  })

  it('names no token that cannot stand in a header', async () => {
    const auth = createWorld().newClient({ accessToken: 'secret\nsecret' })
    const { failure, message, cause } = await failureOf(auth.fetch(api))
    expect(failure).toMatchObject({ code: 'refused', error: 'invalid_token' })
    expect(`${message} ${String(cause)}`).not.toContain('secret')
  })

  it('uses no empty token of the environment', async () => {
    const auth = createWorld().newClient({ accessToken: '' })
    expect((await failureOf(auth.accessToken())).code).toBe('notLoggedIn')
    expect((await failureOf(auth.fetch(api))).code).toBe('notLoggedIn')
  })

  it('takes a token to no place without encryption', async () => {
    const world = createWorld()
    await world.signIn()
    const { auth, seen } = withApi(world, [])
    expect((await failureOf(auth.fetch('http://api.example.com/things'))).code).toBe('insecure')
    expect(seen).toEqual([])
  })

  it('uses a token of the environment, and does not refresh it', async () => {
    const world = createWorld()
    const seen: string[] = []
    const auth = world.newClient({
      accessToken: 'mine',
      fetch: async (input, init) => {
        seen.push(new Request(input, init).headers.get('authorization') ?? '')
        return new Response('', { status: 401 })
      },
    })
    expect((await auth.fetch(api)).status).toBe(401)
    expect(seen).toEqual(['Bearer mine'])
  })
})

describe('CK21: a sign-out', () => {
  it('ends the grant at the server and forgets the tokens', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn()
    expect(await auth.logout()).toBe('revoked')
    expect(await server.grants()).toBe(0)
    expect((await failureOf(auth.accessToken())).code).toBe('notLoggedIn')
    expect(await auth.logout()).toBe('notLoggedIn')
  })

  it('forgets the tokens if the server is away, and says what that means', async () => {
    const { server, auth, newClient, signIn } = createWorld()
    await signIn()
    const end = server.intercept(() => Promise.reject(new TypeError('fetch failed')))
    const error = await failureOf(server.time.runUntil(newClient().logout()))
    expect(error.failure).toEqual({ code: 'unreachable', host: '127.0.0.1:3000', forgotten: true })
    expect(error.message).toContain('unlink the device there')
    end()
    expect((await failureOf(auth.accessToken())).code).toBe('notLoggedIn')
    expect(await server.grants()).toBe(1)
  })

  it('that is canceled leaves the person signed in', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn()
    const stop = new AbortController()
    const end = server.intercept(async (request, next) => {
      if (!request.url.endsWith('/revoke')) return next(request)
      stop.abort()
      throw new TypeError('fetch failed')
    })
    expect((await failureOf(auth.logout({ signal: stop.signal }))).code).toBe('aborted')
    end()
    expect(await auth.accessToken()).not.toBe('')
    expect(await auth.logout()).toBe('revoked')
  })

  it('forgets the tokens if the server refuses', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn()
    server.intercept(async (request, next) =>
      request.url.endsWith('/revoke') ? Response.json({ error: 'invalid_client' }, { status: 400 }) : next(request),
    )
    const { failure } = await failureOf(auth.logout())
    expect(failure).toEqual({ code: 'refused', error: 'invalid_client', forgotten: true })
    expect((await failureOf(auth.accessToken())).code).toBe('notLoggedIn')
  })
})

describe('a second sign-in', () => {
  it('ends the grant of the first one', async () => {
    const { server, events, signIn } = createWorld()
    await signIn()
    await signIn()
    expect([server.tokenSets, await server.grants()]).toEqual([2, 1])
    expect(events.map(({ type }) => type)).not.toContain('notRevoked')
  })

  it('succeeds if the server cannot end the first one', async () => {
    const { server, events, signIn } = createWorld()
    await signIn()
    server.intercept(async (request, next) =>
      request.url.endsWith('/revoke') ? new Response('', { status: 503 }) : next(request),
    )
    await signIn()
    expect(events.at(-1)).toEqual({ type: 'notRevoked' })
  })
})

describe('who is signed in', () => {
  it('is what the ID token says, without an endpoint for more', async () => {
    const { auth, signIn } = createWorld({}, { scope: ['openid', 'profile'] })
    await signIn()
    expect(await auth.whoami()).toMatchObject({ subject: 'fake-subject-of-alice', scope: 'openid profile' })
  })

  it.each([
    ['is what the server says now', { sub: 'fake-subject-of-alice', name: 'Alice\u001b[2J' }, { name: 'Alice[2J' }],
    [
      'is not another account than that of the ID token',
      { sub: 'somebody else' },
      { code: 'refused', error: 'invalid_response' },
    ],
  ])('%s, with an endpoint', async (_, claims, expected) => {
    const { server, auth, signIn } = createWorld({}, { scope: ['openid', 'profile'] })
    server.intercept(async (request, next) => {
      if (request.url.endsWith('/userinfo')) return Response.json(claims)
      const response = await next(request)
      if (!request.url.includes('/.well-known/')) return response
      return Response.json({ ...(await membersOf(response)), userinfo_endpoint: `${server.issuer}/userinfo` })
    })
    await signIn()
    const outcome = await auth.whoami().catch(({ failure }) => failure)
    expect(outcome).toMatchObject(expected)
  })

  it('is what the tokens say, without an endpoint', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn()
    expect(await auth.whoami()).toMatchObject({ scope: 'read', issuer: server.issuer, isBound: false })
    expect(server.requests.map(({ path }) => path)).not.toContain('/userinfo')
  })

  it('cannot be read from a page', async () => {
    const { server, auth, signIn } = createWorld({}, { scope: ['openid', 'profile'] })
    server.intercept(async (request, next) => {
      if (request.url.endsWith('/userinfo')) return new Response('<html>')
      const response = await next(request)
      if (!request.url.includes('/.well-known/')) return response
      return Response.json({ ...(await membersOf(response)), userinfo_endpoint: `${server.issuer}/userinfo` })
    })
    await signIn()
    expect((await failureOf(auth.whoami())).failure).toMatchObject({ code: 'refused', error: 'invalid_response' })
  })

  it('is not found out without a sign-in', async () => {
    const { server, auth } = createWorld()
    expect((await failureOf(auth.whoami())).code).toBe('notLoggedIn')
    expect(server.requests).toEqual([])
  })
})

describe('a listener that throws', () => {
  it('does not disturb a sign-in', async () => {
    const thrown: unknown[] = []
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => thrown.push(error))
    try {
      const { server, newClient } = createWorld()
      const auth = newClient({
        onEvent() {
          throw new RangeError('the window is gone')
        },
      })
      await server.time.runUntil(auth.login({ show: ({ userCode }) => void server.approve(userCode) }))
      expect(await auth.accessToken()).not.toBe('')
      expect(thrown).toContainEqual(new RangeError('the window is gone'))
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of listeners) process.on('uncaughtException', listener)
    }
  })
})

describe('an option that cannot work', () => {
  it.each([
    ['no issuer', { issuer: undefined }, 'issuer must be the address of the server'],
    ['an empty client', { clientId: '' }, 'clientId must be the name of this program'],
    ['no place for tokens', { tokens: undefined }, 'tokens must be a place for tokens, such as memoryTokens()'],
    ['a scope that is one text', { scope: 'read write' }, "scope must be a list, such as ['read', 'offline_access']"],
    ['a yes', { dpop: true }, "dpop must be 'auto', 'on' or 'off'"],
    ['no time', { requestTimeout: Number.NaN }, 'requestTimeout must be a number of milliseconds'],
  ])('is refused with what to write: %s', (_, wrong, message) => {
    const options = { issuer: 'https://login.example.com', clientId: 'mycli', tokens: memoryTokens(), ...wrong }
    expect(() => Reflect.apply(createDeviceClient, undefined, [options])).toThrow(message)
  })
})

describe('a second sign-in at a server whose revocation ends too much', () => {
  it('leaves the grant of the first one, if the program says so', async () => {
    const { server, signIn } = createWorld({}, { endsFormer: false })
    await signIn()
    await signIn()
    expect(await server.grants()).toBe(2)
  })
})
