import { createDeviceClient, memoryTokens } from '@devicegrant/client'
import { describe, expect, it } from 'vitest'
import { membersOf } from '../support/json.js'
import { createWorld, failureOf } from './world.js'

/** A world whose server starts with these members instead of its own. */
function createStarting(members: object) {
  const world = createWorld()
  world.server.intercept(async (request, next) => {
    const response = await next(request)
    if (!request.url.endsWith('/device_authorization')) return response
    return Response.json({ ...(await membersOf(response)), ...members })
  })
  return world
}

describe('CK18: an address that the server wants to show', () => {
  it.each([
    ['a script', { verification_uri: 'javascript:alert(1)' }],
    ['a file', { verification_uri: 'file:///etc/passwd' }],
    ['without encryption', { verification_uri: 'http://login.example.com/device' }],
    ['with a password', { verification_uri: 'https://login.example.com@evil.example/' }],
    ['no address', { verification_uri: 'login.example.com' }],
    ['a script in the complete one', { verification_uri_complete: 'javascript:alert(1)' }],
  ])('is refused before it is shown: %s', async (_, members) => {
    const { auth } = createStarting(members)
    const shown: unknown[] = []
    const error = await failureOf(auth.login({ show: (prompt) => void shown.push(prompt) }))
    expect(error.code).toBe('insecure')
    expect(shown).toEqual([])
  })

  it('may have another host than the server, which is named', async () => {
    const { auth } = createStarting({ verification_uri: 'https://example.com/device' })
    const { prompt } = await auth.startLogin()
    expect(prompt.otherHost).toBe('example.com')
    expect((await createWorld().auth.startLogin()).prompt.otherHost).toBeUndefined()
  })

  it('has no character that a terminal obeys, and neither has a code', async () => {
    const { auth } = createStarting({
      user_code: 'AB\u001b[2JCD\u202eEF\r',
      verification_uri: 'https://example.com/\u001b]0;title\u0007device',
    })
    const { prompt } = await auth.startLogin()
    expect(prompt.userCode).toBe('AB[2JCDEF')
    expect(`${prompt.uri}${prompt.message}`).not.toMatch(/\p{Cc}/u)
  })

  it('makes no error message dangerous', async () => {
    const { server, auth } = createWorld()
    server.intercept(async (request, next) =>
      request.url.endsWith('/token')
        ? Response.json({ error: 'bad\u001b[31m', error_description: 'red\u001b[31m\u202e' }, { status: 400 })
        : next(request),
    )
    const error = await failureOf(server.time.runUntil(auth.login({ show: () => undefined })))
    expect(error.message).toBe('The server refused: red[31m')
    expect(error.failure).toMatchObject({ error: 'bad[31m' })
  })
})

describe('CK19: finding the server', () => {
  const answers = (members: object, paths: readonly string[] = ['/.well-known/oauth-authorization-server']) => {
    const { server } = createWorld()
    server.intercept(async (request) =>
      paths.includes(new URL(request.url).pathname)
        ? Response.json({ issuer: server.issuer, token_endpoint: `${server.issuer}/token`, ...members })
        : new Response('', { status: 404 }),
    )
    const { issuer, clientId, fetch, time } = server
    return { server, auth: createDeviceClient({ issuer, clientId, fetch, time, tokens: memoryTokens() }) }
  }

  it.each([
    ['another issuer', { issuer: 'https://evil.example' }, { code: 'refused', error: 'issuer_mismatch' }],
    ['no endpoint for devices', {}, { code: 'unsupported', missing: 'device_authorization_endpoint' }],
    [
      'an endpoint without encryption',
      { device_authorization_endpoint: 'http://login.example.com/d' },
      { code: 'insecure' },
    ],
    ['no token endpoint', { token_endpoint: undefined }, { code: 'unsupported', missing: 'token_endpoint' }],
    ['an issuer that is no address', { issuer: 'login' }, { code: 'refused', error: 'invalid_response' }],
  ])('refuses metadata with %s', async (_, members, failure) => {
    const { auth } = answers(members)
    expect((await failureOf(auth.startLogin())).failure).toMatchObject(failure)
  })

  it('tries the address of OpenID Connect next', async () => {
    const { server, auth } = answers({}, ['/.well-known/openid-configuration'])
    expect((await failureOf(auth.startLogin())).code).toBe('unsupported')
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-configuration',
    ])
  })

  it('tries it as well if the first address has a page, as single-page applications answer everything', async () => {
    const { server, auth } = createWorld()
    server.intercept(async (request) =>
      request.url.endsWith('/.well-known/openid-configuration')
        ? Response.json({ issuer: server.issuer, token_endpoint: `${server.issuer}/token` })
        : new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }),
    )
    expect((await failureOf(auth.startLogin())).failure).toEqual({
      code: 'unsupported',
      missing: 'device_authorization_endpoint',
    })
  })

  it('says if the server has no metadata', async () => {
    const { auth } = answers({}, [])
    expect((await failureOf(auth.startLogin())).message).toContain('127.0.0.1:3000 has none for this issuer')
  })

  it('follows no redirect', async () => {
    const { server, auth } = createWorld()
    server.intercept(async ({ url }) => Response.redirect(`${new URL(url).origin}/elsewhere`, 302))
    expect((await failureOf(auth.startLogin())).code).toBe('unsupported')
    expect(server.requests).toHaveLength(2)
  })

  it('tries again after an outage', async () => {
    const { server, auth } = createWorld()
    const end = server.intercept(async () => new Response('', { status: 503 }))
    expect((await failureOf(auth.startLogin())).code).toBe('unreachable')
    end()
    expect((await auth.startLogin()).prompt.userCode).not.toBe('')
  })

  it.each([
    'http://login.example.com',
    'ftp://login.example.com',
    'login.example.com',
    'https://user:password@login.example.com',
  ])('refuses an issuer that is not safe: %s', (issuer) => {
    expect(() => createDeviceClient({ issuer, clientId: 'mycli', tokens: memoryTokens() })).toThrow(
      expect.objectContaining({ code: 'insecure' }),
    )
  })

  it('is not needed if the endpoints are given', async () => {
    const { server, newClient } = createWorld()
    const auth = newClient({
      endpoints: {
        deviceAuthorizationEndpoint: `${server.issuer}/device_authorization`,
        tokenEndpoint: `${server.issuer}/token`,
      },
    })
    await server.time.runUntil(auth.login({ show: ({ userCode }) => void server.approve(userCode) }))
    expect(server.requests.map(({ path }) => path)).toEqual(['/device_authorization', '/token'])
    expect(await auth.logout()).toBe('forgotten')
  })
})
