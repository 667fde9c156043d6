import { createMemoryFamilyStore } from '@devicegrant/store-memory'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, alice, lastingScope, refreshTokenIn, wordFor } from '../../../test-support/device.js'
import { FakeIssuer } from '../../../test-support/fake-ports.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { familiesOf } from '../../compose/issuer-namespace.js'
import { day, minute, second } from '../../machine/time.js'
import { PortFault } from '../call/faults.js'
import { createService } from '../create-service.js'
import { digestRefreshToken } from './refresh-token.js'

// docs/decisions/0014: one family for each grant, after any failure.

let world: LastingWorld

beforeEach(() => {
  world = createLastingWorld()
})

async function approved(scope = lastingScope, granted?: readonly string[]): Promise<string> {
  const { deviceCode, userCode } = await world.start({ scope, label: 'Kitchen TV' })
  await world.approve(userCode, alice, granted)
  return deviceCode
}

const familiesOfAlice = () => listOf(world.families, 'account-alice')

/** The first attempt stores its family, but its reply is lost. */
function loseFirstFamily(): void {
  const { create } = world.families
  vi.spyOn(world.families, 'create').mockImplementationOnce(async (family, caps) => {
    await create(family, caps)
    throw new Error('the connection broke')
  })
}

describe('the family of a grant', () => {
  it('has the account, the client, the scope, the times and the address of the grant', async () => {
    const deviceCode = await approved(['read', 'write', 'offline_access'], ['read', 'offline_access'])
    const grantedAt = world.clock.now()
    world.clock.advance(5 * second)
    const token = refreshTokenIn(await world.poll(deviceCode))
    const now = world.clock.now()
    expect(await familiesOfAlice()).toEqual([
      {
        revision: 1,
        family: {
          status: 'live',
          grantId: world.issuer.grants[0]?.grantId,
          origin: 'deviceCode',
          dialect: 'rfc8628',
          clientId: 'tv',
          subject: 'account-alice',
          scope: ['read', 'offline_access'],
          resources: [],
          requester: { ip: '192.0.2.7', userAgent: 'TV/1.0', label: 'Kitchen TV' },
          authenticatedAt: alice.authenticatedAt,
          grantedAt,
          lastUsedAt: now,
          accessUntil: now + 10 * minute,
          rotation: {
            current: digestRefreshToken(world.runtime.digester, token),
            expiresAt: now + 30 * day,
            spent: [],
          },
          forgetAt: now + 30 * day + minute,
        },
      },
    ])
  })

  it('is stored also without a refresh token, as long as the access token can live', async () => {
    expect(await world.poll(await approved(['read']))).not.toHaveProperty('refreshToken')
    const [found] = await familiesOfAlice()
    const accessUntil = world.clock.now() + 10 * minute
    expect(found?.family).toMatchObject({ status: 'live', accessUntil, forgetAt: accessUntil + minute })
    expect(found?.family).not.toHaveProperty('rotation')
  })

  it('is a new one for each login', async () => {
    await Promise.all([world.logIn(), world.logIn({ scope: ['read', 'offline_access'] })])
    const families = (await familiesOfAlice()).map(({ family }) => family)
    // Both are from the same moment, so their order has no meaning.
    const minted = families.map(({ origin, clientId, scope }) => [origin, clientId, scope])
    expect(minted).toHaveLength(2)
    expect(minted).toContainEqual(['login', 'first-party', ['read']])
    expect(minted).toContainEqual(['login', 'first-party', ['read', 'offline_access']])
    expect(new Set(families.map(({ grantId }) => grantId)).size).toBe(2)
    const issued = world.issuer.grants.map(({ grantId }) => grantId)
    expect(families.map(({ grantId }) => grantId).toSorted()).toEqual(issued.toSorted())
  })
})

describe('a second attempt at the tokens of a grant', () => {
  it('overwrites the family of the first one, whose tokens no client received', async () => {
    const deviceCode = await approved()
    loseFirstFamily()
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    const lost = (await familiesOfAlice()).map(({ family }) => family)
    world.clock.advance(5 * second)
    const token = refreshTokenIn(await world.poll(deviceCode))
    const current = digestRefreshToken(world.runtime.digester, token)
    expect(await familiesOfAlice()).toMatchObject([{ revision: 2, family: { rotation: { current, spent: [] } } }])
    expect(lost).toHaveLength(1)
    expect(lost).not.toMatchObject([{ rotation: { current } }])
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })

  it('overwrites it also if the database client sends the write twice and receives only the second reply', async () => {
    const deviceCode = await approved()
    loseFirstFamily()
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    const { replace } = world.families
    vi.spyOn(world.families, 'replace').mockImplementationOnce(async (seen, next) => {
      await replace(seen, next)
      return replace(seen, next)
    })
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('names the same grant and the same set of tokens to the issuer', async () => {
    const deviceCode = await approved()
    loseFirstFamily()
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    await world.poll(deviceCode)
    const [one, other] = world.issuer.grants
    expect(other).toEqual(one)
    expect(one?.tokenSetId).toBe(one?.grantId)
  })

  it('gives no tokens after the person has ended the family of the first one', async () => {
    const deviceCode = await approved()
    loseFirstFamily()
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    const [seen] = await world.devices()
    expect(await world.service.unlinkDevice(alice, seen?.grantId ?? '')).toBe('unlinked')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(await familiesOfAlice()).toEqual([])
    const stored = await world.families.find(seen?.grantId ?? '')
    expect(stored).toMatchObject({ family: { status: 'ended', reason: 'revokedByPerson' } })
    for (const claims of world.issuer.claims.values()) expect(await world.service.isTokenActive(claims)).toBe(false)
  })

  it.each([
    ['does not find the family that exists', async () => undefined, 'finds no such family'],
    ['refuses to overwrite it', undefined, 'another process changed the family'],
  ])('fails with a store that %s, and the approval survives it', async (_, find, message) => {
    const deviceCode = await approved()
    loseFirstFamily()
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    if (find === undefined) vi.spyOn(world.families, 'replace').mockResolvedValueOnce(false)
    else vi.spyOn(world.families, 'find').mockImplementationOnce(find)
    await expect(world.poll(deviceCode)).rejects.toThrow(message)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(await familiesOfAlice()).toHaveLength(1)
  })
})

describe('a refresh token', () => {
  const offline = ['read', 'offline_access']

  it.each([
    ['is given if the scope has offline_access', {}, offline, undefined, true],
    ['is not given if the scope does not have it', {}, ['read'], undefined, false],
    ['is not given if the person leaves offline_access out', {}, offline, ['read'], false],
    ['is given if the person leaves everything else out', {}, offline, ['offline_access'], true],
    ['is given to a client with the rule always', { refreshTokens: 'always' }, ['read'], undefined, true],
    [
      'is given to such a client even for an empty scope',
      { refreshTokens: 'always', scopes: ['admin'] },
      offline,
      undefined,
      true,
    ],
    ['is given with the rule offlineAccess', { refreshTokens: 'offlineAccess' }, offline, undefined, true],
    ['is not given to a client without the grant type', { grantTypes: ['device_code'] }, offline, undefined, false],
    [
      'is not given to such a client with the rule always',
      { grantTypes: ['device_code'], refreshTokens: 'always' },
      offline,
      undefined,
      false,
    ],
    ['is not given if the client has lost offline_access', { scopes: ['read'] }, offline, undefined, false],
  ] as const)('%s', async (_, changes, scope, granted, expected) => {
    const deviceCode = await approved(scope, granted)
    world.clients.change('tv', changes)
    const response = await world.poll(deviceCode)
    expect(wordFor(response)).toBe('tokensIssued')
    expect('refreshToken' in response).toBe(expected)
  })
})

describe('an issuer that makes refresh tokens of its own', () => {
  const mixed = (): LastingWorld => {
    world = createLastingWorld()
    return { ...world, ...actionsAt(createService({ ...world.parts, tokens: new FakeIssuer(world.clock, true) })) }
  }

  it('is a mistake that the first poll reports, and the approval survives it', async () => {
    const { poll, start, approve } = mixed()
    const { deviceCode, userCode } = await start({ scope: ['read'] })
    await approve(userCode)
    await expect(poll(deviceCode)).rejects.toThrow(TypeError)
    await expect(poll(deviceCode)).rejects.toThrow(/both the token issuer and `stores.families` make refresh tokens/)
    expect(await familiesOfAlice()).toEqual([])
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('is reported at a login and at a refresh too, and the refresh token stays valid', async () => {
    const { logIn, refresh } = mixed()
    await expect(logIn()).rejects.toThrow(TypeError)
    const token = refreshTokenIn(await world.link({ scope: lastingScope }))
    await expect(refresh(token)).rejects.toThrow(TypeError)
    expect((await world.stored(token)).revision).toBe(1)
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })
})

describe('the refresh tokens of a grant', () => {
  // docs/decisions/0044: the subject saves a wait, and a store in memory has none.
  it.each([
    ['have the sealed subject if the store may be far away', false, /^dgr_[\w-]{43}\.[\w-]{65}\.[\w-]{30,}$/],
    ['have no subject if the store is the memory of this process', true, /^dgr_[\w-]{43}\.[\w-]{65}$/],
  ])('%s', async (_, volatile, form) => {
    const clock = { now: () => world.clock.now() }
    const families = familiesOf('https://example.com', { ...createMemoryFamilyStore({ clock }), volatile })
    world = createLastingWorld({ families })
    const first = refreshTokenIn(await world.poll(await approved()))
    expect(first).toMatch(form)
    expect(refreshTokenIn(await world.refresh(first))).toMatch(form)
  })
})
