import { beforeEach, describe, expect, it } from 'vitest'
import {
  alice,
  bob,
  lastingScope,
  personAddress,
  refreshTokenIn,
  tokensIn,
  wordFor,
  wordForView,
} from '../../../../test-support/device.js'
import { createLastingWorld, type LastingWorld } from '../../../../test-support/world.js'
import { minute, second } from '../../../machine/time.js'

// RFC 10027 §6.1.6: people report what they did not start, and the host ends what the attacker got.

let world: LastingWorld

beforeEach(() => {
  world = createLastingWorld()
})

describe('XD04: "I did not start this" on the request', () => {
  it('denies, and emits who asked and when', async () => {
    const { deviceCode, userCode, grantId } = await world.start({ label: 'Kitchen TV' })
    const requestedAt = world.clock.now()
    world.clock.advance(minute)
    const { ticket } = await world.open(userCode)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'report' }))).toBe('denied')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.eventsOf('authorizationDenied')).toHaveLength(1)
    expect(world.eventsOf('phishingReported')).toEqual([
      {
        type: 'phishingReported',
        stage: 'request',
        clientId: 'tv',
        subject: 'account-alice',
        grantId,
        requester: { ip: '192.0.2.7', userAgent: 'TV/1.0', label: 'Kitchen TV' },
        requestedAt,
        ip: personAddress.ip,
        at: world.clock.now(),
      },
    ])
  })

  it('is emitted once for a double click', async () => {
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    for (let nth = 0; nth < 2; nth++) await world.decide({ userCode, ticket, choice: 'report' })
    expect(world.eventsOf('phishingReported')).toHaveLength(1)
  })
})

describe('XD04: "I did not link this device" at a linked device', () => {
  it('ends its grant, with one event that has its device', async () => {
    const tokens = await world.link({ scope: lastingScope, label: 'Kitchen TV' })
    const { family } = await world.stored(refreshTokenIn(tokens))
    const { grantId, grantedAt } = family
    world.events.splice(0)
    expect(await world.service.reportDevice(alice, grantId)).toBe('unlinked')
    expect(await world.isActive(tokens.accessToken)).toBe(false)
    const requester = { ip: '192.0.2.7', userAgent: 'TV/1.0', label: 'Kitchen TV' }
    expect(world.eventsOf('phishingReported')).toMatchObject([{ stage: 'grant', grantId, grantedAt, requester }])
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'revokedByPerson', grantId }])
    expect(await world.service.reportDevice(alice, grantId)).toEqual({ kind: 'refusal', code: 'unknownDevice' })
    expect(world.eventsOf('phishingReported')).toHaveLength(1)
  })

  it('of another person is refused', async () => {
    const tokens = await world.link({ scope: lastingScope })
    const { family } = await world.stored(refreshTokenIn(tokens))
    expect(await world.service.reportDevice(bob, family.grantId)).toEqual({ kind: 'refusal', code: 'unknownDevice' })
    expect(await world.isActive(tokens.accessToken)).toBe(true)
    expect(world.eventsOf('phishingReported')).toEqual([])
  })
})

describe('XD04: ending what an address got in a time', () => {
  it('ends the grants of the network in the window, and no others', async () => {
    const before = await world.link({ scope: lastingScope })
    world.clock.advance(second)
    const from = world.clock.now()
    const during = await world.link({ scope: lastingScope })
    const until = world.clock.now()
    world.clock.advance(second)
    const after = await world.link({ scope: lastingScope })
    await world.service.revokeGrants({ clientId: 'tv', window: { from, until, network: '192.0.2.0/24' } })
    const all = [before, during, after]
    const states = await Promise.all(all.map(({ accessToken }) => world.isActive(accessToken)))
    expect(states).toEqual([true, false, true])
    const refreshed = await Promise.all(all.map(async (tokens) => wordFor(await world.refresh(refreshTokenIn(tokens)))))
    expect(refreshed).toEqual(['tokensIssued', 'invalidRefreshToken', 'tokensIssued'])
    expect(world.eventsOf('grantsRevoked')).toEqual([
      {
        type: 'grantsRevoked',
        clientId: 'tv',
        window: { from, until, network: '192.0.2.0/24' },
        at: world.clock.now(),
      },
    ])
    expect(await world.devices()).toHaveLength(2)
  })

  it.each([
    { clientId: 'tv', windows: { network: '192.0.2.7' } },
    { clientId: 'tv', window: undefined },
    { subject: 'account-alice', client: 'tv' },
  ])('is no misspelled or empty member: %j', async (holder) => {
    const tokens = await world.link({ scope: lastingScope })
    const { service } = world
    await expect(Reflect.apply(service.revokeGrants, service, [holder])).rejects.toThrow(/revokeGrants/)
    expect(await world.isActive(tokens.accessToken)).toBe(true)
  })

  it('leaves grants of other networks alone', async () => {
    const tokens = await world.link({ scope: lastingScope })
    for (const network of ['192.0.3.0/24', '192.0.2.8', '2001:db8::/32']) {
      await world.service.revokeGrants({ clientId: 'tv', window: { network } })
    }
    expect(await world.isActive(tokens.accessToken)).toBe(true)
    await world.service.revokeGrants({ clientId: 'tv', window: { network: '192.0.2.7' } })
    expect(await world.isActive(tokens.accessToken)).toBe(false)
  })

  it('counts the address that started and the one that fetched the tokens', async () => {
    const { service } = world
    const poll = async (ip: string) => {
      const { deviceCode, userCode } = await world.start({ scope: lastingScope })
      await world.approve(userCode)
      const command = {
        operation: 'exchangeDeviceCode',
        client: { method: 'none', clientId: 'tv' },
        resources: [],
      } as const
      const { terms } = await import('../../../../test-support/device.js')
      return tokensIn(await service.exchangeDeviceCode({ ...command, deviceCode }, terms, service.startCall({ ip })))
    }
    const tokens = await poll('203.0.113.5')
    await service.revokeGrants({ clientId: 'tv', window: { network: '192.0.2.7' } })
    expect(await world.isActive(tokens.accessToken)).toBe(false)
    world.clock.advance(second)
    const others = await poll('203.0.113.6')
    await service.revokeGrants({ clientId: 'tv', window: { network: '203.0.113.0/24' } })
    expect(await world.isActive(others.accessToken)).toBe(false)
  })

  it('withdraws approvals that no device has fetched yet, and does not give a lost response again', async () => {
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode)
    const fetched = await world.start({ scope: lastingScope })
    await world.approve(fetched.userCode)
    await world.poll(fetched.deviceCode)
    await world.service.revokeGrants({ clientId: 'tv', window: { network: '192.0.2.7' } })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(wordFor(await world.poll(fetched.deviceCode))).toBe('usedDeviceCode')
  })

  it('costs no read more than before', async () => {
    const tokens = await world.link({ scope: lastingScope })
    const reads: string[] = []
    const { families } = world
    const spy = (name: 'find' | 'findRevocation' | 'findRevokedBefore') => {
      const read = families[name].bind(families)
      Object.assign(families, {
        [name]: (key: string) => {
          reads.push(name)
          return read(key)
        },
      })
    }
    for (const name of ['find', 'findRevocation', 'findRevokedBefore'] as const) spy(name)
    await world.isActive(tokens.accessToken)
    expect(reads.toSorted()).toEqual(['find', 'findRevocation', 'findRevokedBefore'])
  })

  it.each([
    [{ subject: 'account-alice', window: {} }, 'a window only with a clientId'],
    [{ clientId: 'tv', window: { form: 0 } }, 'some of from, until, network'],
    [{ clientId: 'tv', window: null }, 'must be an object'],
    [{ clientId: 'tv', window: [] }, 'must be an object'],
    [{ clientId: 'tv', window: { network: undefined } }, 'network of a window is undefined: give it a value, or leave'],
    [{ clientId: 'tv', window: { from: undefined } }, 'from of a window is undefined'],
    [{ clientId: 'tv', window: { network: null } }, 'an IP address'],
    [{ clientId: 'tv', window: { from: 2, until: 1 } }, 'in this order'],
    [{ clientId: 'tv', window: { until: Number.MAX_SAFE_INTEGER } }, 'not in the future'],
    [{ clientId: 'tv', window: { from: '0' } }, 'whole milliseconds'],
    [{ clientId: 'tv', window: { network: 'loopback' } }, 'an IP address'],
    [{ clientId: 'tv', window: { network: '192.0.2.0/33' } }, 'an IP address'],
    [{ clientId: 'tv', window: { network: 7 } }, 'an IP address'],
  ])('refuses a wrong window: %j', async (holder, message) => {
    await expect(world.service.revokeGrants(Object(holder))).rejects.toThrow(message)
    expect(world.events).toEqual([])
  })
})
