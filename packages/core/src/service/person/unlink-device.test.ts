import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  alice,
  bob,
  lastingScope,
  personAddress,
  refreshTokenIn,
  tokensIn,
  wordFor,
} from '../../../test-support/device.js'
import { agentSecret } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { PortFault } from '../call/faults.js'

// How a person unlinks the devices of the account.

let world: LastingWorld
let tokens: TokensIssued

beforeEach(async () => {
  world = createLastingWorld()
  tokens = await world.link({ scope: lastingScope, label: 'Kitchen TV' })
  world.events.splice(0)
})

const subject = 'account-alice'
const list = (viewer = alice) => world.devices(viewer)
const unlink = async (grantId: string, viewer = alice): Promise<boolean> => {
  const made = await world.service.unlinkDevice(viewer, grantId, world.service.startCall(personAddress))
  if (made !== 'unlinked') expect(made).toEqual({ kind: 'refusal', code: 'unknownDevice' })
  return made === 'unlinked'
}
const grantOf = async (response: TokensIssued) => (await world.stored(refreshTokenIn(response))).family.grantId

describe('unlinking a device', () => {
  it('ends its grant, with one event', async () => {
    const grantId = await grantOf(tokens)
    expect(await unlink(grantId)).toBe(true)
    expect(world.events).toEqual([
      {
        type: 'grantEnded',
        reason: 'revokedByPerson',
        clientId: 'tv',
        subject,
        grantId,
        ip: '198.51.100.9',
        at: world.clock.now(),
      },
    ])
    expect(await list()).toEqual([])
    expect(await world.isActive(tokens.accessToken)).toBe(false)
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
  })

  it('is refused after it was done', async () => {
    const grantId = await grantOf(tokens)
    await unlink(grantId)
    expect(await unlink(grantId)).toBe(false)
    expect(world.events).toHaveLength(1)
  })

  it('twice at once takes effect once, with one event', async () => {
    const grantId = await grantOf(tokens)
    expect((await Promise.all([unlink(grantId), unlink(grantId)])).sort()).toEqual([false, true])
    expect(world.events).toHaveLength(1)
  })

  it('leaves every other device alone', async () => {
    const others = [
      await world.link({ scope: lastingScope }),
      await world.link({ client: { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } }),
      await world.link({ scope: lastingScope }, bob),
    ]
    await unlink(await grantOf(tokens))
    expect(await Promise.all(others.map(({ accessToken }) => world.isActive(accessToken)))).toEqual([true, true, true])
  })

  it('of another person is refused in the same way as an unknown device', async () => {
    expect(await unlink(await grantOf(tokens), bob)).toBe(false)
    expect(await unlink('A'.repeat(43), bob)).toBe(false)
    expect(world.events).toEqual([])
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('tokensIssued')
  })

  it.each(['', 'x', 'A'.repeat(44), `${'A'.repeat(42)}\u0000`, '\uD800'.repeat(43), '../../x', 'A'.repeat(1_000_000)])(
    'with a text that is not a grant id is refused without a store call',
    async (grantId) => {
      const find = vi.spyOn(world.families, 'find')
      expect(await unlink(grantId)).toBe(false)
      expect(find).not.toHaveBeenCalled()
    },
  )

  it.each(['find', 'replace'] as const)(
    'while the store is down at %s rejects with a PortFault, and can be repeated',
    async (call) => {
      const grantId = await grantOf(tokens)
      vi.spyOn(world.families, call).mockRejectedValueOnce(new Error('down'))
      await expect(unlink(grantId)).rejects.toThrow(PortFault)
      expect(await unlink(grantId)).toBe(true)
    },
  )
})

describe('unlinking everything', () => {
  it('ends all grants of the account with one event, and no grant of another account', async () => {
    const ofBob = await world.link({ scope: lastingScope }, bob)
    const login = tokensIn(await world.logIn({ scope: ['read', 'offline_access'] }))
    world.events.splice(0)
    expect(await world.service.unlinkEverything(alice, world.service.startCall(personAddress))).toBe('unlinked')
    expect(world.events).toEqual([{ type: 'grantsRevoked', subject, ip: '198.51.100.9', at: world.clock.now() }])
    expect(await list()).toEqual([])
    for (const { accessToken } of [tokens, login]) expect(await world.isActive(accessToken)).toBe(false)
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
    expect(await world.isActive(ofBob.accessToken)).toBe(true)
  })

  it('does not end devices that are linked afterwards', async () => {
    await world.service.unlinkEverything(alice, world.service.startCall(personAddress))
    world.clock.advance(1)
    const { accessToken } = await world.link({ scope: lastingScope })
    expect(await world.isActive(accessToken)).toBe(true)
    expect(await list()).toHaveLength(1)
  })
})

describe.each([
  ['disabled', () => world.accounts.change(subject, { disabled: true })],
  ['gone', () => world.accounts.bySubject.delete(subject)],
] as const)('an account that is %s since its sign-in', (_, harm) => {
  it('sees nothing and ends nothing', async () => {
    const account = { subject, username: 'alice' }
    const grantId = await grantOf(tokens)
    harm()
    const { listLinkedDevices, findLinkedDevice, unlinkDevice, unlinkEverything } = world.service
    const refused = { kind: 'refusal', code: 'accountDisabled' }
    expect(await listLinkedDevices(alice)).toEqual(refused)
    expect(await findLinkedDevice(alice, grantId, world.service.startCall(personAddress))).toEqual(refused)
    expect(await unlinkDevice(alice, grantId, world.service.startCall(personAddress))).toEqual(refused)
    expect(await unlinkEverything(alice, world.service.startCall(personAddress))).toEqual(refused)
    world.accounts.add(account)
    expect(await world.isActive(tokens.accessToken)).toBe(true)
  })
})
