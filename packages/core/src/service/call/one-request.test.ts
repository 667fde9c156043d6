import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aroundPorts } from '../../../test-support/around-ports.js'
import { type Actions, actionsAt, alice, lastingScope, refreshTokenIn, terms } from '../../../test-support/device.js'
import { agentSecret, passwords } from '../../../test-support/fake-ports.js'
import { after, stopTime, timed } from '../../../test-support/passing-time.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { second } from '../../machine/time.js'
import { base20x8 } from '../../machine/user-code.js'
import { createService } from '../create-service.js'
import type { DeviceGrantService } from '../service.js'
import type { Call } from './call.js'
import { PortFault } from './faults.js'

// docs/decisions/0024: all port calls of a request together take no longer than twice the timeout of one call.

const timeout = 1 * second

let world: LastingWorld
/** How long every call of every port takes, in milliseconds. */
let pace: number
/** The called ports, with the start of each call. */
let calls: { readonly call: string; readonly at: number }[]
let service: DeviceGrantService
let slowly: Actions

beforeEach(() => {
  world = createLastingWorld()
  pace = 0
  calls = []
  const slow = aroundPorts(world.parts, async (call, run) => {
    calls.push({ call, at: performance.now() })
    // A write takes effect, however late its reply is.
    const result = await run()
    return pace === 0 ? result : after(pace, result)
  })
  const passwordLogin = world.parts.passwordLogin && { ...world.parts.passwordLogin, passwordGrant: true }
  service = createService({ ...slow, timeout, ...(passwordLogin && { passwordLogin }) })
  slowly = actionsAt(service)
  stopTime()
})

afterEach(() => {
  vi.useRealTimers()
})

async function approvedCode(): Promise<string> {
  const { deviceCode, userCode } = await world.start({ scope: lastingScope })
  await world.approve(userCode)
  return deviceCode
}

const requests: readonly (readonly [string, () => Promise<() => Promise<unknown>>])[] = [
  [
    'a poll of an approved code',
    async () => {
      const deviceCode = await approvedCode()
      return () => slowly.poll(deviceCode)
    },
  ],
  [
    'a refresh',
    async () => {
      const token = refreshTokenIn(await world.link({ scope: lastingScope }))
      return () => slowly.refresh(token)
    },
  ],
  [
    'a revocation',
    async () => {
      const token = refreshTokenIn(await world.link({ scope: lastingScope }))
      return () => slowly.revoke(token)
    },
  ],
  [
    'a decision',
    async () => {
      const { userCode } = await world.start()
      const { ticket } = await world.open(userCode)
      return () => slowly.decide({ userCode, ticket, choice: 'approve' })
    },
  ],
  [
    'unlinking',
    async () => {
      await world.link({ scope: lastingScope })
      const [device] = await world.devices()
      return () => service.unlinkDevice(alice, device?.grantId ?? '')
    },
  ],
  ['a login', async () => () => slowly.logIn({ scope: lastingScope })],
]

// The claim of a failed redemption is released in the background, later on.
const givingBack = { 'a poll of an approved code': ['stores.authorizations.find', 'stores.authorizations.replace'] }

describe.each(requests)('%s', (name, arrange) => {
  it.each([700, 900, 999])('whose calls take %i ms each fails within twice the timeout', async (each) => {
    const request = await arrange()
    calls = []
    pace = each
    const began = performance.now()
    const { outcome, took } = await timed(request)
    expect(outcome).toBeInstanceOf(PortFault)
    expect(took).toBeLessThanOrEqual(2 * timeout)
    expect(took).toBeGreaterThan(2 * timeout - each)
    expect(calls.length).toBeGreaterThan(2)
    await vi.advanceTimersByTimeAsync(10 * second)
    const late = calls.filter(({ at }) => at - began >= 2 * timeout).map(({ call }) => call)
    const allowed: readonly string[] = Reflect.get(givingBack, name) ?? []
    expect(late.filter((call) => !allowed.includes(call))).toEqual([])
  })
})

describe('time that is not spent in port calls', () => {
  it('does not count: the hash of a password may take as long as it needs', async () => {
    pace = 600
    vi.spyOn(world.hasher, 'verify').mockImplementation(() => after(10 * second, true))
    const { outcome, took } = await timed(() => slowly.logIn())
    expect([outcome, took]).toEqual([expect.objectContaining({ kind: 'tokensIssued' }), 10 * second + 3 * pace])
  })

  it('includes jumps of the clock of the runtime, which a store may set', async () => {
    const deviceCode = await approvedCode()
    pace = 300
    vi.spyOn(world.accounts, 'findAccount').mockImplementation(async (subject) => {
      world.clock.advance(60 * second)
      return world.accounts.bySubject.get(subject)
    })
    expect((await timed(() => slowly.poll(deviceCode))).outcome).toMatchObject({ kind: 'tokensIssued' })
  })
})

describe('each call of the service', () => {
  it('counts as one request', async () => {
    const { userCode } = await world.start()
    pace = 600
    const looked = { outcome: expect.objectContaining({ kind: 'authorizationView' }), took: 3 * pace }
    expect(await timed(() => slowly.lookUp(userCode))).toEqual(looked)
    expect(await timed(() => slowly.lookUp(userCode))).toEqual(looked)
  })

  it('has its own time budget, also if two run in parallel', async () => {
    const { userCode } = await world.start()
    await world.open(userCode)
    pace = 600
    const { outcome, took } = await timed(() => Promise.all([slowly.lookUp(userCode), slowly.lookUp(userCode)]))
    expect([outcome, took]).toEqual([[expect.any(Object), expect.any(Object)], 3 * pace])
  })

  it('has the requester of its call in its events, without what is not known', async () => {
    const call = service.startCall({ ip: '203.0.113.1', userAgent: undefined })
    expect(call.requester).toEqual({ ip: '203.0.113.1' })
    expect(Object.keys(call.requester)).toEqual(['ip'])
    await service.revokeGrants({ subject: alice.subject }, call)
    await service.revokeGrants({ subject: alice.subject })
    expect(world.eventsOf('grantsRevoked').map(({ ip }) => ip)).toEqual(['203.0.113.1', undefined])
  })

  it('reads the facts about its requester when they are needed, and once', async () => {
    const facts = vi.fn(() => ({ ip: '203.0.113.1' }))
    const call = service.startCall(facts)
    await service.isSignedIn(alice, call)
    expect(facts).not.toHaveBeenCalled()
    await service.revokeGrants({ subject: alice.subject }, call)
    expect(world.eventsOf('grantsRevoked').map(({ ip }) => ip)).toEqual(['203.0.113.1'])
    expect(call.requester).toEqual({ ip: '203.0.113.1' })
    expect(facts).toHaveBeenCalledTimes(1)
  })

  it('that gets the same call shares its time budget with the others', async () => {
    const { userCode } = await world.start()
    pace = 600
    const call = service.startCall()
    expect(await timed(() => service.isSignedIn(alice, call))).toEqual({ outcome: true, took: 600 })
    const { outcome, took } = await timed(() => service.lookUp(userCode, base20x8, alice, call))
    expect([outcome, took]).toEqual([expect.any(PortFault), 2 * timeout - 600])
    expect((await timed(() => service.isSignedIn(alice, call))).outcome).toBeInstanceOf(PortFault)
    expect((await timed(() => service.isSignedIn(alice, service.startCall()))).outcome).toBe(true)
    expect((await timed(() => service.isSignedIn(alice))).outcome).toBe(true)
  })
})

describe('a call whose time budget is used up', () => {
  const spent = async () => {
    const call = service.startCall()
    pace = 2 * timeout
    for (let nth = 0; nth < 2; nth++) await timed(() => service.isSignedIn(alice, call))
    calls = []
    return call
  }
  const client = { method: 'none', clientId: 'tv' } as const
  const agent = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const
  const resources: readonly string[] = []
  const claims = {
    subject: alice.subject,
    clientId: 'tv',
    scope: [],
    audience: [],
    tokenId: 't',
    authenticatedAt: 0,
    expiresAt: 1,
  }

  it.each<[string, (call: Call) => Promise<unknown> | undefined]>([
    [
      'startAuthorization',
      (call) => service.startAuthorization({ operation: 'startAuthorization', client, resources }, terms, call),
    ],
    [
      'exchangeDeviceCode',
      (call) =>
        service.exchangeDeviceCode(
          { operation: 'exchangeDeviceCode', client, deviceCode: 'd', resources },
          terms,
          call,
        ),
    ],
    [
      'exchangeRefreshToken',
      (call) =>
        service.exchangeRefreshToken(
          { operation: 'exchangeRefreshToken', client, refreshToken: 'r', resources },
          terms,
          call,
        ),
    ],
    ['revokeToken', (call) => service.revokeToken({ operation: 'revokeToken', client, token: 't' }, call)],
    [
      'introspectToken',
      (call) => service.introspectToken({ operation: 'introspectToken', client: agent, token: 't' }, call),
    ],
    ['isTokenActive', (call) => service.isTokenActive(claims, call)],
    ['listLinkedDevices', (call) => service.listLinkedDevices(alice, undefined, call)],
    ['unlinkDevice', (call) => service.unlinkDevice(alice, 'A'.repeat(43), call)],
    ['unlinkEverything', (call) => service.unlinkEverything(alice, call)],
    ['revokeGrants', (call) => service.revokeGrants({ subject: alice.subject }, call)],
    ['isSignedIn', (call) => service.isSignedIn(alice, call)],
    ['lookUp', (call) => service.lookUp('WDJBMJHT', base20x8, alice, call)],
    ['decide', (call) => service.decide({ userCode: 'WDJBMJHT', ticket: '', choice: 'deny' }, base20x8, alice, call)],
    [
      'passwordLogin.logIn',
      (call) =>
        service.passwordLogin?.logIn({ operation: 'logIn', username: 'alice', password: passwords.alice }, terms, call),
    ],
    [
      'passwordLogin.exchangePassword',
      (call) =>
        service.passwordLogin?.exchangePassword?.(
          { operation: 'exchangePassword', client, username: 'alice', password: passwords.alice },
          terms,
          call,
        ),
    ],
    [
      'passwordLogin.checkPassword',
      (call) => service.passwordLogin?.checkPassword({ username: 'alice', password: passwords.alice }, call),
    ],
  ])('calls no port in %s', async (_, run) => {
    const call = await spent()
    const { outcome, took } = await timed(async () => run(call))
    expect([outcome, took]).toEqual([expect.any(PortFault), 0])
    expect(calls).toEqual([])
  })
})

describe('a request that waits for tokens of another request', () => {
  const poll = async () => {
    const deviceCode = await approvedCode()
    return () => slowly.poll(deviceCode)
  }
  const refresh = async () => {
    const token = refreshTokenIn(await world.link({ scope: lastingScope }))
    return () => slowly.refresh(token)
  }

  it.each([
    ['a poll that finds the approval', poll, 1_700],
    ['a poll that finds the claim', poll, 850],
    ['a refresh', refresh, 500],
  ])('waits no longer than its own budget, and the other continues: %s', async (_, arrange, otherAt) => {
    const request = await arrange()
    const issue = world.issuer.issue.bind(world.issuer)
    vi.spyOn(world.issuer, 'issue').mockImplementation((grant) => {
      pace = 900
      return issue(grant)
    })
    pace = 900
    const waiting = timed(request)
    const other = after(otherAt, 0).then(() => {
      pace = 0
      return request()
    })
    expect(await waiting).toMatchObject({ outcome: { message: 'waiting for another request failed' }, took: 2_000 })
    expect((await timed(() => other)).outcome).toMatchObject({ kind: 'tokensIssued' })
  })
})
