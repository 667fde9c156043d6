import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  alice,
  bob,
  lastingScope,
  personAddress,
  refreshTokenIn,
  tokensIn,
  wordFor,
} from '../../test-support/device.js'
import { agentSecret } from '../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../test-support/world.js'
import type { TokensIssued } from '../protocol/outcome.js'
import { PortFault } from './port-fault.js'

// What a person sees of what is signed in to their account, and how they end it. Section 6 of the behaviour: review
// and revoke.

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
  const made = await world.service.unlinkDevice(viewer, grantId, personAddress)
  if (made !== 'unlinked') expect(made).toEqual({ kind: 'refusal', code: 'unknownDevice' })
  return made === 'unlinked'
}
const grantOf = async (answer: TokensIssued) => (await world.stored(refreshTokenIn(answer))).family.grantId

describe('unlinking a device', () => {
  it('ends its grant, which is told once', async () => {
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
    expect(await world.isStanding(tokens.accessToken)).toBe(false)
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
  })

  it('is no more to be done when it is done', async () => {
    const grantId = await grantOf(tokens)
    await unlink(grantId)
    expect(await unlink(grantId)).toBe(false)
    expect(world.events).toHaveLength(1)
  })

  it('twice at once is done and told once', async () => {
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
    expect(await Promise.all(others.map(({ accessToken }) => world.isStanding(accessToken)))).toEqual([
      true,
      true,
      true,
    ])
  })

  it('of somebody else is not to be done, in the same word as of nobody', async () => {
    expect(await unlink(await grantOf(tokens), bob)).toBe(false)
    expect(await unlink('A'.repeat(43), bob)).toBe(false)
    expect(world.events).toEqual([])
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('tokensIssued')
  })

  it.each(['', 'x', 'A'.repeat(44), `${'A'.repeat(42)}\u0000`, '\uD800'.repeat(43), '../../x', 'A'.repeat(1_000_000)])(
    'of what is no name of a grant is refused without asking the store',
    async (grantId) => {
      const find = vi.spyOn(world.families, 'find')
      expect(await unlink(grantId)).toBe(false)
      expect(find).not.toHaveBeenCalled()
    },
  )

  it.each(['find', 'replace'] as const)(
    'while the store is down at %s is a PortFault, and can be repeated',
    async (call) => {
      const grantId = await grantOf(tokens)
      vi.spyOn(world.families, call).mockRejectedValueOnce(new Error('down'))
      await expect(unlink(grantId)).rejects.toThrow(PortFault)
      expect(await unlink(grantId)).toBe(true)
    },
  )
})

describe('unlinking everything', () => {
  it('ends all that the account was granted, told once, and nobody else’s', async () => {
    const ofBob = await world.link({ scope: lastingScope }, bob)
    const login = tokensIn(await world.logIn({ scope: ['read', 'offline_access'] }))
    world.events.splice(0)
    expect(await world.service.unlinkEverything(alice, personAddress)).toBe('unlinked')
    expect(world.events).toEqual([{ type: 'grantsCutOff', subject, ip: '198.51.100.9', at: world.clock.now() }])
    expect(await list()).toEqual([])
    for (const { accessToken } of [tokens, login]) expect(await world.isStanding(accessToken)).toBe(false)
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
    expect(await world.isStanding(ofBob.accessToken)).toBe(true)
  })

  it('leaves what is linked afterwards', async () => {
    await world.service.unlinkEverything(alice, personAddress)
    world.clock.advance(1)
    const { accessToken } = await world.link({ scope: lastingScope })
    expect(await world.isStanding(accessToken)).toBe(true)
    expect(await list()).toHaveLength(1)
  })
})

describe.each([
  ['disabled', () => world.accounts.change(subject, { disabled: true })],
  ['gone', () => world.accounts.bySubject.delete(subject)],
] as const)('an account that is %s since its sign-in', (_, harm) => {
  it('is shown nothing and ends nothing', async () => {
    const account = { subject, username: 'alice' }
    const grantId = await grantOf(tokens)
    harm()
    const { listLinkedDevices, unlinkDevice, unlinkEverything } = world.service
    const refused = { kind: 'refusal', code: 'accountDisabled' }
    expect(await listLinkedDevices(alice)).toEqual(refused)
    expect(await unlinkDevice(alice, grantId, personAddress)).toEqual(refused)
    expect(await unlinkEverything(alice, personAddress)).toEqual(refused)
    world.accounts.add(account)
    expect(await world.isStanding(tokens.accessToken)).toBe(true)
  })
})
