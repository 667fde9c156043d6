import { sampleAuthorization, sampleLife } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { type Actions, actionsAt, wordFor } from '../../../test-support/device.js'
import { createWorld, type World } from '../../../test-support/world.js'
import type { RedeemedAuthorization } from '../../machine/authorization.js'
import { minute, second } from '../../machine/time.js'
import type { DeviceAuthorizationStore } from '../../ports/authorization-store.js'
import { startCall } from '../call/call.js'
import { PortFault } from '../call/faults.js'
import { guardStore } from '../guards/store.js'
import { createAbandonedClaims } from './abandoned-claims.js'

describe('abandoned claims', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  /** An empty list. The test decides whether its store accepts a release. */
  function emptyList(most?: number) {
    const accepts = { release: false }
    const replace = async () => accepts.release
    const store = guardStore({ create: refuse, recordPoll: refuse, find: async () => undefined, replace })
    const claims = createAbandonedClaims({ store, emit: () => {}, report: () => {}, startCall }, most)
    // A release that the store refuses changes nothing, so it only says whether the claim is in the list.
    const isIn = (attempt: string) => claims.release({ authorization: claimed(attempt), revision: 3 }, startCall())
    return {
      claims,
      async namesOf(...attempts: readonly string[]): Promise<readonly string[]> {
        const found = await Promise.all(attempts.map(isIn))
        return attempts.filter((_, nth) => found[nth])
      },
      async release(attempt: string): Promise<boolean> {
        accepts.release = true
        const released = await isIn(attempt)
        accepts.release = false
        return released
      },
    }
  }

  it('are remembered until they are released', async () => {
    const { claims, namesOf, release } = emptyList()
    claims.add(claimed('one'))
    claims.add(claimed('other'))
    expect(await namesOf('one', 'other', 'none')).toEqual(['one', 'other'])
    expect(await release('one')).toBe(true)
    expect(await release('none')).toBe(false)
    expect(await namesOf('one', 'other')).toEqual(['other'])
  })

  it('are bounded: the oldest goes when there are too many', async () => {
    const { claims, namesOf, release } = emptyList(3)
    for (const attempt of ['a', 'b', 'c', 'c', 'd']) claims.add(claimed(attempt))
    expect(await namesOf('a', 'b', 'c', 'd')).toEqual(['b', 'c', 'd'])
    await release('c')
    claims.add(claimed('e'))
    expect(await namesOf('a', 'b', 'c', 'd', 'e')).toEqual(['b', 'd', 'e'])
  })

  it('are at most 10 000 by default', async () => {
    const { claims, namesOf } = emptyList()
    for (let nth = 0; nth <= 10_000; nth++) claims.add(claimed(String(nth)))
    expect(await namesOf('0', '1', '10000')).toEqual(['1', '10000'])
  })
})

const refuse = () => Promise.reject(new Error('not called'))

function claimed(attempt: string): RedeemedAuthorization {
  return { ...sampleLife(sampleAuthorization(0)).claimed, attempt }
}

let world: World
/** The fates of the next calls of `replace`, in order. Later calls succeed. */
let fates: ('done' | 'refused' | 'replyLost' | 'saysNo')[]
let isDown: boolean
let replaces: DeviceAuthorizationStore['replace']

beforeEach(() => {
  world = createWorld()
  fates = []
  isDown = false
  const { replace, find } = world.store
  replaces = replace
  vi.spyOn(world.store, 'replace').mockImplementation(async (seen, next) => {
    const fate = fates.shift() ?? (isDown ? 'refused' : 'done')
    if (fate === 'refused') throw new Error('the store is down')
    const done = fate === 'saysNo' ? false : await replace(seen, next)
    if (fate === 'replyLost') throw new Error('the connection broke')
    return done
  })
  vi.spyOn(world.store, 'find').mockImplementation(async (code) => {
    if (isDown) throw new Error('the store is down')
    return find(code)
  })
})

async function approvedCode(): Promise<string> {
  const { deviceCode, userCode } = await world.start()
  await world.approve(userCode)
  return deviceCode
}

/** A poll that claims the code, loses the reply and cannot check whether the claim was written. */
async function abandon(deviceCode: string, at: Actions = world): Promise<void> {
  fates.push('replyLost')
  isDown = true
  await expect(at.poll(deviceCode)).rejects.toBeInstanceOf(PortFault)
  isDown = false
}

/** Delays the next tokens until the returned function is called. */
function holdBack(until: Promise<void>): void {
  const issue = world.issuer.issue.bind(world.issuer)
  vi.spyOn(world.issuer, 'issue').mockImplementationOnce(async (grant) => {
    await until
    return issue(grant)
  })
}

describe('a claim whose reply was lost, while the store fails', () => {
  it('is released by the next poll, which gets the only set of tokens', async () => {
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    const outcome = await world.poll(deviceCode)
    expect(wordFor(outcome)).toBe('tokensIssued')
    expect(await world.poll(deviceCode)).toEqual(outcome)
    expect(world.issuer.grants).toHaveLength(1)
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
    expect(world.faults).toEqual([])
  })

  it('is released too when an approval could not be withdrawn: the next poll withdraws it', async () => {
    const deviceCode = await approvedCode()
    world.accounts.change('account-alice', { disabled: true })
    fates.push('done', 'refused')
    await expect(world.poll(deviceCode)).rejects.toBeInstanceOf(PortFault)
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(world.issuer.grants).toEqual([])
  })

  it('is released in the background, so that another process can redeem the code', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      const other = actionsAt(world.secondService())
      const deviceCode = await approvedCode()
      await abandon(deviceCode)
      expect(wordFor(await other.poll(deviceCode))).toBe('authorizationPending')
      // The store fails a little longer, so the release is tried again.
      isDown = true
      await vi.advanceTimersByTimeAsync(1 * second)
      isDown = false
      expect(wordFor(await other.poll(deviceCode))).toBe('authorizationPending')
      await vi.advanceTimersByTimeAsync(2 * second)
      expect(wordFor(await other.poll(deviceCode))).toBe('tokensIssued')
      expect(world.issuer.grants).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(1 * minute)
      expect(world.faults).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is left to the next poll while the store keeps failing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      const deviceCode = await approvedCode()
      await abandon(deviceCode)
      isDown = true
      await vi.advanceTimersByTimeAsync(10 * minute)
      isDown = false
      expect(world.faults).toHaveLength(4)
      expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
      expect(world.issuer.grants).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('does not exist if it was not written: the next poll redeems the code', async () => {
    const deviceCode = await approvedCode()
    isDown = true
    await expect(world.poll(deviceCode)).rejects.toBeInstanceOf(PortFault)
    isDown = false
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('is released also if it reaches the store after the response', async () => {
    const deviceCode = await approvedCode()
    const late = createDeferred<void>()
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      void late.promise.then(() => replaces(seen, next))
      throw new Error('no answer yet')
    })
    await expect(world.poll(deviceCode)).rejects.toBeInstanceOf(PortFault)
    late.resolve()
    await everythingElse()
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it.each([
    ['after the replay window', {}, 31 * second],
    ['without a replay window', { replayWindow: 0 }, 0],
  ])('is released too %s', async (_, policy, wait) => {
    const deviceCode = await approvedCode()
    const process = actionsAt(world.secondService({ policy }))
    await abandon(deviceCode, process)
    world.clock.advance(wait)
    expect(wordFor(await process.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('is released once by two parallel polls, and both get the same response', async () => {
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    const [one, other] = await Promise.all([world.poll(deviceCode), world.poll(deviceCode)])
    expect(wordFor(one)).toBe('tokensIssued')
    expect(other).toEqual(one)
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('stays in the list until it can be released, and polls fail until then', async () => {
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    fates.push('refused', 'refused')
    for (const nth of [1, 2]) {
      await expect(world.poll(deviceCode), `poll ${nth}`).rejects.toThrow('stores.authorizations.replace failed')
    }
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('is an approval for the next poll if it was released and the reply was lost', async () => {
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    fates.push('replyLost')
    await expect(world.poll(deviceCode)).rejects.toBeInstanceOf(PortFault)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('can happen many times, and no tokens are lost', async () => {
    const deviceCode = await approvedCode()
    for (let nth = 0; nth < 5; nth++) {
      if (nth > 0) fates.push('done')
      await abandon(deviceCode)
    }
    expect(world.issuer.grants).toEqual([])
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
  })

  it('ends as expired if the code has expired meanwhile, with one event', async () => {
    const deviceCode = await approvedCode()
    world.clock.advance(10 * minute - 1 * second)
    await abandon(deviceCode)
    world.clock.advance(1 * second)
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
    expect(world.issuer.grants).toEqual([])
    expect(world.eventsOf('authorizationExpired')).toHaveLength(1)
  })

  it('ends as denied if the account was disabled meanwhile', async () => {
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    world.accounts.change('account-alice', { disabled: true })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.issuer.grants).toEqual([])
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
  })
})

describe('another process', () => {
  it('answers pending for a claim that this process abandoned, and makes no tokens for it', async () => {
    const elsewhere = actionsAt(world.secondService())
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    for (let nth = 0; nth < 3; nth++) expect(wordFor(await elsewhere.poll(deviceCode))).toBe('authorizationPending')
    expect(world.issuer.grants).toEqual([])
    const outcome = await world.poll(deviceCode)
    expect(wordFor(outcome)).toBe('tokensIssued')
    expect(await elsewhere.poll(deviceCode)).toEqual(outcome)
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('keeps a claim that it took while this process was about to release its own', async () => {
    const elsewhere = actionsAt(world.secondService())
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    const onItsWay = createDeferred<void>()
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      await onItsWay.promise
      return replaces(seen, next)
    })
    const late = world.poll(deviceCode)
    await everythingElse()
    fates.push('done', 'refused')
    await expect(world.poll(deviceCode)).rejects.toBeInstanceOf(PortFault)
    const made = createDeferred<void>()
    holdBack(made.promise)
    const taking = elsewhere.poll(deviceCode)
    await everythingElse()
    onItsWay.resolve()
    expect(wordFor(await late)).toBe('authorizationPending')
    made.resolve()
    expect(wordFor(await taking)).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
  })
})

describe('a claim that is not abandoned', () => {
  it.each([
    ['cannot be stored', 'refused'],
    ['is refused', 'saysNo'],
  ] as const)('is one whose tokens were delivered, although the copy %s', async (_, fate) => {
    const deviceCode = await approvedCode()
    fates.push('done', fate)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    world.clock.advance(30 * second)
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('is one that was withdrawn', async () => {
    const deviceCode = await approvedCode()
    world.accounts.change('account-alice', { disabled: true })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    world.accounts.change('account-alice', { disabled: false })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.issuer.grants).toEqual([])
  })

  it('is one that was released when its tokens could not be made', async () => {
    const deviceCode = await approvedCode()
    const issue = vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('once'))
    await expect(world.poll(deviceCode)).rejects.toThrow('tokens.issue failed')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(issue).toHaveBeenCalledTimes(2)
  })
})

describe('tokens that could not be made, for a claim that could not be released', () => {
  it.each(['refused', 'replyLost', 'saysNo'] as const)('are made by the next poll: %s', async (fate) => {
    const deviceCode = await approvedCode()
    vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('once'))
    fates.push('done', fate)
    await expect(world.poll(deviceCode)).rejects.toThrow('tokens.issue failed')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
  })

  it('are awaited by polls that arrive while they are being made', async () => {
    const deviceCode = await approvedCode()
    await abandon(deviceCode)
    const made = createDeferred<void>()
    holdBack(made.promise)
    const first = world.poll(deviceCode)
    await everythingElse()
    const second = world.poll(deviceCode)
    await everythingElse()
    made.resolve()
    expect(await second).toEqual(await first)
    expect(world.issuer.grants).toHaveLength(1)
  })
})
