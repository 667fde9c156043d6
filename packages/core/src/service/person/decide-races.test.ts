import { describe, expect, it, vi } from 'vitest'
import { alice, bob, wordFor, wordForView } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { second } from '../../machine/time.js'
import { PortFault } from '../call/faults.js'

// A decision that lost a race is judged again. The response matches the stored record.

describe('a decision', () => {
  it('wins against a device that polls too fast as often as its interval can grow', async () => {
    const world = createWorld({ policy: { interval: 1 * second } })
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    await world.poll(deviceCode)

    // Before each write of the decision the device polls once more, and the store writes its longer interval first.
    const replace = world.store.replace.bind(world.store)
    const decisionsRefused: boolean[] = []
    const racing = vi.spyOn(world.store, 'replace').mockImplementation(async (seen, next) => {
      if (next.status === 'pending') return replace(seen, next)
      await world.poll(deviceCode)
      const done = await replace(seen, next)
      decisionsRefused.push(!done)
      return done
    })

    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('approved')
    expect(decisionsRefused.filter(Boolean)).toHaveLength(12)
    racing.mockRestore()
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('of two people at the same time is made once, and the other person sees it', async () => {
    const world = createWorld()
    const { userCode, deviceCode } = await world.start()
    const [a, b] = [await world.open(userCode, alice), await world.open(userCode, bob)]
    const [first, second] = await Promise.all([
      world.decide({ userCode, ticket: a.ticket, choice: 'approve' }, alice),
      world.decide({ userCode, ticket: b.ticket, choice: 'approve' }, bob),
    ])
    expect(first).toEqual({ kind: 'decisionMade', status: 'approved' })
    expect(second).toEqual({ kind: 'refusal', code: 'alreadyDecided', status: 'approved' })
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toMatchObject([{ subject: 'account-alice' }])
  })

  it('of one person, approving and denying at the same time, is made once', async () => {
    const world = createWorld()
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    const decide = (choice: 'approve' | 'deny') => world.decide({ userCode, ticket, choice })
    expect((await Promise.all([decide('deny'), decide('approve')])).map(wordForView)).toEqual([
      'denied',
      'alreadyDecided',
    ])
  })

  it('is not reported as made if the store fails before the write', async () => {
    const world = createWorld()
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    vi.spyOn(world.store, 'replace').mockRejectedValueOnce(new Error('connection reset'))
    const approve = () => world.decide({ userCode, ticket, choice: 'approve' })
    await expect(approve()).rejects.toThrow(PortFault)
    expect(world.eventsOf('authorizationApproved')).toEqual([])
    expect(wordForView(await approve())).toBe('approved')
  })

  it('is reported as made if only the reply to the write was lost, with one event', async () => {
    const world = createWorld()
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    const { replace } = world.store
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      await replace(seen, next)
      throw new Error('connection reset')
    })
    const approve = () => world.decide({ userCode, ticket, choice: 'approve' })
    expect(wordForView(await approve())).toBe('approved')
    expect(wordForView(await approve())).toBe('approved')
    expect(world.eventsOf('authorizationApproved')).toHaveLength(1)
  })

  it('is not reported as made if it was not written and another person decided the same meanwhile', async () => {
    const world = createWorld()
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode, alice)
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async () => {
      await world.approve(userCode, bob)
      throw new Error('connection reset')
    })
    await expect(world.decide({ userCode, ticket, choice: 'approve' }, alice)).rejects.toThrow(PortFault)
    expect(world.eventsOf('authorizationApproved')).toMatchObject([{ subject: 'account-bob' }])
  })

  it('is given up if the store refuses every write', async () => {
    const world = createWorld()
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    vi.spyOn(world.store, 'replace').mockResolvedValue(false)
    await expect(world.decide({ userCode, ticket, choice: 'approve' })).rejects.toThrow('refused every attempt')
  })
})
