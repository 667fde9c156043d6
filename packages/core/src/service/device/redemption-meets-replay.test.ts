import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aroundPorts } from '../../../test-support/around-ports.js'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { type Actions, actionsAt, lastingScope, refreshTokenIn, wordFor } from '../../../test-support/device.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import { PortFault } from '../call/faults.js'
import { createService } from '../create-service.js'

// The response of a redemption is stored, and its process has not finished. A poll at another process finds the response
// (docs/decisions/0044).

let world: LastingWorld
let deviceCode: string

beforeEach(async () => {
  world = createLastingWorld()
  const started = await world.start({ scope: lastingScope })
  await world.approve(started.userCode)
  deviceCode = started.deviceCode
})

/** A redemption that waits for one port. */
interface Held {
  readonly process: Actions
  readonly polling: Promise<unknown>
  /** Lets the call go on, or fail. */
  goOn(fault?: Error): void
}

/** Redeems the code at a process of its own, up to the nth call of this port. */
async function redeemUpTo(held: string, nth = 1): Promise<Held> {
  const reached = createDeferred<void>()
  const gate = createDeferred<Error | undefined>()
  let calls = 0
  const parts = aroundPorts(world.parts, async (call, run) => {
    if (call !== held || ++calls !== nth) return run()
    reached.resolve()
    const fault = await gate.promise
    if (fault !== undefined) throw fault
    return run()
  })
  const process = actionsAt(createService(parts))
  const polling = process.poll(deviceCode).catch((fault: unknown) => fault)
  await reached.promise
  await everythingElse()
  return { process, polling, goOn: (fault) => gate.resolve(fault) }
}

const familiesOfAlice = () => listOf(world.families, 'account-alice')

async function expectLasting(refreshToken: string): Promise<void> {
  const next = refreshTokenIn(await world.refresh(refreshToken))
  world.clock.advance(11 * second)
  expect(wordFor(await world.refresh(next))).toBe('tokensIssued')
  expect(world.eventsOf('grantEnded')).toEqual([])
}

describe('another process, before the family is stored', () => {
  it('stores the family and gives the response, and the first process gives the same', async () => {
    const first = await redeemUpTo('stores.families.create')
    expect(await familiesOfAlice()).toEqual([])
    const response = await world.poll(deviceCode)
    expect(wordFor(response)).toBe('tokensIssued')
    expect(await familiesOfAlice()).toHaveLength(1)
    first.goOn()
    expect(await first.polling).toEqual(response)
    expect(world.issuer.grants).toHaveLength(1)
    await expectLasting(refreshTokenIn(response))
  })

  it('stores the very family that the first process would have stored', async () => {
    const first = await redeemUpTo('stores.families.create')
    const create = vi.spyOn(world.families, 'create')
    await world.poll(deviceCode)
    first.goOn()
    await first.polling
    const [healed, own] = create.mock.calls.map(([family]) => family)
    expect(healed).toEqual(own)
    expect(create).toHaveBeenCalledTimes(2)
  })

  it('has the last word if the first process then fails: its claim is not released', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      const first = await redeemUpTo('stores.families.create')
      const response = await world.poll(deviceCode)
      first.goOn(new Error('the store is down'))
      expect(await first.polling).toBeInstanceOf(PortFault)
      expect(await first.process.poll(deviceCode)).toEqual(response)
      // The first process has remembered its claim, and would release it in the background.
      await vi.advanceTimersByTimeAsync(1 * minute)
      // It has learned that the device got its tokens. The other process saw replays only.
      expect(world.eventsOf('authorizationRedeemed')).toMatchObject([{ clientId: 'tv', scope: lastingScope }])
      expect(await world.poll(deviceCode)).toEqual(response)
      expect(await first.process.poll(deviceCode)).toEqual(response)
      await vi.advanceTimersByTimeAsync(1 * minute)
      expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
      world.clock.advance(31 * second)
      expect(wordFor(await first.process.poll(deviceCode))).toBe('usedDeviceCode')
      expect(world.issuer.grants).toHaveLength(1)
      await expectLasting(refreshTokenIn(response))
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ['once', 1],
    ['so often that the record no longer has its first token', 6],
  ])('gives a grant that its device refreshes %s: the first process leaves it as it is', async (_, times) => {
    const first = await redeemUpTo('stores.families.create')
    const response = await world.poll(deviceCode)
    let token = refreshTokenIn(response)
    for (let count = 0; count < times; count++) {
      world.clock.advance(1 * second)
      token = refreshTokenIn(await world.refresh(token))
    }
    first.goOn()
    expect(await first.polling).toEqual(response)
    await expectLasting(token)
  })

  it('gives nothing if the account is disabled meanwhile, also after the first process has delivered', async () => {
    const first = await redeemUpTo('stores.families.create')
    world.accounts.change('account-alice', { disabled: true })
    // Its last check was before, so it delivers; another process sees the account as it is now.
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
    first.goOn()
    expect(await first.polling).toMatchObject({ kind: 'tokensIssued' })
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
  })
})

describe('a process that could neither store the family nor release its claim', () => {
  it('gives its response at the next poll, and reports one redemption and no replay', async () => {
    const first = await redeemUpTo('stores.families.create')
    vi.spyOn(world.store, 'replace').mockRejectedValueOnce(new Error('the store is down'))
    first.goOn(new Error('the store is down'))
    expect(await first.polling).toBeInstanceOf(PortFault)
    const response = await first.process.poll(deviceCode)
    expect(wordFor(response)).toBe('tokensIssued')
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
    expect(world.eventsOf('deviceCodeReplayed')).toEqual([])
    expect(await first.process.poll(deviceCode)).toEqual(response)
    expect(world.eventsOf('deviceCodeReplayed')).toHaveLength(1)
    expect(world.issuer.grants).toHaveLength(1)
  })
})

describe('the last check of a redemption', () => {
  // The second look-up of the account runs beside the writes.
  const toLastCheck = () => redeemUpTo('accounts.findAccount', 2)

  it('withdraws the approval and ends the family if no other request has given the response', async () => {
    const first = await toLastCheck()
    world.accounts.change('account-alice', { disabled: true })
    first.goOn()
    expect(await first.polling).toMatchObject({ code: 'accessDenied' })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    world.accounts.change('account-alice', { disabled: false })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(await familiesOfAlice()).toEqual([])
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'inactive' }])
    expect(world.eventsOf('authorizationRedeemed')).toEqual([])
  })

  it('leaves a code redeemed that another process has answered before the account was disabled', async () => {
    const first = await toLastCheck()
    const response = await world.poll(deviceCode)
    expect(wordFor(response)).toBe('tokensIssued')
    world.accounts.change('account-alice', { disabled: true })
    first.goOn()
    expect(await first.polling).toMatchObject({ code: 'usedDeviceCode' })
    expect(world.eventsOf('approvalWithdrawn')).toEqual([])
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
    expect(wordFor(await world.refresh(refreshTokenIn(response)))).toBe('invalidRefreshToken')
  })

  it('that fails releases the claim, and the next poll gets the only tokens that are delivered', async () => {
    const first = await toLastCheck()
    first.goOn(new Error('directory down'))
    expect(await first.polling).toBeInstanceOf(PortFault)
    const response = await world.poll(deviceCode)
    expect(await world.poll(deviceCode)).toEqual(response)
    expect(await familiesOfAlice()).toHaveLength(1)
    await expectLasting(refreshTokenIn(response))
  })

  it('also without a replay window', async () => {
    world = createLastingWorld({ policy: { replayWindow: 0 } })
    const { deviceCode: code, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode)
    deviceCode = code
    const first = await toLastCheck()
    world.accounts.change('account-alice', { disabled: true })
    first.goOn()
    expect(await first.polling).toMatchObject({ code: 'accessDenied' })
    expect(await familiesOfAlice()).toEqual([])
  })

  it('whose family cannot be ended is reported, and no device has its tokens', async () => {
    const first = await toLastCheck()
    world.accounts.change('account-alice', { disabled: true })
    vi.spyOn(world.families, 'replace').mockRejectedValue(new Error('down'))
    first.goOn()
    expect(await first.polling).toMatchObject({ code: 'accessDenied' })
    expect(world.faults.map(({ during }) => during)).toEqual([
      'ending the grant of an approval that was withdrawn while its tokens were made',
    ])
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
  })
})

describe('the family of an earlier attempt', () => {
  it('gives way to that of a response whose process died before it wrote its own', async () => {
    const { create } = world.families
    vi.spyOn(world.families, 'create').mockImplementationOnce(async (family, caps) => {
      await create(family, caps)
      throw new Error('the connection broke')
    })
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    world.clock.advance(5 * second)
    // The second attempt stores its response, finds the family of the first one, and gets no further.
    await redeemUpTo('stores.families.replace')
    const response = await world.poll(deviceCode)
    expect(wordFor(response)).toBe('tokensIssued')
    expect(await familiesOfAlice()).toHaveLength(1)
    await expectLasting(refreshTokenIn(response))
  })
})
