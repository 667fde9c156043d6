import { beforeEach, describe, expect, it } from 'vitest'
import { lastingScope, refreshTokenIn, tokensIn, wordFor } from '../../../test-support/device.js'
import { tv } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'

// The client of first-party logins can refresh their tokens, and no device can ever use it (RFC 8628 §5.5).

const client = { method: 'none', clientId: 'first-party' } as const

let world: LastingWorld

beforeEach(() => {
  world = createLastingWorld()
})

const logIn = () => world.logIn({ scope: ['read', 'offline_access'] })

describe('a first-party login', () => {
  it('is refreshed by its own client, again and again', async () => {
    let token = refreshTokenIn(await logIn())
    const tokens = [token]
    for (let count = 0; count < 3; count++) {
      token = refreshTokenIn(await world.refresh(token, { client }))
      tokens.push(token)
    }
    expect(new Set(tokens).size).toBe(4)
    expect(world.issuer.grants.map(({ occasion }) => occasion)).toEqual([
      'login',
      'refreshToken',
      'refreshToken',
      'refreshToken',
    ])
    expect(
      new Set(world.issuer.grants.map(({ grantId, authenticatedAt }) => `${grantId} ${authenticatedAt}`)).size,
    ).toBe(1)
  })

  it('is not refreshed by the client of a device, nor the other way round', async () => {
    const ofLogin = refreshTokenIn(await logIn())
    const ofDevice = refreshTokenIn(await world.link({ scope: lastingScope }))
    expect(wordFor(await world.refresh(ofLogin))).toBe('invalidRefreshToken')
    expect(wordFor(await world.refresh(ofDevice, { client }))).toBe('invalidRefreshToken')
    expect(wordFor(await world.refresh(ofLogin, { client }))).toBe('tokensIssued')
    expect(wordFor(await world.refresh(ofDevice))).toBe('tokensIssued')
  })

  it('gives a refresh token only if the request asks for one', async () => {
    expect(await world.logIn({ scope: ['read'] })).not.toHaveProperty('refreshToken')
    expect(await world.logIn()).not.toHaveProperty('refreshToken')
  })

  it('can be revoked, listed and ended like any other grant', async () => {
    const tokens = tokensIn(await logIn())
    expect(await world.revoke(tokens.accessToken, { client })).toEqual({ kind: 'tokenRevoked' })
    expect(wordFor(await world.refresh(refreshTokenIn(tokens), { client }))).toBe('invalidRefreshToken')
    expect(await world.isActive(tokens.accessToken)).toBe(false)
  })
})

describe('the client of first-party logins', () => {
  it.each([
    ['as it is configured', () => {}],
    [
      'although the registry has a client with that identifier that may use the device grant',
      () => world.clients.byId.set('first-party', { ...tv, clientId: 'first-party' }),
    ],
  ])('gets no device code and no tokens of a device, %s', async (_, prepare) => {
    prepare()
    expect(wordFor(await world.tryToStart({ client }))).toBe('unauthorizedClient')
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode, { client }))).toBe('unauthorizedClient')
    expect(world.issuer.grants).toEqual([])
  })

  it('may not introspect tokens', async () => {
    const { accessToken } = tokensIn(await logIn())
    expect(wordFor(await world.introspect(accessToken, { client }))).toBe('invalidClient')
  })
})
