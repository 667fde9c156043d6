import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { formRequest, responseOf } from '../../test-support/http.js'
import { createJwtIssuer } from '../defaults/jwt/issuer.js'
import { generateSigningKey } from '../defaults/jwt/keys.js'
import type { Found } from '../ports/found.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import { PortFault } from '../service/call/faults.js'
import { createDeviceGrant } from './create-device-grant.js'
import type { DeviceGrantOptions } from './options.js'

// The check of the host's own routes. It is safe by default: audience and revocation.

const issuer = 'https://example.com'
const api = 'https://api.example.com'
let keys: readonly Awaited<ReturnType<typeof generateSigningKey>>[]

beforeAll(async () => {
  keys = [await generateSigningKey()]
})

async function mount(changes: Partial<DeviceGrantOptions> = {}) {
  const host = createFakeHost({ issuer })
  const stores = createMemoryStores({ clock: host.clock })
  const grant = createDeviceGrant({ ...host.options, stores, tokens: createJwtIssuer({ keys }), ...changes })
  const login = formRequest('/login', 'username=alice&password=correct+horse+battery+staple&scope=read')
  const { access_token: token } = JSON.parse((await responseOf(grant.handler, login)).body)
  return { host, stores, grant, header: `Bearer ${token}` }
}

const claimsFor = (claims: Found<AccessTokenClaims>, audience: string) => claims && { ...claims, audience: [audience] }

const statusOf = (verdict: Awaited<ReturnType<ReturnType<ReturnType<typeof createDeviceGrant>['bearer']>>>) =>
  verdict.ok ? 200 : verdict.response.status

describe('grant.bearer', () => {
  it('accepts a token of this grant with the scope, and returns its claims', async () => {
    const { grant, header } = await mount()
    for (const rule of [undefined, {}, { scope: ['read'] }, { audience: [issuer] }, { revocation: true }]) {
      expect(await grant.bearer(rule)(header)).toMatchObject({ ok: true, claims: { clientId: 'first-party' } })
    }
    expect(statusOf(await grant.bearer({ scope: ['admin'] })(header))).toBe(403)
    expect(statusOf(await grant.bearer()(undefined))).toBe(401)
    expect(statusOf(await grant.bearer()('Bearer another'))).toBe(401)
  })

  it('accepts a token with another scheme only if the rule has it', async () => {
    const { grant, header } = await mount()
    const other = header.replace('Bearer', 'token')
    expect(statusOf(await grant.bearer()(other))).toBe(401)
    expect(statusOf(await grant.bearer({ schemes: ['Bearer', 'token'] })(other))).toBe(200)
    expect(statusOf(await grant.bearer({ schemes: ['Bearer', 'token'] })(header))).toBe(200)
  })

  it('refuses a token for another audience', async () => {
    const { grant, header } = await mount({ tokens: createJwtIssuer({ keys, audience: api }) })
    expect(statusOf(await grant.bearer()(header))).toBe(200)
    expect(statusOf(await grant.bearer({ audience: [api, issuer] })(header))).toBe(200)
    expect(statusOf(await grant.bearer({ audience: [issuer] })(header))).toBe(401)
    const other = await mount()
    expect(statusOf(await grant.bearer()(other.header))).toBe(401)
  })

  it('refuses a token for another audience, also if the token issuer of the host ignores the audiences', async () => {
    const ours = createFakeHost({ issuer }).options.tokens
    if (!('issue' in ours)) throw new Error('the fake host has an issuer')
    const tokens = { ...ours, verify: (token: string) => ours.verify?.(token, 'any') }
    const { grant, header } = await mount({ tokens })
    expect(statusOf(await grant.bearer({ audience: [issuer] })(header))).toBe(200)
    expect(statusOf(await grant.bearer({ audience: [api] })(header))).toBe(401)
  })

  it('without an audience accepts only the default one, also if the token issuer of the host ignores the audiences', async () => {
    const { tokens } = createFakeHost({ issuer }).options
    const forApi = { ...tokens, verify: async (token: string) => claimsFor(await tokens.verify(token), api) }
    const refused = await mount({ tokens: forApi })
    expect(statusOf(await refused.grant.bearer()(refused.header))).toBe(401)
    expect(statusOf(await refused.grant.bearer({ audience: [api] })(refused.header))).toBe(200)
    const accepted = await mount({ tokens: { ...forApi, audience: api } })
    expect(statusOf(await accepted.grant.bearer()(accepted.header))).toBe(200)
    expect(statusOf(await accepted.grant.bearer({ audience: [issuer] })(accepted.header))).toBe(401)
  })

  it('refuses a token that has expired', async () => {
    const { host, grant, header } = await mount()
    host.clock.advance(600_001)
    expect(statusOf(await grant.bearer()(header))).toBe(401)
  })

  it('refuses a revoked token at once, unless the rule says otherwise', async () => {
    const { host, grant, header } = await mount()
    const [checked, unchecked] = [grant.bearer(), grant.bearer({ revocation: false })]
    host.changeAccount('alice', { disabled: true })
    expect([statusOf(await checked(header)), statusOf(await unchecked(header))]).toEqual([401, 200])
    host.changeAccount('alice', { disabled: false })
    expect(statusOf(await checked(header))).toBe(200)
    await grant.service.revokeGrants({ subject: 'fake-subject-of-alice' })
    expect([statusOf(await checked(header)), statusOf(await unchecked(header))]).toEqual([401, 200])
  })

  it('refuses the token of a disabled account, also without families', async () => {
    const { families: _, ...stores } = createMemoryStores()
    const { host, grant, header } = await mount({ stores })
    expect(statusOf(await grant.bearer()(header))).toBe(200)
    host.changeAccount('alice', { disabled: true })
    expect(statusOf(await grant.bearer()(header))).toBe(401)
    expect(statusOf(await grant.bearer({ revocation: false })(header))).toBe(200)
  })

  it('rejects if a port fails, and gives no verdict', async () => {
    const { host, grant, header } = await mount()
    host.fail('accounts.findAccount', 1)
    await expect(grant.bearer()(header)).rejects.toThrow(PortFault)
    expect(statusOf(await grant.bearer()(header))).toBe(200)
    const broken = await mount({
      tokens: {
        ...host.options.tokens,
        verify: () => {
          throw new Error('down')
        },
      },
    })
    await expect(broken.grant.bearer()(broken.header)).rejects.toThrow('tokens.verify failed')
  })

  it('needs no `this`', async () => {
    const { grant, header } = await mount()
    const { bearer } = grant
    expect(statusOf(await bearer()(header))).toBe(200)
  })

  it('is a ConfigurationError if tokens cannot be verified', async () => {
    const { verify: _, ...tokens } = createFakeHost({ issuer }).options.tokens
    const { grant } = await mount({ tokens, onWarning: () => {} })
    expect(() => grant.bearer()).toThrow(
      'tokens must have the function verify: without it, grant.bearer cannot check a token. createJwtIssuer has it',
    )
  })

  it.each<[object, string]>([
    [{ scopes: ['read'] }, 'scopes is not an option of grant.bearer: did you mean scope?'],
    [{ scope: 'read' }, "scope of grant.bearer must be a list of scope values, such as ['read']"],
    [{ audience: issuer }, 'audience of grant.bearer must be a list of at least one audience'],
    [{ audience: 'any' }, 'audience of grant.bearer must be a list of at least one audience'],
    [{ audience: [] }, 'audience of grant.bearer must be a list of at least one audience'],
    [{ audience: null }, 'audience of grant.bearer must be a list of at least one audience'],
    [{ audience: new Array(1) }, 'audience of grant.bearer must be a list of at least one audience'],
    [{ scope: null }, 'scope of grant.bearer must be a list of scope values'],
    [{ revocation: 'off' }, 'revocation of grant.bearer must be true or false'],
    [{ schemes: ['token'] }, "schemes of grant.bearer must have 'Bearer'"],
  ])('refuses the rule %j', async (rule, message) => {
    const { grant } = await mount()
    expect(() => grant.bearer(rule)).toThrow(message)
  })
})

describe('grant.fetch', () => {
  it('is a whole server, whatever `this` and the second argument are', async () => {
    const { grant } = await mount()
    const server: { fetch(request: Request, env: unknown): Promise<Response> } = { fetch: grant.fetch }
    const body = new URLSearchParams({ client_id: 'fake-cli' })
    const env = { remote: 7, body: { client_id: 'of the environment' }, http2: true }
    const started = await server.fetch(new Request(`${issuer}/device_authorization`, { method: 'POST', body }), env)
    expect(started.status).toBe(200)
    expect(await started.json()).toHaveProperty('user_code')
    const other = await server.fetch(new Request(`${issuer}/elsewhere`), env)
    expect([other.status, await other.text()]).toEqual([404, ''])
  })
})
