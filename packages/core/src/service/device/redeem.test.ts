import { describe, expect, it, vi } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { actionsAt, wordFor } from '../../../test-support/device.js'
import { createWorld, type World } from '../../../test-support/world.js'
import { second } from '../../machine/time.js'
import type { IssuedTokens } from '../../ports/token-issuer.js'
import { PortFault } from '../call/faults.js'

// A failure of the server never destroys an approval.

async function approved(world: World): Promise<string> {
  const { deviceCode, userCode } = await world.start()
  await world.approve(userCode)
  return deviceCode
}

describe('when tokens cannot be made', () => {
  it('the poll rejects with a PortFault that names the issuer, and the next poll succeeds', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('the signing key is away'))
    const failed = world.poll(deviceCode)
    await expect(failed).rejects.toThrow(PortFault)
    await expect(failed).rejects.toThrow('tokens.issue failed')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
  })

  it('every attempt names the same grant, so that an issuer can find the tokens that it made before', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const issue = vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('lost reply'))
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    await world.poll(deviceCode)
    const [first, second] = issue.mock.calls.map(([grant]) => grant)
    expect(second).toEqual(first)
  })

  it('polls that waited get the same fault, and the next poll gets the tokens', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const issue = vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('once'))
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => world.poll(deviceCode)))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
    expect(issue).toHaveBeenCalledTimes(1)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it.each([
    ['rejects after the write', () => Promise.reject(new Error('connection reset'))],
    ['is sent twice by the database client, and the second reply is false', async () => false],
  ])('a claim that %s is recognized by its attempt, and continues', async (_, reply) => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const { replace } = world.store
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      await replace(seen, next)
      return reply()
    })
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('a claim that was not written leaves the approval as it was', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    vi.spyOn(world.store, 'replace').mockRejectedValueOnce(new Error('connection refused'))
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it.each([
    'null',
    '{}',
    '{"accessToken":"","tokenType":"Bearer","lifetime":60000}',
    '{"accessToken":"a","lifetime":60000}',
    '{"accessToken":"a","tokenType":"Bearer"}',
    '{"accessToken":"a","tokenType":"Bearer","lifetime":0}',
  ])('an issuer that returns %s counts as failed, and the approval survives', async (json) => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const nonsense: IssuedTokens = JSON.parse(json)
    vi.spyOn(world.issuer, 'issue').mockResolvedValueOnce(nonsense)
    await expect(world.poll(deviceCode)).rejects.toThrow()
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('and the claim cannot be released: it is reported, and the next poll releases it and gets tokens', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('once'))
    const replace = world.store.replace.bind(world.store)
    vi.spyOn(world.store, 'replace').mockImplementationOnce(replace).mockRejectedValueOnce(new Error('down'))
    await expect(world.poll(deviceCode)).rejects.toThrow('tokens.issue failed')
    expect(world.faults).toEqual([
      { fault: expect.any(PortFault), during: expect.stringContaining('releasing the claim') },
    ])

    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.issuer.grants).toHaveLength(1)
    expect(world.eventsOf('authorizationRedeemed')).toHaveLength(1)
    expect(world.faults).toHaveLength(1)
  })
})

describe('while tokens are being made', () => {
  it('other polls in the process wait for them and get the same response', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const made = createDeferred<IssuedTokens>()
    vi.spyOn(world.issuer, 'issue').mockReturnValueOnce(made.promise)
    const heard: string[] = []
    const poll = async () => heard.push(JSON.stringify(await world.poll(deviceCode)))
    const polls = [poll(), poll()]
    await everythingElse()
    polls.push(poll())
    await everythingElse()
    expect(heard).toEqual([])
    made.resolve({ accessToken: 'the-one', tokenType: 'Bearer', lifetime: 60_000 })
    await Promise.all(polls)
    expect(heard).toHaveLength(3)
    expect(new Set(heard).size).toBe(1)
  })

  it.each([
    ['the replay window is off', { replayWindow: 0 }, 0],
    ['it takes longer than the replay window', {}, 31 * second],
  ])('other polls wait also if %s, and get invalid_grant when the code is redeemed', async (_, policy, wait) => {
    const world = createWorld({ policy })
    const deviceCode = await approved(world)
    const made = createDeferred<IssuedTokens>()
    vi.spyOn(world.issuer, 'issue').mockReturnValueOnce(made.promise)
    const redeeming = world.poll(deviceCode)
    await everythingElse()
    world.clock.advance(wait)
    const heard: string[] = []
    const waiting = world.poll(deviceCode).then((outcome) => heard.push(wordFor(outcome)))
    await everythingElse()
    expect(heard).toEqual([])
    made.resolve({ accessToken: 'the-one', tokenType: 'Bearer', lifetime: 60_000 })
    await waiting
    expect([wordFor(await redeeming), ...heard]).toEqual(['tokensIssued', 'usedDeviceCode'])
  })

  it('another process answers pending, because the attempt may still fail, and the same tokens after that', async () => {
    const world = createWorld()
    const elsewhere = actionsAt(world.secondService())
    const deviceCode = await approved(world)
    const made = createDeferred<IssuedTokens>()
    vi.spyOn(world.issuer, 'issue').mockReturnValueOnce(made.promise)
    const redeeming = world.poll(deviceCode)
    await everythingElse()
    expect(wordFor(await elsewhere.poll(deviceCode))).toBe('authorizationPending')
    made.resolve({ accessToken: 'the-one', tokenType: 'Bearer', lifetime: 60_000 })
    expect(await elsewhere.poll(deviceCode)).toEqual(await redeeming)
  })

  it('polls of other codes do not wait', async () => {
    const world = createWorld()
    const [hanging, other] = [await approved(world), await approved(world)]
    vi.spyOn(world.issuer, 'issue').mockReturnValueOnce(createDeferred<IssuedTokens>().promise)
    void world.poll(hanging)
    await everythingElse()
    expect(wordFor(await world.poll(other))).toBe('tokensIssued')
  })
})

describe('when the response cannot be stored', () => {
  it.each([
    ['the store rejects', new Error('down')],
    ['the store refuses', false],
  ])('the tokens are still delivered: %s', async (_, outcome) => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const replace = world.store.replace.bind(world.store)
    const keep = outcome instanceof Error ? () => Promise.reject(outcome) : () => Promise.resolve(outcome)
    vi.spyOn(world.store, 'replace').mockImplementationOnce(replace).mockImplementationOnce(keep)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    world.clock.advance(30 * second)
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('a store that rejects is reported to the host', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const replace = world.store.replace.bind(world.store)
    vi.spyOn(world.store, 'replace').mockImplementationOnce(replace).mockRejectedValueOnce(new Error('down'))
    await world.poll(deviceCode)
    expect(world.faults).toEqual([
      { fault: expect.any(PortFault), during: expect.stringContaining('storing the response') },
    ])
  })

  it('the tokens are still delivered: it cannot be sealed', async () => {
    const base = createWorld()
    const sealer = {
      ...base.runtime.sealer,
      seal: () => {
        throw new Error('no entropy')
      },
    }
    const world = createWorld({ runtime: { ...base.runtime, sealer } })
    const deviceCode = await approved(world)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.faults).toEqual([
      { fault: expect.any(Error), during: expect.stringContaining('storing the response') },
    ])
  })
})

describe('the stored response', () => {
  it('is sealed: the store has neither the tokens nor the device code', async () => {
    const world = createWorld()
    const replace = vi.spyOn(world.store, 'replace')
    const create = vi.spyOn(world.store, 'create')
    const deviceCode = await approved(world)
    await world.poll(deviceCode)
    const written = JSON.stringify([...create.mock.calls, ...replace.mock.calls])
    expect(written).toContain('"response"')
    expect(written).not.toContain(deviceCode)
    expect(written).not.toMatch(/(access|refresh)-token-1/)
  })

  it('is absent if the replay window is off', async () => {
    const world = createWorld({ policy: { replayWindow: 0 } })
    const replace = vi.spyOn(world.store, 'replace')
    await world.poll(await approved(world))
    expect(JSON.stringify(replace.mock.calls)).not.toContain('"response"')
  })
})
