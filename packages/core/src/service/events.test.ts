import { beforeEach, describe, expect, it } from 'vitest'
import { actionsAt, alice, bob } from '../../test-support/device.js'
import { agentSecret, passwords } from '../../test-support/fake-ports.js'
import { createWorld, serverSecret, type World } from '../../test-support/world.js'
import { minute, second } from '../machine/time.js'
import type { SecurityEvent } from '../ports/events.js'

// Each security event once, with who, where and what, and never a secret.

const device = { ip: '192.0.2.7', clientId: 'tv' }
const person = { ip: '198.51.100.9', subject: 'account-alice' }

let world: World

beforeEach(() => {
  world = createWorld()
})

function logIn(username: string, password: string) {
  return world.logIn({ username, password })
}

/** The events since the last call, without the members that are the same in all of them. */
function emitted(): readonly Omit<SecurityEvent, 'at' | 'grantId'>[] {
  return world.events.splice(0).map(({ at, grantId: _, ...event }) => {
    expect(at).toBe(world.clock.now())
    return event
  })
}

describe('the events of one flow', () => {
  it('are emitted as things happen, each once', async () => {
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'write'] })
    expect(emitted()).toEqual([{ type: 'authorizationIssued', ...device, scope: ['read', 'write'] }])
    await world.poll(deviceCode)
    expect(emitted()).toEqual([])

    world.clock.advance(5 * second)
    const { ticket } = await world.open(userCode)
    expect(emitted()).toEqual([{ type: 'authorizationViewed', ...person, clientId: 'tv' }])
    const approve = () => world.decide({ userCode, ticket, choice: 'approve', scope: ['read'] })
    await approve()
    expect(emitted()).toEqual([{ type: 'authorizationApproved', ...person, clientId: 'tv', scope: ['read'] }])
    await approve()
    expect(emitted()).toEqual([])

    await world.poll(deviceCode)
    expect(emitted()).toEqual([{ type: 'authorizationRedeemed', ...device, subject: 'account-alice', scope: ['read'] }])
    await world.poll(deviceCode)
    expect(emitted()).toEqual([{ type: 'deviceCodeReplayed', answered: true, ...device, subject: 'account-alice' }])
    world.clock.advance(30 * second)
    await world.poll(deviceCode)
    expect(emitted()).toEqual([{ type: 'deviceCodeReplayed', answered: false, ...device, subject: 'account-alice' }])
  })

  it('name one grant, so that they can be joined, and no other flow has it', async () => {
    const grants = await Promise.all(
      [1, 2].map(async () => {
        const { deviceCode, userCode } = await world.start()
        await world.approve(userCode)
        await world.poll(deviceCode)
        await world.poll(deviceCode)
        return new Set(world.events.splice(0).map(({ grantId }) => grantId))
      }),
    )
    expect(new Set(grants.flatMap((ids) => [...ids])).size).toBe(2)
    expect(world.issuer.grants.map(({ grantId }) => grantId)).toHaveLength(2)
  })
})

describe('other events', () => {
  it('a denial', async () => {
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    emitted()
    await world.decide({ userCode, ticket, choice: 'deny' })
    await world.poll(deviceCode)
    expect(emitted()).toEqual([{ type: 'authorizationDenied', ...person, clientId: 'tv' }])
  })

  it('the end of a code', async () => {
    const { deviceCode } = await world.start()
    world.clock.advance(10 * minute)
    world.events.splice(0)
    await world.poll(deviceCode)
    await world.poll(deviceCode)
    expect(emitted()).toEqual([{ type: 'authorizationExpired', ...device }])
  })

  it('an approval that was withdrawn', async () => {
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    world.accounts.change('account-alice', { disabled: true })
    emitted()
    await world.poll(deviceCode)
    await world.poll(deviceCode)
    expect(emitted()).toEqual([{ type: 'approvalWithdrawn', ...device, subject: 'account-alice' }])
  })

  it('no poll of a code that is unknown, or of another client', async () => {
    const { deviceCode } = await world.start()
    emitted()
    await world.poll(deviceCode, { client: { method: 'none', clientId: 'other-tv' } })
    await world.poll('x'.repeat(43))
    expect(emitted()).toEqual([])
  })

  it('a user code that leads nowhere, for any reason', async () => {
    for (const typed of ['BCDFGHJK', 'too short', 'x'.repeat(1_000)]) await world.lookUp(typed)
    expect(emitted()).toEqual([1, 2, 3].map(() => ({ type: 'userCodeFailed', linked: false, ...person })))
  })

  it('a decision without a ticket', async () => {
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode, alice)
    emitted()
    await world.decide({ userCode, ticket, choice: 'approve' }, bob)
    expect(emitted()).toEqual([{ type: 'ticketRefused', ...person, subject: 'account-bob' }])
  })

  it('logins: the typed username is in no event', async () => {
    await logIn('alice', passwords.alice)
    await logIn('alice', 'wrong')
    await logIn(passwords.bob, 'bob')
    expect(emitted()).toEqual([
      { type: 'loginSucceeded', ...person },
      { type: 'loginFailed', ...person },
      { type: 'loginFailed', ip: '198.51.100.9' },
    ])
  })

  it('without an address if none is known', async () => {
    await world.service.lookUp('BCDFGHJK', { alphabet: 'B', length: 1, groupSize: 1, separator: '' }, alice)
    expect(emitted()).toEqual([{ type: 'userCodeFailed', linked: false, subject: 'account-alice' }])
  })
})

describe('no event and no fault', () => {
  it('contains a secret, in a run with every kind of event', async () => {
    const secrets = new Set<string>([
      serverSecret,
      agentSecret,
      'wrong-secret',
      'wrong-password',
      ...Object.values(passwords),
    ])
    const elsewhere = actionsAt(world.secondService())
    const client = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const

    for (const choice of ['approve', 'deny', 'expire', 'withdraw'] as const) {
      const { deviceCode, userCode } = await world.start({ client })
      const poll = () => world.poll(deviceCode, { client })
      const { ticket } = await world.open(userCode)
      for (const secret of [deviceCode, userCode, ticket]) secrets.add(secret)
      await world.decide({ userCode, ticket, choice: 'approve' }, bob)
      await poll()
      if (choice !== 'expire') await world.decide({ userCode, ticket, choice: choice === 'deny' ? 'deny' : 'approve' })
      if (choice === 'withdraw') world.accounts.change('account-alice', { disabled: true })
      if (choice === 'expire') world.clock.advance(10 * minute)
      await poll()
      await elsewhere.poll(deviceCode, { client })
      await world.poll(deviceCode)
      world.clock.advance(31 * second)
      await poll()
      world.accounts.change('account-alice', { disabled: false })
      await world.lookUp(userCode)
    }
    await world.tryToStart({ client: { ...client, secret: 'wrong-secret' } })
    await logIn('alice', passwords.alice)
    await logIn('alice', 'wrong-password')
    await logIn(passwords.bob, 'bob')
    world.issuer.grants.forEach((_, index) => {
      secrets.add(`access-token-${index + 1}`).add(`refresh-token-${index + 1}`)
    })

    const everything = JSON.stringify([world.events, world.faults])
    expect(new Set(world.events.map(({ type }) => type)).size).toBe(13)
    expect([...secrets].filter((secret) => everything.includes(secret))).toEqual([])
    expect(secrets.size).toBeGreaterThan(18)
  })
})
