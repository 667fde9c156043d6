import { beforeEach, describe, expect, it, vi } from 'vitest'
import { alice, refreshTokenIn, tokensIn, wordFor, wordForView } from '../../../test-support/device.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import type { AskedAssurance, AssuranceVerdict } from '../../ports/hooks/assurance.js'
import type { Viewer } from '../../protocol/interaction.js'
import { PortFault } from '../call/faults.js'

// RFC 9470 §4: a device asks for a fresh or a strong sign-in of the person.

const strong = 'urn:example:two-factors'
const baseUrl = 'https://id.example/auth'

let asked: AskedAssurance[]
let verdict: AssuranceVerdict
let world: LastingWorld

const ask = async (one: AskedAssurance) => {
  asked.push(one)
  return verdict
}

beforeEach(() => {
  asked = []
  verdict = 'unreachable'
  world = createLastingWorld({ assurance: { ask, baseUrl } })
})

const signedIn = (ago: number, more: Partial<Viewer> = {}): Viewer => ({
  ...alice,
  authenticatedAt: world.clock.now() - ago,
  ...more,
})

/** Opens a request as this viewer could before, and approves it as this one. */
async function approve(userCode: string, viewer: Viewer) {
  const { ticket } = await world.open(userCode, { ...viewer, authenticatedAt: world.clock.now(), acr: strong })
  return world.decide({ userCode, ticket, choice: 'approve' }, viewer)
}

describe('a device that asks for a fresh sign-in', () => {
  it('SU01: a viewer who signed in an hour ago signs in again first, and the token has the new time', async () => {
    const { userCode, deviceCode } = await world.start({ maxAge: minute })
    const stale = signedIn(60 * minute)
    expect(await world.lookUp(userCode, stale)).toEqual({ kind: 'refusal', code: 'staleSignIn', maxAge: minute })
    expect(await approve(userCode, stale)).toMatchObject({ code: 'staleSignIn' })
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    world.clock.advance(10 * second)
    const authenticatedAt = world.clock.now()
    await world.approve(userCode, signedIn(0))
    tokensIn(await world.poll(deviceCode))
    expect(world.issuer.grants).toMatchObject([{ authenticatedAt }])
  })

  it('is content with a sign-in of that age', async () => {
    const { userCode, deviceCode } = await world.start({ maxAge: minute })
    await world.approve(userCode, signedIn(minute))
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('lets a person deny without a new sign-in', async () => {
    const { userCode, deviceCode } = await world.start({ maxAge: minute })
    const { ticket } = await world.open(userCode, signedIn(0))
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'deny' }, signedIn(60 * minute)))).toBe('denied')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
  })
})

describe('a device that asks for a strong sign-in', () => {
  it('SU02: hears access_denied if the account cannot have it, and there is an event', async () => {
    const { userCode, deviceCode, grantId } = await world.start({ acrValues: [strong, 'urn:example:key'] })
    const { ticket } = await world.open(userCode)
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    const wrong = await world.decide({ userCode, ticket, choice: 'approve' })
    expect(wrong).toEqual({ kind: 'refusal', code: 'assuranceUnmet' })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    const { clientId, subject, wanted } = {
      clientId: 'tv',
      subject: alice.subject,
      wanted: [strong, 'urn:example:key'],
    }
    expect(world.eventsOf('assuranceUnmet')).toMatchObject([{ clientId, subject, wanted, grantId }])
    expect(world.eventsOf('authorizationDenied')).toEqual([])
    const again = await world.decide({ userCode, ticket, choice: 'approve' })
    expect(again).toEqual({ kind: 'refusal', code: 'alreadyDecided', status: 'denied' })
  })

  it('SU02: hears the same if the host has no hook', async () => {
    world = createLastingWorld()
    const { userCode, deviceCode } = await world.start({ acrValues: [strong] })
    const { ticket } = await world.open(userCode)
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('assuranceUnmet')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
  })

  it('I23: gets no approval before the person has stepped up, and then the level is in the tokens', async () => {
    verdict = { stepUpUrl: '/step-up?return_to=%2Fdevice' }
    const { userCode, deviceCode, grantId } = await world.start({
      acrValues: [strong],
      scope: ['read', 'offline_access'],
    })
    const stepUpUri = 'https://id.example/step-up?return_to=%2Fdevice'
    expect(await world.lookUp(userCode)).toEqual({ kind: 'refusal', code: 'stepUpRequired', stepUpUri })
    expect(asked[0]).toEqual({ ...alice, wanted: [strong], clientId: 'tv', scope: ['read', 'offline_access'] })
    verdict = { met: strong, amr: ['pwd', 'otp'] }
    const { ticket } = await world.open(userCode)
    verdict = { stepUpUrl: '/step-up' }
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('stepUpRequired')
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    verdict = { met: strong, amr: ['pwd', 'otp'] }
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve' }))).toBe('approved')
    const tokens = await world.poll(deviceCode)
    await world.refresh(refreshTokenIn(tokens))
    const proven = { acr: strong, amr: ['pwd', 'otp'], authenticatedAt: alice.authenticatedAt }
    expect(world.issuer.grants).toMatchObject([proven, { ...proven, occasion: 'refreshToken' }])
    expect(world.eventsOf('authorizationApproved')).toMatchObject([{ grantId, acr: strong }])
    expect(world.eventsOf('authorizationRedeemed')).toMatchObject([{ grantId, acr: strong }])
  })

  it('is content with the level of the session, and the hook is not asked', async () => {
    const { userCode, deviceCode } = await world.start({ acrValues: ['urn:example:key', strong] })
    await world.approve(userCode, { ...alice, acr: strong, amr: ['hwk'] })
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    expect(asked).toEqual([])
    expect(world.issuer.grants).toMatchObject([{ acr: strong, amr: ['hwk'] }])
  })

  it('gets the level of a session that it did not ask for', async () => {
    await world.link({}, { ...alice, acr: 'password', amr: ['pwd'] })
    expect(world.issuer.grants).toMatchObject([{ acr: 'password', amr: ['pwd'] }])
  })

  it('costs no question before the scope is chosen, and none to deny', async () => {
    const { userCode } = await world.start({ acrValues: [strong], scope: ['read'] })
    const { ticket } = await world.open(userCode)
    asked = []
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'approve', scope: [] }))).toBe('emptyScope')
    expect(wordForView(await world.decide({ userCode, ticket, choice: 'deny' }))).toBe('denied')
    expect(asked).toEqual([])
  })

  it('is not decided if the hook fails or returns something else', async () => {
    const { userCode, deviceCode } = await world.start({ acrValues: [strong] })
    const { ticket } = await world.open(userCode)
    const wrongs: readonly unknown[] = [
      undefined,
      { met: 'urn:example:other' },
      { met: strong, amr: 'pwd' },
      { stepUpUrl: '' },
      { stepUpUrl: 'javascript:alert(1)' },
      { met: 'urn:example:other', stepUpUrl: '/step-up' },
      'met',
    ]
    for (const wrong of wrongs) {
      verdict = JSON.parse(JSON.stringify(wrong ?? null))
      await expect(world.decide({ userCode, ticket, choice: 'approve' })).rejects.toThrow(PortFault)
    }
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
  })

  it('is asked for beside a fresh sign-in: first the person signs in, and then steps up', async () => {
    verdict = { stepUpUrl: '/step-up' }
    const { userCode } = await world.start({ acrValues: [strong], maxAge: minute })
    expect(wordForView(await world.lookUp(userCode, signedIn(60 * minute)))).toBe('staleSignIn')
    expect(asked).toEqual([])
    expect(wordForView(await world.lookUp(userCode, signedIn(0)))).toBe('stepUpRequired')
  })
})

it('a pending poll of a demanding device costs one store call', async () => {
  const { deviceCode } = await world.start({ acrValues: [strong], maxAge: 0 })
  const calls = [vi.spyOn(world.store, 'recordPoll'), vi.spyOn(world.store, 'find'), vi.spyOn(world.store, 'replace')]
  expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
  expect(calls.map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0])
  expect(asked).toEqual([])
})
