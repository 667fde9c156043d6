import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createDeviceGrant,
  type DeviceGrantOptions,
  fetchHandler,
  nodeListener,
  type PasswordHasher,
  type TokenIssuerFactory,
} from '@devicegrant/core'
import type { Dialect } from '@devicegrant/core/dialects'
import { generateSigningKey, type JwtIssuerFactoryOptions } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { importJWK, type JSONWebKeySet, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Block, blocksOf, type Compiled, compileToModules } from './documents.js'
import { membersOf } from './support/json.js'

// The code of the guides runs as it stands there: it must not only compile.

const root = fileURLToPath(new URL('..', import.meta.url))
const guides = [
  'password-hashes',
  'how-to/come-from-better-auth',
  'how-to/come-from-oidc-provider',
  'how-to/tv-web-app',
]
const named = /\/(register|hasher|dialect|tokens|sign-in)\.ts$/
const alice = { username: 'alice', password: 'correct horse battery staple' }
const issuer = 'http://127.0.0.1:3000'
const grantType = 'urn:ietf:params:oauth:grant-type:device_code'

let blocks: readonly Block[]
let compiled: Compiled

beforeAll(async () => {
  blocks = guides
    .map((guide) => join('docs', `${guide}.md`))
    .flatMap((file) => blocksOf(file, readFileSync(join(root, file), 'utf8')))
    .filter(({ path }) => named.test(path))
  compiled = await compileToModules(blocks)
})
afterAll(() => compiled.remove())

/** Imports a block by its name, such as `how-to/tv-web-app.md/sign-in.ts`. */
function load<Module>(name: string): Promise<Module> {
  const block = blocks.find(({ path }) => path.endsWith(name))
  if (block === undefined) throw new Error(`no guide has ${name}`)
  return import(compiled.moduleOf(block))
}

function grantWith(options: Partial<DeviceGrantOptions>, at = issuer) {
  const host = createFakeHost({ issuer: at })
  return createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), ...options })
}

async function post(
  serve: (request: Request) => Promise<Response | undefined>,
  url: string,
  body: object,
  token?: unknown,
) {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const headers = { 'Content-Type': 'application/json', ...authorization }
  const response = await serve(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }))
  if (response === undefined) throw new Error(`${url} is not served`)
  return { status: response.status, body: await membersOf(response) }
}

describe('the guide of password hashes', () => {
  it('makes a hash that a login accepts, in whatever form the person typed the password', async () => {
    const { hashOf, hasher } = await load<{ hashOf(text: string): Promise<string>; hasher: PasswordHasher }>(
      'password-hashes.md/register.ts',
    )
    const hash = await hashOf('na\u0069\u0308ve battery')
    expect(await hasher.verify(hash, 'na\u00efve battery')).toBe(true)
    await expect(hashOf('x'.repeat(1_025))).rejects.toThrow('too long')
  })
})

describe('the guide for better-auth', () => {
  it('reads a hash that better-auth 1.7.25 has made', async () => {
    const { hasher } = await load<{ hasher: PasswordHasher }>('come-from-better-auth.md/hasher.ts')
    const salt = 'c85c8cd557c571df988716106026eed2'
    const key =
      '9d0081e0d20503aa9036a1c47e0711227fd480978dbce61de86168b7f870b529124c965f03fa28b3f7e2a0d56233840fd2803213395ece5764907d055379f26f'
    expect(await hasher.verify(`${salt}:${key}`, alice.password)).toBe(true)
    expect(await hasher.verify(`${salt}:${key}`, 'wrong')).toBe(false)
    expect(hasher.isOutdated(`${salt}:${key}`)).toBe(true)
  })

  it('serves the paths of the plugin, and leaves the others to better-auth', async () => {
    const { dialect } = await load<{ dialect: Dialect }>('come-from-better-auth.md/dialect.ts')
    const below = `${issuer}/api/auth`
    const serve = fetchHandler(grantWith({ dialects: [dialect], baseUrl: below }), { prefix: '/api/auth' })
    const started = await post(serve, `${below}/device/code`, { client_id: 'fake-cli', scope: 'read' })
    expect(started).toMatchObject({ status: 200, body: { verification_uri: `${below}/device` } })
    const poll = { client_id: 'fake-cli', grant_type: grantType, device_code: started.body['device_code'] }
    expect(await post(serve, `${below}/device/token`, poll)).toMatchObject({ body: { error: 'authorization_pending' } })
    expect(await serve(new Request(`${below}/get-session`))).toBeUndefined()
  })
})

describe('the guide for oidc-provider', () => {
  it('serves the default paths of oidc-provider', async () => {
    const { dialect } = await load<{ dialect: Dialect }>('come-from-oidc-provider.md/dialect.ts')
    const { fetch } = grantWith({ dialects: [dialect] })
    const started = await post(fetch, `${issuer}/device/auth`, { client_id: 'fake-cli', scope: 'read' })
    expect(started).toMatchObject({ status: 200, body: { verification_uri: `${issuer}/device` } })
    expect(await membersOf(await fetch(new Request(`${issuer}/.well-known/openid-configuration`)))).toMatchObject({
      revocation_endpoint: `${issuer}/token/revocation`,
      introspection_endpoint: `${issuer}/token/introspection`,
    })
  })

  it('accepts signed access tokens of the old server for the right audience, and its own', async () => {
    const { withOldTokens } = await load<{
      withOldTokens(options: JwtIssuerFactoryOptions, issuer: string, keys: JSONWebKeySet): TokenIssuerFactory
    }>('come-from-oidc-provider.md/tokens.ts')
    const old = await generateSigningKey()
    const { d: _secret, ...publicKey } = old
    const oldIssuer = 'https://old.example.com'
    const tokens = withOldTokens({ keys: [await generateSigningKey()] }, oldIssuer, { keys: [publicKey] })
    const grant = grantWith({ tokens })
    const oldToken = async (audience: string) =>
      new SignJWT({ client_id: 'fake-cli', scope: 'read', jti: 'one' })
        .setProtectedHeader({ alg: 'ES256', kid: String(old.kid), typ: 'at+jwt' })
        .setIssuer(oldIssuer)
        .setSubject('fake-subject-of-alice')
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(await importJWK(old, 'ES256'))
    const bearer = grant.bearer({ scope: ['read'] })
    const { body } = await post(grant.fetch, `${issuer}/login`, { ...alice, scope: 'read' })
    expect(await bearer(`Bearer ${body['access_token']}`)).toMatchObject({ ok: true })
    expect(await bearer(`Bearer ${await oldToken(issuer)}`)).toMatchObject({ ok: true, claims: { scope: ['read'] } })
    expect(await bearer(`Bearer ${await oldToken('https://other.example.com')}`)).toMatchObject({ ok: false })
  })
})

describe('the guide for TV web apps', () => {
  interface Codes {
    readonly user_code: string
  }
  interface Tokens {
    readonly access_token: string
    readonly refresh_token?: string
  }
  const interval = 7_000
  let server: Server

  beforeAll(async () => {
    server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  afterAll(() => {
    vi.unstubAllGlobals()
    server.close()
    server.closeAllConnections()
  })

  it('signs a television in and refreshes its tokens', async () => {
    const { signIn, refresh } = await load<{
      signIn(show: (codes: Codes) => void): Promise<Tokens>
      refresh(endpoint: string, token: string): Promise<Tokens>
    }>('tv-web-app.md/sign-in.ts')
    const address = server.address()
    const here = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
    const client = { clientId: 'tv', name: 'TV', scopes: ['watch', 'offline_access'] }
    const grant = grantWith({ clients: [client], policy: { interval } }, here)
    server.on('request', nodeListener(grant))
    const { fetch, setTimeout } = globalThis
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
      fetch(url.replace('https://login.example.com', here), init),
    )
    const approve = async ({ user_code }: Codes) => {
      const { body: login } = await post(grant.fetch, `${here}/login`, { ...alice, scope: 'read' })
      const token = login['access_token']
      const { body: view } = await post(grant.fetch, `${here}/device/lookup`, { user_code }, token)
      const decision = { user_code, ticket: view['ticket'], decision: 'approve' }
      await post(grant.fetch, `${here}/device/decision`, decision, token)
    }
    let decided: Promise<void> = Promise.resolve()
    // The pause before the poll ends when the person has decided.
    vi.stubGlobal('setTimeout', (run: () => void, after: number) =>
      after === interval ? void decided.then(run) : setTimeout(run, after),
    )
    const tokens = await signIn((codes) => {
      decided = approve(codes)
    })
    const refreshed = await refresh(`${here}/token`, tokens.refresh_token ?? '')
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)
  })
})
