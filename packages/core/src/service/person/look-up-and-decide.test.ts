import { beforeEach, describe, expect, it, vi } from 'vitest'
import { alice, bob, deviceAddress, wordFor, wordForView } from '../../../test-support/device.js'
import { createWorld, type World } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import { base20x8 } from '../../machine/user-code.js'
import type { LookUpRequest } from '../../protocol/interaction.js'
import { PortFault } from '../call/faults.js'

// RFC 8628 §3.3.

let world: World

beforeEach(() => {
  world = createWorld()
})

describe('lookUp', () => {
  it('shows the stored request, and gives a ticket', async () => {
    const resources = ['https://api.example/']
    const { userCode } = await world.start({ scope: ['read', 'write'], resources })
    const requestedAt = world.clock.now()
    world.clock.advance(90 * second)
    expect(await world.lookUp(userCode)).toEqual({
      kind: 'authorizationView',
      userCode,
      client: { clientId: 'tv', name: 'Living-room TV', verified: true },
      username: 'alice',
      scope: ['read', 'write'],
      resources,
      requestedAt,
      expiresAt: requestedAt + 10 * minute,
      requester: deviceAddress,
      ticket: expect.stringMatching(/^[\w-]{22}\.\d+\.[\w-]{43}$/),
    })
  })

  it('shows that a client is not verified, unless the host has verified it', async () => {
    const { userCode } = await world.start({ client: { method: 'none', clientId: 'other-tv' } })
    expect(await world.lookUp(userCode)).toMatchObject({ client: { name: 'Somebody else’s TV', verified: false } })
  })

  it('shows the same with and without the proof of the link, right or wrong', async () => {
    const { userCode, linkProof } = await world.start()
    const { linkProof: ofAnother } = await world.start()
    for (const proof of [linkProof, ofAnother, '', 'x'.repeat(100_000)]) {
      const view = await world.service.lookUp({ userCode, proof }, base20x8, alice)
      expect(view).toMatchObject({ kind: 'authorizationView', userCode })
    }
  })

  it('knows a code of a link of this server from a guess, when the code is not valid', async () => {
    const { userCode, linkProof = '' } = await world.start()
    world.clock.advance(10 * minute)
    const query = `user_code=${userCode}&k=${linkProof}`
    const asked: readonly (string | LookUpRequest)[] = [
      { userCode, proof: linkProof },
      { userCode: userCode.toLowerCase(), proof: linkProof },
      query,
      { userCode: `https://example.com/device?${query}` },
      `https://filter.example/?url=${encodeURIComponent(`/device?${query}`)}`,
      userCode,
      { userCode },
      { userCode, proof: `${linkProof}A` },
      { userCode: 'BCDFGHJK', proof: linkProof },
      { userCode: `${userCode}BC`, proof: linkProof },
      { userCode: 'no code', proof: linkProof },
      `${query}&k=${linkProof.toLowerCase()}`,
      'x'.repeat(100_000),
    ]
    const codes: string[] = []
    for (const one of asked) codes.push(wordForView(await world.service.lookUp(one, base20x8, alice)))
    expect(codes).toEqual([...Array(5).fill('codeExpired'), ...Array(8).fill('invalidUserCode')])
    const linked = world.eventsOf('userCodeFailed').map((event) => 'linked' in event && event.linked)
    expect(linked).toEqual([true, true, true, true, true, ...Array(8).fill(false)])
  })

  it.each(['approve', 'deny'] as const)('says that a code is used only for its link, after %s', async (choice) => {
    const { userCode, linkProof = '' } = await world.start()
    const { ticket } = await world.open(userCode)
    await world.service.decide({ userCode, ticket, choice }, base20x8, alice)
    const asked = (proof?: string) =>
      world.service.lookUp({ userCode, ...(proof !== undefined && { proof }) }, base20x8, alice)
    expect(wordForView(await asked(linkProof))).toBe('codeUsed')
    expect(wordForView(await asked(`${linkProof.slice(0, -1)}_`))).toBe('invalidUserCode')
    expect(wordForView(await asked())).toBe('invalidUserCode')
    world.clock.advance(10 * minute)
    expect(wordForView(await asked(linkProof))).toBe('codeUsed')
  })

  it('changes nothing after its first time, however often it runs', async () => {
    const { deviceCode, userCode } = await world.start()
    await world.open(userCode)
    const replace = vi.spyOn(world.store, 'replace')
    for (let turn = 0; turn < 5; turn++) await world.open(userCode)
    expect(replace).not.toHaveBeenCalled()
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
  })

  it.each([
    ['small letters', (code: string) => code.toLowerCase()],
    ['groups', (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`],
    [
      'an en dash, a no-break space and a full stop',
      (code: string) => `${code.slice(0, 2)}–${code.slice(2, 4)}\u00A0${code.slice(4)}.`,
    ],
    ['white space around it', (code: string) => `\n ${code}\t`],
  ])('reads a code typed with %s', async (_, spell) => {
    const { userCode } = await world.start()
    expect(await world.lookUp(spell(userCode))).toMatchObject({ kind: 'authorizationView', userCode })
  })

  it('gives the same response for every code that leads nowhere', async () => {
    const { userCode: approved } = await world.start()
    await world.approve(approved)
    const { userCode: denied } = await world.start()
    await world.deny(denied)
    const { userCode: redeemed, deviceCode } = await world.start()
    await world.approve(redeemed)
    await world.poll(deviceCode)
    const { userCode: ofDisabledClient } = await world.start({ client: { method: 'none', clientId: 'other-tv' } })
    const { userCode: expired } = await world.start()

    world.clients.change('other-tv', { disabled: true })
    const responses = [
      ...(await Promise.all([approved, denied, redeemed, ofDisabledClient].map((code) => world.lookUp(code)))),
      ...(await Promise.all(
        ['BCDFGHJK', '', 'BCDFGHJ', 'BCDFGHJKL', 'x'.repeat(100_000), '\0'].map((code) => world.lookUp(code)),
      )),
    ]
    world.clock.advance(10 * minute)
    responses.push(await world.lookUp(expired))
    expect(new Set(responses.map((response) => JSON.stringify(response)))).toEqual(
      new Set(['{"kind":"refusal","code":"invalidUserCode"}']),
    )
  })

  it.each([
    ['disabled', () => world.accounts.change('account-alice', { disabled: true })],
    ['gone', () => world.accounts.bySubject.delete('account-alice')],
  ])('shows nothing to an account that is %s', async (_, harm) => {
    const { userCode } = await world.start()
    harm()
    expect(wordForView(await world.lookUp(userCode))).toBe('accountDisabled')
  })

  it.each([
    ['store', () => vi.spyOn(world.store, 'find')],
    ['directory', () => vi.spyOn(world.accounts, 'findAccount')],
    ['registry', () => vi.spyOn(world.clients, 'findClient')],
  ])('rejects with a PortFault when the %s is down, instead of calling the code invalid', async (_, spy) => {
    const { userCode } = await world.start()
    spy().mockRejectedValueOnce(new Error('down'))
    await expect(world.lookUp(userCode)).rejects.toThrow(PortFault)
  })
})

describe('decide', () => {
  it.each([
    ['approve', 'approved', 'tokensIssued'],
    ['deny', 'denied', 'accessDenied'],
  ] as const)('%s: the response matches the stored record and the next poll', async (choice, status, word) => {
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    expect(await world.decide({ userCode, ticket, choice })).toEqual({ kind: 'decisionMade', status })
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
  })

  it('the first decision wins, and the other person sees what was decided', async () => {
    const { userCode } = await world.start()
    const [a, b] = [await world.open(userCode, alice), await world.open(userCode, bob)]
    await world.decide({ userCode, ticket: a.ticket, choice: 'deny' }, alice)
    expect(await world.decide({ userCode, ticket: b.ticket, choice: 'approve' }, bob)).toEqual({
      kind: 'refusal',
      code: 'alreadyDecided',
      status: 'denied',
    })
  })

  it('is refused after redemption, which it does not undo', async () => {
    const { deviceCode, userCode } = await world.start()
    const late = await world.open(userCode, bob)
    await world.approve(userCode, alice)
    await world.poll(deviceCode)
    for (const choice of ['approve', 'deny'] as const) {
      expect(await world.decide({ userCode, ticket: late.ticket, choice }, bob)).toMatchObject({
        code: 'alreadyDecided',
        status: 'approved',
      })
    }
    world.clock.advance(30 * second)
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('of an expired code is refused, and the device gets expired_token', async () => {
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    world.clock.advance(10 * minute)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('invalidUserCode')
    expect(wordFor(await world.poll(deviceCode))).toBe('expiredToken')
  })

  it.each([
    ['disabled', 'accountDisabled', () => world.accounts.change('account-alice', { disabled: true })],
    ['gone', 'accountDisabled', () => world.accounts.bySubject.delete('account-alice')],
  ])('as an account that is %s is refused', async (_, word, harm) => {
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    harm()
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe(word)
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
  })

  it.each([
    ['disabled', () => world.clients.change('tv', { disabled: true })],
    ['gone', () => world.clients.byId.delete('tv')],
  ])('for a client that is %s meanwhile: approving is refused, denying is not', async (_, harm) => {
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    harm()
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('invalidUserCode')
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'deny' }))).toBe('denied')
  })
})

describe('a narrower scope', () => {
  it.each([
    ['absent: all that was requested', undefined, 'approved', ['read', 'write']],
    ['all of it, in other order', ['write', 'read'], 'approved', ['read', 'write']],
    ['a part of it', ['write'], 'approved', ['write']],
  ] as const)('%s', async (_, scope, word, granted) => {
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'write'] })
    const { ticket } = await world.open(userCode)
    const decision = { userCode, ticket, choice: 'approve', ...(scope && { scope }) } as const
    expect(wordForView(await world.decide(decision))).toBe(word)
    expect(await world.poll(deviceCode)).toMatchObject({ scope: granted })
  })

  it('of nothing is refused, and decides nothing', async () => {
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'write'] })
    const { ticket } = await world.open(userCode)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve', scope: [] }))).toBe('emptyScope')
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve', scope: ['read'] }))).toBe('approved')
  })

  it.each([
    ['something else that the client may have', ['read', 'admin']],
    ['an unknown scope', ['root']],
    ['the same in other case', ['READ']],
  ])('%s is refused, and the same ticket can still decide', async (_, scope) => {
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'write'] })
    const { ticket } = await world.open(userCode)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve', scope }))).toBe('invalidScope')
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve', scope: ['read'] }))).toBe('approved')
  })

  it('does not matter to a denial', async () => {
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'deny', scope: ['root'] }))).toBe('denied')
  })
})
