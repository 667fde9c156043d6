import { describe, expect, it, vi } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { bob, wordFor, wordForView } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'

// RFC 8628 §3.5: one clock decides, and after `expired_token` there are never tokens.

describe('the end of a code', () => {
  it.each([
    [10 * minute - 1, 'authorizationPending'],
    [10 * minute, 'expiredToken'],
    [10 * minute + 1 * second, 'expiredToken'],
    [15 * minute, 'expiredToken'],
    [20 * minute - 1, 'expiredToken'],
    [20 * minute, 'unknownDeviceCode'],
  ])('without a decision: %i ms after it was issued a poll gets %s', async (age, word) => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    world.clock.advance(age)
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
  })

  it.each([
    ['approved long before', 1 * minute, 10 * minute - 1, 'tokensIssued'],
    ['approved long before, and too late', 1 * minute, 10 * minute, 'expiredToken'],
    [
      'approved in the last second, two polls later',
      10 * minute - 1 * second,
      10 * minute + 9 * second - 1,
      'tokensIssued',
    ],
    ['approved in the last second, and too late', 10 * minute - 1 * second, 10 * minute + 9 * second, 'expiredToken'],
  ])('%s', async (_, approvedAt, polledAt, word) => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    world.clock.advance(approvedAt)
    await world.approve(userCode)
    world.clock.advance(polledAt - approvedAt)
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
  })

  it('emits one event, however often and in however many processes the code is polled', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    await world.poll(deviceCode)
    world.clock.advance(10 * minute)
    await Promise.all([world.poll(deviceCode), world.poll(deviceCode), world.poll(deviceCode)])
    world.clock.advance(5 * second)
    await world.poll(deviceCode)
    expect(world.eventsOf('authorizationExpired')).toHaveLength(1)
  })

  it('emits one event also for a poll that had to read the record twice', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    world.clock.advance(10 * minute)
    vi.spyOn(world.store, 'replace').mockResolvedValueOnce(false)
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
    expect(world.eventsOf('authorizationExpired')).toHaveLength(1)
  })

  it('stops a decision that was judged before it and is written after a response with expired_token', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    world.clock.advance(10 * minute - 1)
    const replace = world.store.replace.bind(world.store)
    const onItsWay = createDeferred<void>()
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      await onItsWay.promise
      return replace(seen, next)
    })

    const approving = world.decide({ userCode, ticket, choice: 'approve' })
    await everythingElse()
    world.clock.advance(1)
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
    onItsWay.resolve()

    expect(wordForView(await approving)).toBe('invalidUserCode')
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
  })

  it('stops a redemption that began before it and claims after a response with expired_token', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    world.clock.advance(10 * minute - 1)
    const asked = createDeferred<void>()
    const { replace } = world.store
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      await asked.promise
      return replace(seen, next)
    })

    const redeeming = world.poll(deviceCode)
    await everythingElse()
    world.clock.advance(1)
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
    asked.resolve()

    expect(wordFor(await redeeming)).toBe('expiredToken')
    expect(world.issuer.grants).toEqual([])
  })

  it('stops a poll and a decision that began before it and reach the store after a response with expired_token', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode, bob)
    await world.approve(userCode)
    const other = await world.start()
    const { ticket: otherTicket } = await world.open(other.userCode)
    world.clock.advance(10 * minute - 1)
    const { recordPoll, find } = world.store
    const arrived = createDeferred<void>()
    vi.spyOn(world.store, 'recordPoll').mockImplementationOnce(async (...poll) => {
      await arrived.promise
      return recordPoll(...poll)
    })
    vi.spyOn(world.store, 'find').mockImplementationOnce(async (code) => {
      await arrived.promise
      return find(code)
    })

    const redeeming = world.poll(deviceCode)
    const approving = world.decide({ userCode: other.userCode, ticket: otherTicket, choice: 'approve' })
    await everythingElse()
    world.clock.advance(1)
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
    expect(wordFor(await world.poll(other.deviceCode))).toBe('expiredToken')
    arrived.resolve()

    expect(wordFor(await redeeming)).toBe('expiredToken')
    expect(wordForView(await approving)).toBe('invalidUserCode')
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'deny' }, bob))).toBe('invalidUserCode')
    expect(world.issuer.grants).toEqual([])
  })

  it('does not stop tokens whose claim came in time', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    world.clock.advance(10 * minute - 1)
    const made = createDeferred<void>()
    const issue = world.issuer.issue.bind(world.issuer)
    vi.spyOn(world.issuer, 'issue').mockImplementationOnce(async (grant) => {
      await made.promise
      return issue(grant)
    })
    const redeeming = world.poll(deviceCode)
    await everythingElse()
    world.clock.advance(5 * second)
    made.resolve()
    expect(wordFor(await redeeming)).toBe('tokensIssued')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })
})
