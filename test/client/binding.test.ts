import { memoryTokens, type StoredTokens, type TokenPlace } from '@devicegrant/client'
import { describe, expect, it } from 'vitest'
import { membersOf } from '../support/json.js'
import { createWorld, failureOf } from './world.js'

const api = 'https://api.example.com/things'

/** Memory, and a look at what it has. */
function visiblePlace() {
  const memory = memoryTokens()
  let last: StoredTokens | undefined
  const place: TokenPlace = {
    ...memory,
    open(owner, report) {
      const store = memory.open(owner, report)
      return {
        ...store,
        write(tokens) {
          last = tokens
          return store.write(tokens)
        },
      }
    },
  }
  return { place, last: () => last }
}

describe('CK16: a server that offers DPoP', () => {
  it('gets a key with the start, and one more request for each nonce', async () => {
    const { place, last } = visiblePlace()
    const { server, auth, signIn } = createWorld({ dpop: 'offered', nonces: 'always' }, { tokens: place })
    const { isBound } = await signIn(2)
    expect(isBound).toBe(true)
    expect(server.requests.find(({ path }) => path === '/device_authorization')?.parameters).toContain('dpop_jkt')
    // The nonce of the second poll came with the first one.
    expect(server.polls).toEqual(['use_dpop_nonce', 'pending', 'approved'])
    expect(server.pollTimes).toEqual([5_000, 5_000, 10_000])
    expect(last()).toMatchObject({ tokenType: 'dpop', dpopKey: { kty: 'EC', crv: 'P-256' } })
    await server.time.runUntil(auth.accessToken({ minLife: 3_600_000 }))
    await server.time.runUntil(auth.accessToken({ minLife: 3_600_000 }))
    expect(server.refreshes).toEqual(['use_dpop_nonce', 'refreshed', 'refreshed'])
  })

  it('gets the same key after a restart of the program', async () => {
    const { place, last } = visiblePlace()
    const { server, newClient, signIn } = createWorld({ dpop: 'offered' }, { tokens: place })
    await signIn()
    const before = last()?.dpopKey
    const afterRestart = newClient()
    await server.time.runUntil(afterRestart.accessToken({ minLife: 3_600_000 }))
    expect(server.refreshes.at(-1)).toBe('refreshed')
    expect(last()?.dpopKey).toEqual(before)
  })

  it('is asked for no proof if the client wants none', async () => {
    const { server, signIn } = createWorld({ dpop: 'offered' }, { dpop: 'off' })
    expect((await signIn()).isBound).toBe(false)
    expect(server.polls).toEqual(['approved'])
  })

  it.each(['always', 'never'])('lets an API see bound tokens: it wants nonces %s', async (nonces) => {
    const { server, auth, newClient, signIn } = createWorld({ dpop: 'offered' })
    await signIn()
    const seen: string[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init)
      if (!request.url.startsWith('https://api.example.com/')) return server.fetch(input, init)
      const [, payload = ''] = request.headers.get('dpop')?.split('.') ?? []
      const proof = JSON.parse(Buffer.from(payload, 'base64url').toString())
      seen.push(`${request.headers.get('authorization')?.split(' ')[0]} ${proof.htm} ${proof.htu} ${proof.nonce}`)
      if (nonces === 'never' || proof.nonce === 'second') return Response.json({ things: 3 })
      return new Response('', {
        status: 401,
        headers: { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'second' },
      })
    }
    const response = await newClient({ fetch }).fetch(`${api}?page=2`, { method: 'POST', body: '{}' })
    expect(await response.json()).toEqual({ things: 3 })
    const sent = (nonce: string) => `DPoP POST ${api} ${nonce}`
    expect(seen).toEqual(nonces === 'never' ? [sent('undefined')] : [sent('undefined'), sent('second')])
    expect(await auth.accessToken()).not.toBe('')
  })

  it('must not answer with a Bearer token where bound ones are wanted', async () => {
    const { server, auth } = createWorld({ dpop: 'offered' }, { dpop: 'on' })
    server.intercept(async (request, next) => {
      const response = await next(request)
      if (!request.url.endsWith('/token') || !response.ok) return response
      return Response.json({ ...(await membersOf(response)), token_type: 'Bearer' })
    })
    const login = auth.login({ show: ({ userCode }) => void server.approve(userCode) })
    const { failure } = await failureOf(server.time.runUntil(login))
    expect(failure).toMatchObject({
      code: 'refused',
      description: 'the tokens are not bound to the key of this device',
    })
    expect(await server.grants()).toBe(0)
  })

  it('must have it if the client demands it', async () => {
    const { auth } = createWorld({}, { dpop: 'on' })
    const error = await failureOf(auth.login({ show: () => undefined }))
    expect(error.failure).toEqual({ code: 'unsupported', missing: 'ES256 in dpop_signing_alg_values_supported' })
  })

  it('has a clock that is right, if that of the device is an hour behind', async () => {
    const { server, signIn } = createWorld({ dpop: 'required', nonces: 'whenLate' })
    server.deviceClock.setBack(3_600_000)
    await signIn()
    expect(server.polls).toEqual(['approved'])
  })
})

describe('CK17: PKCE', () => {
  it.each([
    ['the server requires it', { client: { pkce: 'required' } }, {}, true],
    ['the metadata offers it', {}, {}, true],
    ['the client wants none', {}, { pkce: 'off' }, false],
  ] as const)('is used as agreed: %s', async (_, serverOptions, own, expected) => {
    const { server, signIn } = createWorld(serverOptions, own)
    await signIn()
    const start = server.requests.find(({ path }) => path === '/device_authorization')
    expect(start?.parameters.includes('code_challenge')).toBe(expected)
    const poll = server.requests.find(({ path }) => path === '/token')
    expect(poll?.parameters.includes('code_verifier')).toBe(expected)
  })

  it.each([
    ['auto', false],
    ['on', true],
  ] as const)('is not used if the metadata does not list it: %s', async (pkce, fails) => {
    const { server, auth } = createWorld({}, { pkce })
    server.intercept(async (request, next) => {
      const response = await next(request)
      if (!request.url.includes('/.well-known/')) return response
      const { code_challenge_methods_supported: _, ...metadata } = await membersOf(response)
      return Response.json(metadata)
    })
    const login = server.time.runUntil(auth.login({ show: ({ userCode }) => void server.approve(userCode) }))
    if (fails) expect((await failureOf(login)).code).toBe('unsupported')
    else expect((await login).scope).toBe('read')
  })

  it('keeps its verifier out of the stored tokens', async () => {
    const { place, last } = visiblePlace()
    const { signIn } = createWorld({ client: { pkce: 'required' } }, { tokens: place })
    await signIn()
    expect(Object.keys(last() ?? {}).sort()).toEqual([
      'accessToken',
      'clientId',
      'expiresAt',
      'issuer',
      'receivedAt',
      'refreshToken',
      'scope',
      'tokenType',
      'version',
    ])
  })
})

describe('a client whose person types a number', () => {
  const numbered = { client: { verificationNumber: true } } as const

  it('asks for it after the approval, and again after a wrong one', async () => {
    const { server, events, auth } = createWorld(numbered)
    let shown = ''
    const attempts: number[] = []
    const login = auth.login({
      show: ({ userCode, isNumberWanted }) => {
        expect(isNumberWanted).toBe(true)
        server.afterPolls(1, async () => {
          shown = (await server.approve(userCode)).verificationNumber ?? ''
        })
      },
      askNumber: async ({ attempt }) => {
        attempts.push(attempt)
        await server.time.sleep(12_000)
        return attempt === 1 ? wrongFor(shown) : shown
      },
    })
    await server.time.runUntil(login)
    expect(attempts).toEqual([1, 2])
    expect(events.filter(({ type }) => type === 'numberWanted')).toEqual([
      { type: 'numberWanted', attempt: 1 },
      { type: 'numberWanted', attempt: 2 },
    ])
    expect(server.events.filter(({ type }) => type === 'verificationNumberRefused')).toHaveLength(1)
  })

  it('says so if the program cannot ask', async () => {
    const { server, auth } = createWorld(numbered)
    const login = auth.login({ show: ({ userCode }) => void server.approve(userCode) })
    const error = await failureOf(server.time.runUntil(login))
    expect(error.failure).toMatchObject({ code: 'refused', error: 'verification_required' })
  })

  it('can be one that looks from time to time', async () => {
    const { server, auth } = createWorld(numbered)
    const pending = await auth.startLogin()
    const { verificationNumber = '' } = await server.approve(pending.prompt.userCode)
    await server.time.advance(5_000)
    expect(await pending.poll()).toMatchObject({ status: 'pending', isNumberWanted: true })
    await server.time.advance(5_000)
    expect(await pending.poll({ number: verificationNumber })).toMatchObject({ status: 'approved' })
  })
})

function wrongFor(number: string): string {
  return number.startsWith('0') ? number.replace('0', '1') : number.replace(/^./, '0')
}
