import { describe, expect, it } from 'vitest'
import { type Answer, fakeWire, json, origin } from '../../test-support/fake-wire.js'
import { CannotAudit } from './cannot-audit.js'
import type { Endpoints } from './endpoints.js'
import { findServer } from './find-server.js'

const metadata = {
  issuer: origin,
  device_authorization_endpoint: `${origin}/device`,
  token_endpoint: `${origin}/token`,
}
const named = { deviceAuthorization: `${origin}/named-device`, token: `${origin}/named-token` }
const missing = () => new Response('no', { status: 404 })

async function find(answer: Answer, endpoints: Endpoints = {}, address = origin) {
  const { wire, sent } = fakeWire(answer)
  const server = await findServer(new URL(address), endpoints, new Set([origin]), wire)
  return { server, paths: sent.map(({ url }) => new URL(url).pathname) }
}

describe('a server is found', () => {
  it('by its metadata', async () => {
    const { server, paths } = await find(() => json({ ...metadata, jwks_uri: `${origin}/keys` }))
    expect(server.endpoints).toEqual({
      deviceAuthorization: `${origin}/device`,
      token: `${origin}/token`,
      jwks: `${origin}/keys`,
    })
    expect([server.address, server.unused.size, paths]).toEqual([
      `${origin}/`,
      0,
      ['/.well-known/oauth-authorization-server'],
    ])
  })

  it('at the next address if one has an error, HTML, a list, or no time', async () => {
    const answers = [() => new Response('<p>{}'), () => json([metadata])]
    const { server, paths } = await find((_request, nth) => answers[nth - 1]?.() ?? json(metadata), {}, `${origin}/a`)
    expect(server.endpoints.token).toBe(metadata.token_endpoint)
    expect(paths).toHaveLength(3)
    const busy = await find((_request, nth) => (nth === 1 ? new Response('', { status: 503 }) : json(metadata)))
    expect(busy.server.endpoints.token).toBe(metadata.token_endpoint)
  })

  it('by the addresses that are named, which go first', async () => {
    const { server } = await find(() => json(metadata), { token: named.token })
    expect(server.endpoints).toEqual({ deviceAuthorization: `${origin}/device`, token: named.token })
    expect((await find(missing, named)).server).toMatchObject({ metadata: undefined, endpoints: named })
  })
})

describe('an endpoint of the metadata that cannot be used', () => {
  it.each([
    [
      'https://evil.example/keys',
      'it is at https://evil.example, an origin that was not named as one that may get requests',
    ],
    [
      'http://login.example.com/keys',
      'it is at http://login.example.com, an origin that was not named as one that may get requests',
    ],
    ['/keys', 'the metadata has no URL there, but "/keys"'],
    [
      'blob:https://login.example.com/a',
      'the metadata has no address of HTTP there, but "blob:https://login.example.com/a"',
    ],
    ['file:///etc/passwd', 'the metadata has no address of HTTP there, but "file:///etc/passwd"'],
    ['https://a:b@login.example.com/', 'its address in the metadata has a user or a password'],
    ['https://login.example.com/#a', 'its address in the metadata has a fragment'],
  ])('is left out, and the others are judged: %s', async (address, problem) => {
    const { server } = await find(() => json({ ...metadata, jwks_uri: address }))
    expect(server.endpoints.jwks).toBeUndefined()
    expect(server.unused.get('jwks')).toBe(problem)
  })

  it('is left out if it is no text', async () => {
    const { server } = await find(() => json({ ...metadata, jwks_uri: ['x'], revocation_endpoint: 7 }))
    expect(Object.keys(server.endpoints)).toEqual(['deviceAuthorization', 'token'])
  })
})

describe('a server that cannot be judged', () => {
  const well = `${origin}/.well-known/oauth-authorization-server`

  it.each<[string, Answer, string]>([
    [
      'has no metadata',
      missing,
      `${origin}/ has no metadata (RFC 8414): name the issuer with its path, or the address of the device authorization endpoint`,
    ],
    [
      'answers HTML everywhere',
      () => new Response('<!doctype html>'),
      `${origin}/ has no metadata (RFC 8414): name the issuer with its path, or the address of the device authorization endpoint`,
    ],
    [
      'lacks the device grant',
      () => json({ token_endpoint: metadata.token_endpoint }),
      `the metadata at ${well} lacks the device authorization endpoint: name its address, if the server has one`,
    ],
    [
      'lacks the token endpoint',
      () => json({ ...metadata, token_endpoint: undefined }),
      `the metadata at ${well} lacks the token endpoint: name its address, if the server has one`,
    ],
    [
      'sends the client elsewhere',
      () => json({ ...metadata, token_endpoint: 'https://evil.example/token' }),
      'the token endpoint cannot be used: it is at https://evil.example, an origin that was not named as one that may get requests',
    ],
    [
      'is not there',
      () => {
        throw new Error('connect ECONNREFUSED')
      },
      `GET ${well} got no response: connect ECONNREFUSED`,
    ],
    ['has no time', () => new Response('', { status: 429 }), `the server has no time for GET ${well}: status 429`],
  ])('is refused if it %s', async (_, answer, message) => {
    await expect(find(answer)).rejects.toThrow(new CannotAudit(message))
  })

  it('passes on what ends the run', async () => {
    const { wire } = fakeWire(missing, { signal: AbortSignal.abort(new Error('enough')) })
    const { wire: sleepless } = fakeWire(missing, {
      sleep: () => Promise.reject(new Error('enough')),
      signal: undefined,
    })
    await expect(findServer(new URL(`${origin}/a`), {}, new Set([origin]), sleepless)).rejects.toThrow('enough')
    expect(() => wire.throwIfAborted()).toThrow('enough')
  })
})
