import { describe, expect, it, vi } from 'vitest'
import { deviceAddress, wordFor } from '../../../test-support/device.js'
import { createWorld, type World } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import { PortFault } from '../call/faults.js'
import { digestDeviceCode, digestUserCode } from './codes.js'

// RFC 8628 §3.1 and §3.2.

async function storedOf(world: World, userCode: string) {
  const found = await world.store.find(digestUserCode(world.runtime.digester, userCode))
  return found?.authorization
}

describe('startAuthorization', () => {
  it('gives a device its two codes, with their lifetime and interval', async () => {
    expect(await createWorld().start()).toEqual({
      kind: 'authorizationStarted',
      deviceCode: expect.stringMatching(/^[\w-]{65}$/),
      grantId: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.any(Number),
      linkProof: expect.stringMatching(/^[\w-]{16}$/),
      userCode: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/),
      lifetime: 10 * minute,
      interval: 5 * second,
    })
  })

  it('stores the request and digests of the codes, but neither of the codes', async () => {
    const world = createWorld()
    const create = vi.spyOn(world.store, 'create')
    const resources = ['https://api.example/']
    const { deviceCode, userCode } = await world.start({ scope: ['write', 'read'], resources })
    const now = world.clock.now()
    expect(await storedOf(world, userCode)).toEqual({
      status: 'pending',
      deviceCode: digestDeviceCode(world.runtime.digester, deviceCode, { clientId: 'tv', dialect: 'rfc8628' }),
      userCode: digestUserCode(world.runtime.digester, userCode),
      grantId: expect.stringMatching(/^[\w-]{43}$/),
      dialect: 'rfc8628',
      clientId: 'tv',
      scope: ['write', 'read'],
      resources,
      requester: deviceAddress,
      issuedAt: now,
      expiresAt: now + 10 * minute,
      interval: 5 * second,
      forgetAt: now + 20 * minute,
    })
    const written = JSON.stringify(create.mock.calls)
    expect(written).not.toContain(deviceCode)
    expect(written).not.toContain(userCode)
  })

  it('emits one event, with client, address, scope and the grant that later events name', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'write'] })
    await world.approve(userCode)
    await world.poll(deviceCode)
    const { grantId } = world.issuer.grants[0] ?? {}
    expect(world.eventsOf('authorizationIssued')).toEqual([
      {
        type: 'authorizationIssued',
        at: world.clock.now(),
        ip: '192.0.2.7',
        clientId: 'tv',
        scope: ['read', 'write'],
        grantId,
      },
    ])
  })

  it.each([
    ['no scope named', undefined, ['read']],
    ['an empty scope, which is none', [], ['read']],
    ['some of what is allowed', ['admin'], ['admin']],
  ])('%s', async (_, scope, expected) => {
    const world = createWorld()
    const { userCode } = await world.start({ scope })
    expect(await storedOf(world, userCode)).toMatchObject({ scope: expected })
  })

  it.each([
    ['an unknown scope', { scope: ['nope'] }, 'invalidScope'],
    ['one known scope and one that is not', { scope: ['read', 'nope'] }, 'invalidScope'],
    ['a scope in other case', { scope: ['READ'] }, 'invalidScope'],
    ['an unknown resource', { resources: ['https://evil.example/'] }, 'invalidTarget'],
    ['one known resource and one that is not', { resources: ['https://api.example/', 'https://x/'] }, 'invalidTarget'],
    ['a resource without its slash', { resources: ['https://api.example'] }, 'invalidTarget'],
    ['an unknown client', { client: { method: 'none', clientId: 'nobody' } }, 'invalidClient'],
    ['the client of first-party logins', { client: { method: 'none', clientId: 'first-party' } }, 'unauthorizedClient'],
  ] as const)('refuses %s, and stores nothing', async (_, changes, word) => {
    const world = createWorld()
    const create = vi.spyOn(world.store, 'create')
    expect(wordFor(await world.tryToStart(changes))).toBe(word)
    expect(create).not.toHaveBeenCalled()
    expect(world.eventsOf('authorizationIssued')).toEqual([])
  })

  it.each([
    ['without the device grant', { grantTypes: [] }, 'unauthorizedClient'],
    ['that is disabled', { disabled: true }, 'invalidClient'],
  ] as const)('refuses a client %s, and stores nothing', async (_, changes, word) => {
    const world = createWorld()
    world.clients.change('tv', changes)
    const create = vi.spyOn(world.store, 'create')
    expect(wordFor(await world.tryToStart())).toBe(word)
    expect(create).not.toHaveBeenCalled()
  })

  it('never uses a registry entry with the identifier of the first-party client', async () => {
    const world = createWorld()
    const tv = world.clients.byId.get('tv')
    if (tv !== undefined) world.clients.byId.set('first-party', { ...tv, clientId: 'first-party' })
    expect(wordFor(await world.tryToStart({ client: { method: 'none', clientId: 'first-party' } }))).toBe(
      'unauthorizedClient',
    )
  })

  it.each([
    ['codeLifetime', { codeLifetime: 900 }],
    ['pollInterval', { pollInterval: Number.NaN }],
  ])('causes a fault if the %s of a client is invalid', async (name, change) => {
    const world = createWorld()
    world.clients.change('tv', change)
    const message = `the client "tv": ${name} must be whole seconds, in milliseconds, or absent`
    await expect(world.start()).rejects.toThrow(message)
  })

  it('gives each client its own lifetime and interval, and enforces them', async () => {
    const world = createWorld()
    world.clients.change('tv', { codeLifetime: 60 * second, pollInterval: 10 * second })
    const { deviceCode, userCode, lifetime, interval } = await world.start()
    expect([lifetime, interval]).toEqual([60_000, 10_000])

    await world.poll(deviceCode)
    world.clock.advance(8_999)
    expect(wordFor(await world.poll(deviceCode))).toBe('slowDown')
    world.clock.advance(51_000)
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    expect((await world.lookUp(userCode)).kind).toBe('authorizationView')
    world.clock.advance(1)
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
    expect((await world.lookUp(userCode)).kind).toBe('refusal')
  })

  it('rejects with a PortFault if the store is down, and emits no event', async () => {
    const world = createWorld()
    vi.spyOn(world.store, 'create').mockRejectedValueOnce(new Error('down'))
    await expect(world.tryToStart()).rejects.toThrow(PortFault)
    expect(world.eventsOf('authorizationIssued')).toEqual([])
  })
})
