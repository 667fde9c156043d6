import { createScriptedRandom } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { actionsAt, alice, bob, wordFor, wordForView } from '../../../test-support/device.js'
import { createWorld, type World } from '../../../test-support/world.js'
import { minute } from '../../machine/time.js'
import { base20x8 } from '../../machine/user-code.js'
import type { DecisionRequest, Viewer } from '../../protocol/interaction.js'

// A decision needs the ticket of this session for this code.

let world: World
let deviceCode: string
let userCode: string
let ticket: string

beforeEach(async () => {
  world = createWorld()
  ;({ deviceCode, userCode } = await world.start({ scope: ['read', 'write'] }))
  ;({ ticket } = await world.open(userCode, alice))
})

const change = (text: string, at: number): string =>
  text.slice(0, at) + (text.at(at) === 'A' ? 'B' : 'A') + text.slice(at + 1 || text.length)

describe('a decision is refused, and the code stays pending', () => {
  const otherSession: Viewer = { ...alice, sessionId: 'session-alice-after-signing-in-again' }

  it.each<[string, () => string, Viewer]>([
    ['without a ticket', () => '', alice],
    ['with nonsense', () => 'nonsense', alice],
    ['with two dots and nothing else', () => '..', alice],
    ['with the ticket of Alice, in Bob’s session', () => ticket, bob],
    ['with the ticket of Alice, by Bob in Alice’s session', () => ticket, { ...bob, sessionId: alice.sessionId }],
    ['with a ticket from before signing in again', () => ticket, otherSession],
    ['with another identifier in the ticket', () => change(ticket, 0), alice],
    [
      'with a later expiry in the ticket',
      () => ticket.replace(/\.(\d+)\./, (_, end: string) => `.${Number(end) + 1}.`),
      alice,
    ],
    ['with a changed proof', () => change(ticket, -1), alice],
    ['with a shortened proof', () => ticket.slice(0, -1), alice],
    ['with another part after the ticket', () => `${ticket}.`, alice],
    [
      'with a proof of another kind',
      () => ticket.replace(/[^.]*$/, world.runtime.digester.digest('csrf', ticket)),
      alice,
    ],
  ])('%s', async (_, presented, viewer) => {
    for (const choice of ['approve', 'deny'] as const) {
      expect(wordForView(await world.decide({ userCode, ticket: presented(), choice }, viewer))).toBe('invalidTicket')
    }
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    expect(world.eventsOf('ticketRefused')).toHaveLength(2)
    expect(world.eventsOf('ticketRefused')).toMatchObject([{ subject: viewer.subject, ip: '198.51.100.9' }, {}])
  })

  it('with the ticket of another code', async () => {
    const other = await world.start()
    const { ticket: ofOther } = await world.open(other.userCode)
    expect(wordForView(await world.decide({ userCode, ticket: ofOther, choice: 'approve' }))).toBe('invalidTicket')
  })

  it.each(['', 'BCDFGHJK', 'BCDF', 'x'.repeat(100_000)])(
    'for the code %j, to which no ticket can belong',
    async (typed) => {
      expect(wordForView(await world.decide({ userCode: typed, ticket, choice: 'approve' }))).toBe('invalidTicket')
    },
  )

  it('with a ticket of a server with another secret', async () => {
    const stranger = createWorld({
      runtime: {
        ...world.runtime,
        digester: { digest: (_, value) => world.runtime.digester.digest('session', value) },
      },
      store: world.store,
    })
    expect(wordForView(await stranger.decide({ userCode, ticket, choice: 'approve' }))).toBe('invalidTicket')
  })
})

describe('a ticket', () => {
  it('is accepted with the code in any spelling', async () => {
    const typed = `${userCode.slice(0, 4).toLowerCase()} - ${userCode.slice(4)}`
    expect(wordForView(await world.decide({ userCode: typed, ticket, choice: 'approve' }))).toBe('approved')
  })

  it('is different at every look-up, and each of them can decide', async () => {
    const { ticket: another } = await world.open(userCode)
    expect(another).not.toBe(ticket)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('approved')
  })

  it('contains nothing of the code or the session', () => {
    expect(ticket).not.toContain(userCode)
    expect(ticket).not.toContain(alice.sessionId)
  })

  it('is valid in another process of the same server', async () => {
    const elsewhere = world.secondService()
    const made = await elsewhere.decide({ userCode, ticket, choice: 'approve' }, base20x8, alice)
    expect(wordForView(made)).toBe('approved')
  })

  it('expires with its code, also if the same user code is in use again', async () => {
    world.clock.advance(20 * minute)
    const sameDraws = world.secondService({ runtime: { ...world.runtime, random: createScriptedRandom(1) } })
    const again = await actionsAt(sameDraws).start()
    expect(again.userCode).toBe(userCode)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('invalidUserCode')
    expect(wordFor(await world.poll(again.deviceCode))).toBe('authorizationPending')
  })
})

describe('a ticket that has decided', () => {
  const approve = (changes: Partial<DecisionRequest> = {}) =>
    world.decide({ userCode, ticket, choice: 'approve', ...changes })

  it.each<[string, Partial<DecisionRequest>, string, Partial<DecisionRequest>, string]>([
    ['approved, approves again', {}, 'approved', {}, 'approved'],
    [
      'approved, approves the same scope in another order',
      { scope: ['read', 'write'] },
      'approved',
      { scope: ['write', 'read'] },
      'approved',
    ],
    ['approved a part, approves the same part', { scope: ['read'] }, 'approved', { scope: ['read'] }, 'approved'],
    ['approved a part, approves more', { scope: ['read'] }, 'approved', {}, 'invalidTicket'],
    ['approved all, approves less', {}, 'approved', { scope: ['read'] }, 'invalidTicket'],
    ['approved, denies', {}, 'approved', { choice: 'deny' }, 'alreadyDecided'],
    ['denied, denies again', { choice: 'deny' }, 'denied', { choice: 'deny' }, 'denied'],
    ['denied, approves', { choice: 'deny' }, 'denied', {}, 'alreadyDecided'],
  ])('%s', async (_, first, firstWord, second, secondWord) => {
    expect(wordForView(await approve(first))).toBe(firstWord)
    expect(wordForView(await approve(second))).toBe(secondWord)
    expect([...world.eventsOf('authorizationApproved'), ...world.eventsOf('authorizationDenied')]).toHaveLength(1)
  })

  it('gets approved again after the tokens were fetched, and no new tokens are made', async () => {
    await approve()
    await world.poll(deviceCode)
    expect(wordForView(await approve())).toBe('approved')
    await world.poll(deviceCode)
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('decides once after a double click', async () => {
    const words = (await Promise.all([approve(), approve(), approve()])).map(wordForView)
    expect(words).toEqual(['approved', 'approved', 'approved'])
    expect(world.eventsOf('authorizationApproved')).toHaveLength(1)
  })

  it('does not let another ticket of the same session decide the same', async () => {
    const { ticket: another } = await world.open(userCode)
    await approve()
    expect(await approve({ ticket: another })).toMatchObject({ code: 'alreadyDecided', status: 'approved' })
  })
})
