import { beforeEach, describe, expect, it, vi } from 'vitest'
import { alice, bob, wordFor, wordForView } from '../../../../test-support/device.js'
import { createWorld, type World } from '../../../../test-support/world.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { Viewer } from '../../../protocol/interaction.js'
import { PortFault } from '../../call/faults.js'

// RFC 10027 §6.1.3: a user code that many accounts open was sent to many people. docs/decisions/0076.

let world: World

function person(name: string): Viewer {
  world.accounts.add({ subject: `account-${name}`, username: name })
  return { subject: `account-${name}`, sessionId: `session-${name}`, authenticatedAt: 1_767_225_000_000 }
}

const people = (): readonly Viewer[] => [alice, bob, person('carol'), person('dora')]

beforeEach(() => {
  world = createWorld()
})

describe('XD01: a user code that a fourth account opens', () => {
  it('is denied to everybody, with one event, and the device hears access_denied', async () => {
    const { deviceCode, userCode, grantId } = await world.start()
    const opened: string[] = []
    for (const viewer of people()) opened.push(wordForView(await world.lookUp(userCode, viewer)))
    expect(opened).toEqual(['shown', 'shown', 'shown', 'codeShared'])
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.eventsOf('userCodeShared')).toEqual([
      {
        type: 'userCodeShared',
        clientId: 'tv',
        subject: 'account-dora',
        grantId,
        accounts: 4,
        ip: '198.51.100.9',
        at: world.clock.now(),
      },
    ])
    expect(JSON.stringify(world.events)).not.toContain(userCode)
  })

  it('cannot be approved or denied any more by those who have it open', async () => {
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    for (const viewer of people()) await world.lookUp(userCode, viewer)
    for (const choice of ['approve', 'deny', 'report'] as const) {
      expect(wordForView(await world.decide({ userCode, ticket, choice }))).toBe('codeShared')
    }
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.eventsOf('userCodeShared')).toHaveLength(1)
  })

  it('says why only to those who have its link', async () => {
    const { userCode, linkProof } = await world.start()
    for (const viewer of people()) await world.lookUp(userCode, viewer)
    const linked = await world.service.lookUp({ userCode, proof: linkProof }, base20x8, alice)
    expect(wordForView(linked)).toBe('codeShared')
    expect(wordForView(await world.lookUp(userCode))).toBe('invalidUserCode')
  })

  it('keeps an approval that came first', async () => {
    const { deviceCode, userCode } = await world.start()
    const [, ...others] = people()
    await world.approve(userCode)
    for (const viewer of others) expect(wordForView(await world.lookUp(userCode, viewer))).toBe('invalidUserCode')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(world.eventsOf('userCodeShared')).toEqual([])
  })

  it('is denied also if all four open it at once, and polls that are too fast come between', async () => {
    const { deviceCode, userCode } = await world.start()
    await world.poll(deviceCode)
    const opened = await Promise.all([
      ...people().map(async (viewer) => wordForView(await world.lookUp(userCode, viewer))),
      world.poll(deviceCode).then(wordFor),
    ])
    expect(opened.filter((word) => word === 'codeShared')).toHaveLength(1)
    expect(opened.filter((word) => word === 'shown')).toHaveLength(3)
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.eventsOf('userCodeShared')).toHaveLength(1)
  })

  it('is denied once if more accounts than four open it at once', async () => {
    const { userCode } = await world.start()
    const many = [...people(), person('erin'), person('frank')]
    const opened = await Promise.all(many.map(async (viewer) => wordForView(await world.lookUp(userCode, viewer))))
    expect(opened.filter((word) => word === 'shown')).toHaveLength(3)
    expect(world.eventsOf('userCodeShared')).toHaveLength(1)
  })

  it('can be opened by as many accounts as the policy says', async () => {
    world = createWorld({ policy: { accountsPerCode: 1 } })
    const { userCode } = await world.start()
    expect(wordForView(await world.lookUp(userCode, alice))).toBe('shown')
    expect(wordForView(await world.lookUp(userCode, bob))).toBe('codeShared')
  })
})

describe('counting the accounts of a code', () => {
  it('costs one write for the first look-up of an account, and none for the others', async () => {
    const { userCode } = await world.start()
    const replace = vi.spyOn(world.store, 'replace')
    for (const viewer of [alice, alice, bob, alice, bob]) await world.open(userCode, viewer)
    await world.service.lookUp(userCode, base20x8, { ...alice, sessionId: 'another browser' })
    expect(replace).toHaveBeenCalledTimes(2)
  })

  it('keeps digests only, which differ for each code, and forgets them at the decision', async () => {
    const records: string[] = []
    const replace = world.store.replace.bind(world.store)
    vi.spyOn(world.store, 'replace').mockImplementation((seen, next) => {
      records.push(JSON.stringify(next))
      return replace(seen, next)
    })
    for (let nth = 0; nth < 2; nth++) await world.approve((await world.start()).userCode)
    const openers = records.flatMap((record) => /"openedBy":\["([\w-]{16})"\]/.exec(record)?.[1] ?? [])
    expect(new Set(openers).size).toBe(2)
    expect(records).toHaveLength(4)
    for (const record of records.filter((one) => one.includes('"pending"'))) expect(record).not.toContain('alice')
  })

  it('shows no request if the store cannot count', async () => {
    const { userCode } = await world.start()
    vi.spyOn(world.store, 'replace').mockRejectedValueOnce(new Error('connection reset'))
    await expect(world.lookUp(userCode)).rejects.toThrow(PortFault)
    expect(world.eventsOf('authorizationViewed')).toEqual([])
    expect(wordForView(await world.lookUp(userCode))).toBe('shown')
  })

  it('counts an account once if only the reply of the store was lost', async () => {
    const { userCode } = await world.start()
    const replace = world.store.replace.bind(world.store)
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      await replace(seen, next)
      throw new Error('connection reset')
    })
    const opened: string[] = []
    for (const viewer of people()) opened.push(wordForView(await world.lookUp(userCode, viewer)))
    expect(opened).toEqual(['shown', 'shown', 'shown', 'codeShared'])
  })
})
