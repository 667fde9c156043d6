import { beforeEach, describe, expect, it } from 'vitest'
import { alice, bob, lastingScope, personAddress, refreshTokenIn } from '../../../test-support/device.js'
import { createLastingWorld, createWorld, type LastingWorld } from '../../../test-support/world.js'
import { day, minute, second } from '../../machine/time.js'
import type { TokensIssued } from '../../protocol/outcome.js'

// What a person sees of the devices linked to the account, and how the person ends them.

let world: LastingWorld
let tokens: TokensIssued

beforeEach(async () => {
  world = createLastingWorld()
  tokens = await world.link({ scope: lastingScope, label: 'Kitchen TV' })
  world.events.splice(0)
})

const subject = 'account-alice'
const find = (grantId: string, viewer = alice) =>
  world.service.findLinkedDevice(viewer, grantId, world.service.startCall(personAddress))
/** Returns the list. Each device of it is also found by itself. */
const list = async (viewer = alice) => {
  const devices = await world.devices(viewer)
  for (const device of devices) expect(await find(device.grantId, viewer)).toEqual(device)
  return devices
}
const unknown = { kind: 'refusal', code: 'unknownDevice' }
const grantOf = async (response: TokensIssued) => (await world.stored(refreshTokenIn(response))).family.grantId

describe('the list of linked devices', () => {
  it('shows for each device its client, its scope, its address and when it ends', async () => {
    const linkedAt = world.clock.now()
    world.clock.advance(minute)
    await world.refresh(refreshTokenIn(tokens), { scope: ['read'] })
    expect(await list()).toEqual([
      {
        grantId: await grantOf(tokens),
        client: { clientId: 'tv', name: 'Living-room TV', verified: true },
        scope: lastingScope,
        requester: { ip: '192.0.2.7', userAgent: 'TV/1.0', label: 'Kitchen TV' },
        linkedAt,
        lastUsedAt: world.clock.now(),
        expiresAt: world.clock.now() + 14 * day,
      },
    ])
  })

  it('contains no secret', async () => {
    const text = JSON.stringify(await list())
    expect(text).not.toContain(refreshTokenIn(tokens).slice(48))
    expect(text).not.toContain(tokens.accessToken)
  })

  it('contains only the devices of the viewer', async () => {
    const ofBob = await world.link({ scope: lastingScope }, bob)
    expect((await list()).map(({ grantId }) => grantId)).toEqual([await grantOf(tokens)])
    expect((await list(bob)).map(({ grantId }) => grantId)).toEqual([await grantOf(ofBob)])
    world.accounts.add({ subject: 'account-carol', username: 'carol' })
    expect(await list({ ...alice, subject: 'account-carol' })).toEqual([])
  })

  it('has the username of the account', async () => {
    expect(await world.service.listLinkedDevices(bob)).toMatchObject({ username: 'bob' })
  })

  it('has no device of another account, and none with a wrong name', async () => {
    expect(await find(await grantOf(tokens), bob)).toEqual(unknown)
    for (const name of ['', 'x', 'A'.repeat(43), 'A'.repeat(1_000_000)]) expect(await find(name)).toEqual(unknown)
  })

  it('is sorted by last use, the latest first', async () => {
    world.clock.advance(1 * second)
    const other = await world.link({ scope: lastingScope, label: 'Bedroom TV' })
    const labels = async () => (await list()).map(({ requester }) => requester.label)
    expect(await labels()).toEqual(['Bedroom TV', 'Kitchen TV'])
    world.clock.advance(1 * second)
    await world.refresh(refreshTokenIn(tokens))
    expect(await labels()).toEqual(['Kitchen TV', 'Bedroom TV'])
    world.clock.advance(1 * second)
    await world.refresh(refreshTokenIn(other))
    expect(await labels()).toEqual(['Bedroom TV', 'Kitchen TV'])
  })

  it('contains first-party logins, and clients that are not verified, marked as such', async () => {
    await world.link({ client: { method: 'none', clientId: 'other-tv' } })
    await world.logIn()
    expect((await list()).map(({ client }) => client)).toEqual(
      expect.arrayContaining([
        { clientId: 'other-tv', name: 'Somebody else’s TV', verified: false },
        { clientId: 'first-party', name: 'Our own app', verified: false },
      ]),
    )
  })

  it('contains a device without a refresh token as long as its access token lives', async () => {
    await world.link({ scope: ['read'], label: 'Hotel TV' })
    const labels = async () => (await list()).map(({ requester }) => requester.label)
    expect((await list()).map(({ expiresAt }) => expiresAt)).toContain(world.clock.now() + 10 * minute)
    world.clock.advance(10 * minute - 1)
    expect(await labels()).toContain('Hotel TV')
    world.clock.advance(1)
    expect(await labels()).toEqual(['Kitchen TV'])
  })

  it('contains a device until it would be refused', async () => {
    world.clock.advance(14 * day - 1)
    expect(await list()).toHaveLength(1)
    world.clock.advance(1)
    expect(await list()).toEqual([])
  })

  it.each<[string, () => unknown]>([
    ['revoked', () => world.revoke(tokens.accessToken)],
    ['revoked with its account', () => world.service.revokeGrants({ subject })],
    ['revoked with its client', () => world.service.revokeGrants({ clientId: 'tv' })],
    [
      'of an account that was signed out everywhere since',
      () => world.accounts.change(subject, { signedOutAt: world.clock.now() }),
    ],
    ['of a client that is gone', () => world.clients.byId.delete('tv')],
    ['of a disabled client', () => world.clients.change('tv', { disabled: true })],
  ])('contains no device that is %s', async (_, harm) => {
    const grantId = await grantOf(tokens)
    await harm()
    expect(await list()).toEqual([])
    expect(await find(grantId)).toEqual(unknown)
  })
})

describe('without families', () => {
  it('every function that needs them rejects with the name of the missing option', async () => {
    const { service, refresh, revoke, introspect } = createWorld()
    expect(service.operations).toEqual(['startAuthorization', 'exchangeDeviceCode', 'logIn'])
    for (const ask of [
      () => service.listLinkedDevices(alice),
      () => service.findLinkedDevice(alice, 'A'.repeat(43), service.startCall(personAddress)),
      () => service.unlinkDevice(alice, 'A'.repeat(43), service.startCall(personAddress)),
      () => service.unlinkEverything(alice, service.startCall(personAddress)),
      () => service.revokeGrants({ subject }),
      () => refresh('some token'),
      () => revoke('some token'),
      () => introspect('some token'),
    ]) {
      await expect(ask()).rejects.toThrow('`stores.families` is missing')
    }
  })
})
