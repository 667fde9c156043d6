import { createDeviceGrant } from '@devicegrant/core'
import { dreadnode, oracle, oracleWith, rfc8628, yoto } from '@devicegrant/core/dialects'
import { createMemoryStore } from '@devicegrant/store-memory'
import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, type Tongue, tongues, withoutIds, write } from './dialect-flow.js'
import { allDialects, createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { bodyOf } from './support/json.js'

// Dialects side by side on one store: a code, and a refresh token, is good in the dialect that gave it and in no other.

let host: FakeHost
let door: OpenDoor

async function open(...[settings, changes]: Parameters<typeof createDialectHost>): Promise<void> {
  await door?.close()
  const world = createDialectHost(settings, changes)
  host = world.host
  door = await openServer(mounts['node:http'](world.grant))
}

beforeEach(() => open())
afterEach(() => door.close())

const summaryOf = (response: AuditResponse) => [response.status, bodyOf(response).error ?? bodyOf(response).type]
const flowOf = (tongue: Tongue) =>
  createDialectFlow(
    () => door,
    () => tongue,
  )

const unknown = {
  rfc8628: [400, 'invalid_grant'],
  oracle: [400, 'invalid_grant'],
  auth0: [403, 'invalid_grant'],
  dreadnode: [404, 'not_found_error'],
  unversioned: [404, 'not_found_error'],
  entra: [400, 'bad_verification_code'],
  github: [200, 'incorrect_device_code'],
  hydra: [400, 'invalid_grant'],
  sentry: [400, 'invalid_grant'],
  npm: [200, 'invalid_grant'],
} as const
const names = [
  'rfc8628',
  'oracle',
  'auth0',
  'dreadnode',
  'unversioned',
  'entra',
  'github',
  'hydra',
  'sentry',
  'npm',
] as const
const isDreadnode = (name: (typeof names)[number]) => name === 'dreadnode' || name === 'unversioned'
const pairs = names.flatMap((one) =>
  names.filter((other) => one !== other && !(isDreadnode(one) && isDreadnode(other))).map((other) => [one, other]),
)

describe('a code', () => {
  it.each(pairs)('of %s is refused by %s in its own words, and stays good', async (one, other) => {
    const { begin, poll, decide } = flowOf(tongues[one])
    const { deviceCode, userCode } = await begin()
    const refused = () => poll(deviceCode, {}, tongues[other])
    expect(summaryOf(await refused())).toEqual(unknown[other])
    expect(withoutIds(await refused())).toBe(withoutIds(await poll('example', {}, tongues[other])))
    // Polls in another dialect do not count for its interval.
    for (let count = 0; count < 3; count++) await refused()
    expect(summaryOf(await poll(deviceCode))).not.toContain('slow_down')
    await decide(userCode)
    expect(summaryOf(await refused())).toEqual(unknown[other])
    expect((await poll(deviceCode)).status).toBe(200)
    expect(summaryOf(await refused())).toEqual(unknown[other])
  })

  it('of the one dialect at two places is good at both', async () => {
    const { beginDecided, poll } = flowOf(tongues.dreadnode)
    const { deviceCode } = await beginDecided()
    const first = await poll(deviceCode, {}, tongues.unversioned)
    expect([first.status, (await poll(deviceCode)).body]).toEqual([200, first.body])
  })
})

describe('a refresh token', () => {
  const invalid = { ...unknown, entra: [400, 'invalid_grant'], github: [200, 'bad_refresh_token'] } as const
  const oauthNames = ['rfc8628', 'oracle', 'auth0', 'entra', 'github', 'hydra', 'sentry'] as const

  it.each(oauthNames)('of %s is good there and nowhere else', async (name) => {
    host.changeClient('fake-cli', { grantTypes: ['device_code', 'refresh_token'], refreshTokens: 'always' })
    const { beginDecided, poll, send } = flowOf(tongues[name])
    const { deviceCode } = await beginDecided()
    const { refresh_token: token } = bodyOf(await poll(deviceCode))
    const refresh = (at: (typeof oauthNames)[number]) => {
      const fields = { client_id: 'fake-cli', grant_type: 'refresh_token', refresh_token: token }
      return send(write({ ...tongues[at].poll, fields }))
    }
    for (const other of oauthNames) {
      if (other !== name) expect(summaryOf(await refresh(other))).toEqual(invalid[other])
    }
    const json = { path: '/api/v1/auth/refresh', writes: 'json', fields: { refresh_token: token } } as const
    expect(summaryOf(await send(write(json)))).toEqual([401, 'authentication_error'])
    expect((await refresh(name)).status).toBe(200)
  })
})

describe('an audience of auth0', () => {
  const { begin, decide, poll, start } = flowOf(tongues.auth0)

  it('is the resource that the tokens are for; beside a poll it changes nothing', async () => {
    const { deviceCode, userCode } = await begin({ audience: 'https://files.example.com' })
    await decide(userCode)
    expect((await poll(deviceCode, { audience: 'https://api.example.com' })).status).toBe(200)
    expect(host.issued.at(-1)).toMatchObject({ occasion: 'deviceCode', resources: ['https://files.example.com'] })
  })

  it.each(['https://unknown.example.com', 'not a URI', 'https://api.example.com#part'])(
    'refuses %s',
    async (audience) => {
      expect(summaryOf(await start({ audience }))).toEqual([400, 'invalid_request'])
    },
  )
})

describe('variants of a dialect', () => {
  const others = allDialects.filter(({ name }) => name !== 'auth0' && name !== 'oracle')

  it.each([
    ['auth0', 429, allDialects],
    ['yoto', 403, [...others, yoto]],
  ])('%s says slow_down under %i', async (_, status, dialects) => {
    await open({}, { dialects })
    const { begin, poll } = flowOf(tongues.auth0)
    const { deviceCode } = await begin()
    expect(summaryOf(await poll(deviceCode))).toEqual([403, 'authorization_pending'])
    const response = await poll(deviceCode)
    expect([response.status, headerOf(response, 'Retry-After')]).toEqual([status, '10'])
    expect(bodyOf(response)).toEqual({
      error: 'slow_down',
      error_description: 'You are polling faster than the specified interval of 10 seconds.',
      interval: 10,
    })
  })

  it('oracle sends the ecid in every error if one is made, and in no other response', async () => {
    const { poll } = flowOf(tongues.oracle)
    expect(Object.keys(bodyOf(await poll('example')))).toEqual(['error', 'error_description'])
    let count = 0
    const withEcid = oracleWith({ ecid: () => `ecid-${++count}` })
    await open({}, { dialects: [rfc8628, withEcid] })
    const unknownCode = await poll('example')
    expect(bodyOf(unknownCode)).toEqual({
      error: 'invalid_grant',
      error_description: 'The device code is not valid.',
      ecid: 'ecid-1',
    })
    expect(oracle.schemas.problem.safeParse(bodyOf(unknownCode)).error).toBeUndefined()
    expect(bodyOf(await poll(''))).toMatchObject({ error: 'invalid_request', ecid: 'ecid-2' })
    const { beginDecided } = flowOf(tongues.oracle)
    expect(bodyOf(await poll((await beginDecided()).deviceCode))).not.toHaveProperty('ecid')
  })

  it('two dialects with a path in common are misuse', () => {
    expect(() => createDialectHost({}, { dialects: [...allDialects, yoto] })).toThrow(
      'dialects must not share a path: /oauth/device/code is served by two of them, as an endpoint of auth0 and an endpoint of auth0',
    )
  })

  it('a client that is everybody in a dialect and a sign-in of people is misuse', () => {
    const passwordLogin = { ...host.options.passwordLogin, clientId: 'dreadnode' }
    expect(() => createDialectHost({}, { passwordLogin })).toThrow(
      'passwordLogin.clientId must not be dreadnode: the dialect dreadnode uses it for every request',
    )
  })

  it('a dialect whose refresh tokens are signed is misuse without families', () => {
    const store = createMemoryStore({ clock: host.clock })
    expect(() =>
      createDeviceGrant({
        ...host.options,
        stores: { ...host.stores, authorizations: store },
        dialects: [rfc8628, dreadnode],
      }),
    ).toThrow('families is required: the dialect dreadnode needs it for its refresh tokens')
  })
})
