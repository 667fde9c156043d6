import { isStoredTokens, memoryTokens, type StoredTokens, type TokenPlace } from '@devicegrant/client'
import { describe, expect, it } from 'vitest'
import { membersOf } from '../support/json.js'
import { createWorld, failureOf, type World } from './world.js'

const tenMinutes = 600_000
const signedOut = ['notLoggedIn', 'notLoggedIn']

/** A world in which alice is signed in, and her access token has just ended. */
async function signedInLongAgo(...args: Parameters<typeof createWorld>): Promise<World> {
  const world = createWorld(...args)
  await world.signIn()
  await world.server.time.advance(tenMinutes)
  return world
}

/** Memory, whose functions a test can replace, and a look at what it has. */
function spoiltPlace() {
  const memory = memoryTokens()
  const spoilt: { write?: () => Promise<void>; lock?: 'broken' } = {}
  let last: StoredTokens | undefined
  const place: TokenPlace = {
    ...memory,
    open(owner, report) {
      const store = memory.open(owner, report)
      return {
        ...store,
        async write(tokens) {
          await spoilt.write?.()
          last = tokens
          await store.write(tokens)
        },
        exclusive: (run, signal) => (spoilt.lock === 'broken' ? run() : store.exclusive(run, signal)),
      }
    },
  }
  return { place, spoilt, last: () => last }
}

describe('an access token', () => {
  it('is the same until a fifth of its life is left', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn()
    const first = await auth.accessToken()
    await server.time.advance(tenMinutes * 0.79)
    expect(await auth.accessToken()).toBe(first)
    await server.time.advance(tenMinutes * 0.02)
    expect(await server.time.runUntil(auth.accessToken())).not.toBe(first)
    expect(server.refreshes).toEqual(['refreshed'])
  })

  it('is refreshed at least a minute before its end', async () => {
    const { server, auth, signIn } = createWorld({ accessTokenLifetime: 180_000 })
    await signIn()
    await server.time.advance(121_000)
    await server.time.runUntil(auth.accessToken())
    expect(server.refreshes).toEqual(['refreshed'])
  })

  it('that never lives for two minutes is not refreshed each time', async () => {
    const { server, auth, signIn } = createWorld({ accessTokenLifetime: 30_000 })
    await signIn()
    await auth.accessToken()
    expect(server.refreshes).toEqual([])
  })

  it('lives as long as the caller wants', async () => {
    const { server, auth, signIn } = createWorld()
    await signIn()
    await server.time.runUntil(auth.accessToken({ minLife: tenMinutes - 1_000 }))
    expect(server.refreshes).toEqual([])
    await server.time.advance(2_000)
    await server.time.runUntil(auth.accessToken({ minLife: tenMinutes - 1_000 }))
    expect(server.refreshes).toEqual(['refreshed'])
  })

  it('is refreshed once for all callers of a process', async () => {
    const { server, auth } = await signedInLongAgo()
    const all = Promise.all(Array.from({ length: 50 }, () => auth.accessToken()))
    expect(new Set(await server.time.runUntil(all)).size).toBe(1)
    expect(server.refreshes).toEqual(['refreshed'])
  })

  it('that another client has refreshed is adopted', async () => {
    const { server, auth, events, newClient } = await signedInLongAgo()
    const other = newClient()
    const both = Promise.all([auth.accessToken(), other.accessToken()])
    const [one, two] = await server.time.runUntil(both)
    expect(one).toBe(two)
    expect(server.refreshes).toEqual(['refreshed'])
    expect(events.filter(({ type }) => type === 'adopted')).toHaveLength(1)
  })

  it('comes from the environment, if it is there, and is not refreshed', async () => {
    const { server, newClient } = createWorld()
    const auth = newClient({ accessToken: 'from the environment' })
    expect(await auth.accessToken()).toBe('from the environment')
    expect(server.requests).toEqual([])
  })

  it('that cannot be refreshed stays, because the clock of the device can be wrong about its end', async () => {
    const { server, auth, signIn } = createWorld({ refresh: false })
    await signIn()
    server.deviceClock.setBack(-3_600_000)
    expect((await failureOf(auth.accessToken())).code).toBe('sessionEnded')
    server.deviceClock.setBack(3_600_000)
    expect(await auth.accessToken()).not.toBe('')
  })

  it('has an end that a file can keep, however long the server says that it lives', async () => {
    const { place, last } = spoiltPlace()
    const { server, signIn } = createWorld({}, { tokens: place })
    server.intercept(async (request, next) => {
      const response = await next(request)
      if (!request.url.endsWith('/token') || !response.ok) return response
      return Response.json({ ...(await membersOf(response)), expires_in: 1e306 })
    })
    await signIn()
    expect(isStoredTokens(JSON.parse(JSON.stringify(last())))).toBe(true)
  })

  it('needs a sign-in', async () => {
    const { auth } = createWorld()
    const error = await failureOf(auth.accessToken())
    expect([error.code, error.message]).toEqual(['notLoggedIn', 'You are not signed in. Sign in first.'])
  })
})

describe('tokens that another process has kept', () => {
  it('are refreshed, and not adopted, if they have ended too', async () => {
    const { place, last } = spoiltPlace()
    const { server, auth, newClient } = await signedInLongAgo({}, { tokens: place })
    const slow = newClient()
    const seen = last()
    await server.time.runUntil(auth.accessToken())
    await server.time.advance(tenMinutes)
    const store = place.open({ issuer: server.issuer, clientId: server.clientId }, () => undefined)
    const newest = last()
    if (seen === undefined || newest === undefined) throw new Error('nothing was kept')
    // The slow client has read the first tokens, and gets the lock only now.
    const token = server.time.runUntil(slow.accessToken())
    expect(await token).not.toBe(newest.accessToken)
    expect((await store.read())?.accessToken).toBe(await token)
  })
})

describe('CK12: clients without a lock that works', () => {
  it('end with the same tokens, and the server has one grant', async () => {
    const { place, spoilt } = spoiltPlace()
    const { server, auth, newClient } = await signedInLongAgo({}, { tokens: place })
    spoilt.lock = 'broken'
    const clients = [auth, ...Array.from({ length: 9 }, () => newClient())]
    const tokens = await server.time.runUntil(Promise.all(clients.map((client) => client.accessToken())))
    expect(new Set(tokens).size).toBe(1)
    expect(await server.grants()).toBe(1)
    expect(server.refreshes.every((word) => word === 'refreshed')).toBe(true)
  })

  it('adopts the successors if the server does not take the token any more', async () => {
    const { place, spoilt } = spoiltPlace()
    const { server, auth, newClient } = await signedInLongAgo({}, { tokens: place })
    spoilt.lock = 'broken'
    const other = newClient()
    // The other client refreshes while the request of this one is on its way, and that takes longer than the server repeats.
    const end = server.intercept(async (request, next) => {
      if (!request.url.endsWith('/token')) return next(request)
      end()
      await other.accessToken()
      server.time.clock.advance(60_000)
      return Response.json({ error: 'invalid_grant' }, { status: 400 })
    })
    expect(await server.time.runUntil(auth.accessToken())).toBe(await other.accessToken())
  })

  it.each([
    ['newer tokens', 'refresh'],
    ['a sign-out', 'logout'],
  ] as const)('leave %s of another client as they are, if their response comes later', async (_, does) => {
    const { place, spoilt, last } = spoiltPlace()
    const { server, auth, newClient } = await signedInLongAgo({}, { tokens: place })
    spoilt.lock = 'broken'
    const other = newClient()
    let newest = ''
    const end = server.intercept(async (request, next) => {
      if (!request.url.endsWith('/token')) return next(request)
      end()
      const late = await next(request)
      await other.accessToken()
      if (does === 'refresh') newest = await other.accessToken({ minLife: 2 * tenMinutes })
      else await other.logout()
      return late
    })
    const result = server.time.runUntil(auth.accessToken())
    if (does === 'refresh') expect([await result, last()?.accessToken]).toEqual([newest, newest])
    else expect([(await failureOf(result)).code, (await failureOf(auth.accessToken())).code]).toEqual(signedOut)
  })
})

describe('a refresh whose response is lost', () => {
  it.each(['answer', 'body', 'request'] as const)('is repeated, and gets the same tokens: %s', async (part) => {
    const { server, auth } = await signedInLongAgo()
    server.loseNextAnswer(part)
    await server.time.runUntil(auth.accessToken())
    expect(server.refreshes).toEqual(['lost', 'refreshed'])
    expect(await server.grants()).toBe(1)
  })

  it('is repeated while the server still knows its response, if it hangs', async () => {
    const { server, newClient } = await signedInLongAgo()
    let isLost = false
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await server.fetch(input, init)
      if (isLost || !String(input).endsWith('/token')) return response
      isLost = true
      return new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new TypeError('terminated')))
      })
    }
    await server.time.runUntil(newClient({ fetch }).accessToken())
    expect(server.refreshes).toEqual(['refreshed', 'refreshed'])
    expect(await server.grants()).toBe(1)
  })

  it('gives up after some seconds, and forgets nothing', async () => {
    const { server, auth } = await signedInLongAgo()
    server.status(503, 4)
    expect((await failureOf(server.time.runUntil(auth.accessToken()))).code).toBe('unreachable')
    await server.time.runUntil(auth.accessToken())
    expect(server.refreshes.slice(-2)).toEqual(['status 503', 'refreshed'])
  })

  it('does not matter while the old token lives', async () => {
    const { server, auth, events, signIn } = createWorld()
    await signIn()
    const first = await auth.accessToken()
    await server.time.advance(tenMinutes * 0.9)
    server.status(503, 4)
    expect(await server.time.runUntil(auth.accessToken())).toBe(first)
    expect(events.at(-1)).toMatchObject({ type: 'retrying', reason: 'unreachable' })
  })
})

describe('a sign-in that the server has ended', () => {
  it('is forgotten', async () => {
    const { server, auth, events } = await signedInLongAgo()
    await server.endGrant()
    const error = await failureOf(server.time.runUntil(auth.accessToken()))
    expect([error.code, error.message]).toEqual(['sessionEnded', 'The server has ended this sign-in. Sign in again.'])
    expect(events.at(-1)).toEqual({ type: 'ended', code: 'sessionEnded' })
    expect((await failureOf(auth.accessToken())).code).toBe('notLoggedIn')
  })

  it('is not mistaken for a refused client', async () => {
    const { server, auth } = await signedInLongAgo()
    const end = server.intercept(async (request, next) =>
      request.url.endsWith('/token') ? Response.json({ error: 'invalid_client' }, { status: 401 }) : next(request),
    )
    const { failure } = await failureOf(server.time.runUntil(auth.accessToken()))
    expect(failure).toEqual({ code: 'refused', error: 'invalid_client' })
    end()
    await server.time.runUntil(auth.accessToken())
  })
})

describe('new tokens that cannot be written', () => {
  it('work in this process, which says so once', async () => {
    const { place, spoilt, last } = spoiltPlace()
    const { server, auth, events } = await signedInLongAgo({}, { tokens: place })
    spoilt.write = () => Promise.reject(new Error('the disk is full'))
    const error = await failureOf(server.time.runUntil(auth.accessToken()))
    expect(error.code).toBe('storage')
    expect(error.message).toContain('They work until this program ends; then sign in again.')
    expect(events.at(-1)).toEqual({ type: 'notKept', place: 'the memory of this process' })
    const token = await auth.accessToken()
    expect(last()?.accessToken).not.toBe(token)
    delete spoilt.write
    await server.time.advance(tenMinutes)
    expect(await server.time.runUntil(auth.accessToken())).toBe(last()?.accessToken)
    expect(server.refreshes).toEqual(['refreshed', 'refreshed'])
  })

  it.each([
    ['a new sign-in', 'login'],
    ['a refresh of another client', 'refresh'],
  ] as const)('are forgotten after %s', async (_, does) => {
    const { place, spoilt, last } = spoiltPlace()
    const { server, auth, newClient, signIn } = await signedInLongAgo({}, { tokens: place })
    spoilt.write = () => Promise.reject(new Error('the disk is full'))
    expect((await failureOf(server.time.runUntil(auth.accessToken()))).code).toBe('storage')
    delete spoilt.write
    if (does === 'login') await signIn()
    for (let nth = 0; does === 'refresh' && nth < 2; nth++) {
      await server.time.runUntil(newClient().accessToken({ minLife: 2 * tenMinutes }))
    }
    const kept = last()?.accessToken
    expect(await auth.accessToken()).toBe(kept)
    await server.time.advance(tenMinutes)
    expect(await server.time.runUntil(auth.accessToken())).toBe(last()?.accessToken)
    expect(await server.grants()).toBe(1)
  })

  it('of a sign-in are ended at the server', async () => {
    const { place, spoilt } = spoiltPlace()
    const { server, signIn } = createWorld({}, { tokens: place })
    spoilt.write = () => Promise.reject(new Error('the disk is full'))
    await expect(signIn()).rejects.toThrow('the disk is full')
    expect(await server.grants()).toBe(0)
  })
})

describe('a server that sends no new refresh token', () => {
  it('means that the old one goes on', async () => {
    const { place, last } = spoiltPlace()
    const { server, auth } = await signedInLongAgo({}, { tokens: place })
    const before = last()?.refreshToken
    server.intercept(async (request, next) => {
      const response = await next(request)
      if (!request.url.endsWith('/token') || !response.ok) return response
      const { refresh_token: _, ...body } = await membersOf(response)
      return Response.json(body)
    })
    await server.time.runUntil(auth.accessToken())
    expect(last()?.refreshToken).toBe(before)
  })
})

describe('a refresh response that is not what it should be', () => {
  /** Changes the granted responses of refreshes. */
  function changeGranted({ server }: World, change: (body: Record<string, unknown>) => object): void {
    server.intercept(async (request, next) => {
      const response = await next(request)
      if (!request.url.endsWith('/token') || !response.ok) return response
      return Response.json(change(await membersOf(response)))
    })
  }

  it('is refused if its tokens are not bound to the key any more', async () => {
    const world = await signedInLongAgo({ dpop: 'offered' })
    changeGranted(world, (body) => ({ ...body, token_type: 'Bearer' }))
    const { failure } = await failureOf(world.server.time.runUntil(world.auth.accessToken()))
    expect(failure).toMatchObject({
      code: 'refused',
      description: 'the tokens are not bound to the key of this device',
    })
  })

  it('is refused if it is for another account', async () => {
    const world = createWorld({}, { scope: ['openid', 'read'] })
    await world.signIn()
    await world.server.time.advance(tenMinutes)
    changeGranted(world, (body) => ({ ...body, id_token: withSubject(String(body['id_token']), 'somebody else') }))
    const { failure } = await failureOf(world.server.time.runUntil(world.auth.accessToken()))
    expect(failure).toMatchObject({ code: 'refused', description: 'the new tokens are for another account' })
  })

  it('keeps its tokens if only its ID token is not valid', async () => {
    const { place, last } = spoiltPlace()
    const world = createWorld({}, { scope: ['openid', 'read'], tokens: place })
    await world.signIn()
    const before = last()
    await world.server.time.advance(tenMinutes)
    changeGranted(world, (body) => ({ ...body, id_token: 'not.a.token' }))
    const token = await world.server.time.runUntil(world.auth.accessToken())
    expect(token).not.toBe(before?.accessToken)
    expect(last()).toMatchObject({ accessToken: token, subject: before?.subject })
  })
})

/** Changes the account of an ID token. The client reads its claims; TLS shows where it comes from. */
function withSubject(idToken: string, sub: string): string {
  const [header = '', payload = '', signature = ''] = idToken.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return [header, Buffer.from(JSON.stringify({ ...claims, sub })).toString('base64url'), signature].join('.')
}
