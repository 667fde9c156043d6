import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  alice,
  bob,
  lastingScope,
  refreshTokenIn,
  tokensIn,
  tvClient,
  wordFor,
  wordForView,
} from '../../../../test-support/device.js'
import { createLastingWorld, type LastingWorld } from '../../../../test-support/world.js'
import { day, minute, second } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import { createService } from '../../create-service.js'

// A device that has a grant asks for another sign-in, with the refresh token of the grant.

let world: LastingWorld
let refreshToken: string
let oldGrant: string

beforeEach(async () => {
  world = createLastingWorld()
  refreshToken = refreshTokenIn(await world.link({ scope: lastingScope }))
  oldGrant = (await world.stored(refreshToken)).family.grantId
})

const statusOf = async (grantId: string) => (await world.families.find(grantId))?.family.status
const startAgain = () => world.start({ refreshToken, maxAge: minute, client: tvClient })
const fresh = () => ({ ...alice, authenticatedAt: world.clock.now() })

describe('a start with a refresh token', () => {
  it('SU04: asks for what the grant has, spends nothing, and leads to a grant in place of the old one', async () => {
    const seen = await world.stored(refreshToken)
    const { userCode, deviceCode, grantId } = await startAgain()
    expect(await world.stored(refreshToken)).toEqual(seen)
    expect(await world.open(userCode, fresh())).toMatchObject({ scope: lastingScope, username: 'alice' })
    await world.approve(userCode, fresh())
    expect(await statusOf(oldGrant)).toBe('live')
    const tokens = tokensIn(await world.poll(deviceCode))
    expect([await statusOf(oldGrant), await statusOf(grantId)]).toEqual(['ended', 'live'])
    expect(world.eventsOf('grantEnded')).toMatchObject([{ grantId: oldGrant, reason: 'replaced' }])
    expect(wordFor(await world.refresh(refreshToken))).toBe('invalidRefreshToken')
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('tokensIssued')
    expect(await world.devices()).toMatchObject([{ grantId }])
  })

  it('may ask for another scope, which the person approves', async () => {
    const { userCode, deviceCode } = await world.start({ refreshToken, scope: ['read'] })
    await world.approve(userCode)
    expect(tokensIn(await world.poll(deviceCode)).scope).toEqual(['read'])
  })

  it('asks for no more of the grant than its client may have now', async () => {
    world.clients.change('tv', { scopes: ['read', 'offline_access'], resources: [] })
    const { userCode } = await startAgain()
    expect(await world.open(userCode, fresh())).toMatchObject({ scope: ['read', 'offline_access'], resources: [] })
  })

  it('keeps the old grant if the person denies or the code expires', async () => {
    const { userCode, deviceCode } = await startAgain()
    await world.deny(userCode, fresh())
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    await startAgain()
    world.clock.advance(10 * minute)
    expect(wordFor(await world.refresh(refreshToken))).toBe('tokensIssued')
  })

  it('SU06: ends the old grant too if the person reports the request, once', async () => {
    const { userCode } = await startAgain()
    const { ticket } = await world.open(userCode, fresh())
    for (let nth = 0; nth < 2; nth++) {
      const made = await world.decide({ userCode, ticket, choice: 'report' }, fresh())
      expect(made).toMatchObject({ status: 'denied', earlierGrant: 'ended' })
    }
    expect(await statusOf(oldGrant)).toBe('ended')
    expect(world.eventsOf('grantEnded')).toMatchObject([{ grantId: oldGrant, reason: 'revokedByPerson' }])
    expect(world.eventsOf('phishingReported')).toHaveLength(1)
    expect(wordFor(await world.refresh(refreshToken))).toBe('invalidRefreshToken')
  })

  it.each(['report', 'deny'] as const)(
    'SU06: says after a %s that the device has access, if another request has replaced the grant',
    async (choice) => {
      const [first, second] = [await startAgain(), await startAgain()]
      await world.approve(first.userCode, fresh())
      await world.poll(first.deviceCode)
      const { ticket } = await world.open(second.userCode, fresh())
      const made = await world.decide({ userCode: second.userCode, ticket, choice }, fresh())
      expect(made).toMatchObject({ status: 'denied', earlierGrant: 'kept' })
      expect(await statusOf(first.grantId)).toBe('live')
    },
  )

  it('SU06: says after a report nothing of a grant that had expired', async () => {
    const { userCode } = await startAgain()
    const { ticket } = await world.open(userCode, fresh())
    await world.service.revokeGrants({ subject: alice.subject })
    await world.revoke(refreshToken)
    expect(await statusOf(oldGrant)).toBe('ended')
    const made = await world.decide({ userCode, ticket, choice: 'report' }, fresh())
    expect(made).not.toHaveProperty('earlierGrant')
  })

  it('costs a denial of another request no read', async () => {
    const { userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    const reads = [vi.spyOn(world.store, 'find'), vi.spyOn(world.families, 'find')]
    await world.decide({ userCode, ticket, choice: 'deny' })
    expect(reads.map(({ mock }) => mock.calls.length)).toEqual([1, 0])
  })

  it('SU06: says after a denial that the device keeps its grant, unless that has ended', async () => {
    for (const earlierGrant of ['kept', undefined]) {
      const { userCode } = await startAgain()
      const { ticket } = await world.open(userCode, fresh())
      if (earlierGrant === undefined) await world.service.unlinkDevice(alice, oldGrant)
      const made = await world.decide({ userCode, ticket, choice: 'deny' }, fresh())
      expect([made.kind === 'decisionMade' && made.earlierGrant]).toEqual([earlierGrant])
    }
  })

  it.each<[string, () => Promise<unknown>]>([
    ['spent', async () => world.refresh(refreshToken)],
    ['revoked', async () => world.revoke(refreshToken)],
    ['expired', async () => world.clock.advance(14 * day)],
    ['unlinked', async () => world.service.unlinkDevice(alice, oldGrant)],
    ['revoked with its account', async () => world.service.revokeGrants({ subject: alice.subject })],
    ['altered', async () => (refreshToken = `${refreshToken.slice(0, -1)}${refreshToken.endsWith('A') ? 'B' : 'A'}`)],
    ['no refresh token', async () => (refreshToken = 'x')],
  ])('SU04: is invalid_grant for a token that is %s', async (_, spoil) => {
    await spoil()
    world.events.length = 0
    expect(wordFor(await world.tryToStart({ refreshToken }))).toBe('invalidRefreshToken')
    expect(world.eventsOf('authorizationIssued')).toEqual([])
  })

  it('SU04: is invalid_grant for the token of another client, and its grant stays', async () => {
    const client = { method: 'none', clientId: 'other-tv' } as const
    expect(wordFor(await world.tryToStart({ refreshToken, client }))).toBe('invalidRefreshToken')
    expect(await statusOf(oldGrant)).toBe('live')
  })

  it('ends the grant of a token that was spent before the replay window, as a refresh does', async () => {
    const next = refreshTokenIn(await world.refresh(refreshToken))
    expect(wordFor(await world.tryToStart({ refreshToken }))).toBe('invalidRefreshToken')
    expect(await statusOf(oldGrant)).toBe('live')
    world.clock.advance(minute)
    expect(wordFor(await world.tryToStart({ refreshToken }))).toBe('invalidRefreshToken')
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'refreshTokenReused' }])
    expect(wordFor(await world.refresh(next))).toBe('invalidRefreshToken')
  })

  it('is refused for a client that may not refresh, and for a server without grants', async () => {
    world.clients.change('tv', { grantTypes: ['device_code'] })
    expect(wordFor(await world.tryToStart({ refreshToken }))).toBe('unauthorizedClient')
    const { families: _, ...parts } = world.parts
    const without = createService(parts)
    world.clients.change('tv', { grantTypes: ['device_code', 'refresh_token'] })
    const command = { operation: 'startAuthorization', client: tvClient, resources: [], refreshToken } as const
    const outcome = await without.startAuthorization(command, { dialect: 'rfc8628', userCode: base20x8 })
    expect(wordFor(outcome)).toBe('invalidRefreshToken')
  })

  it('reads no grant for a text that is no refresh token of this server', async () => {
    const find = vi.spyOn(world.families, 'find')
    await world.tryToStart({ refreshToken: 'dgr_guess' })
    expect(find).not.toHaveBeenCalled()
  })
})

describe('the code of a replaced grant, for another account', () => {
  it('SU04: is like an unknown code, also with its link, and counts as a guess', async () => {
    const { userCode, linkProof, deviceCode } = await startAgain()
    const strange = { userCode: 'BCDFGHJK', proof: linkProof }
    for (const asked of [{ userCode }, { userCode, proof: linkProof }]) {
      const real = await world.service.lookUp(asked, base20x8, bob)
      expect(real).toEqual(await world.service.lookUp(strange, base20x8, bob))
      expect(wordForView(real)).toBe('invalidUserCode')
      const notGuessed = { ...asked, mayGuess: false }
      expect(wordForView(await world.service.lookUp(notGuessed, base20x8, bob))).toBe('notLinked')
    }
    const failed = world.eventsOf('userCodeFailed')
    expect(failed).toHaveLength(4)
    expect(failed.every((event) => 'linked' in event && !event.linked)).toBe(true)
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    world.clock.advance(10 * minute)
    const late = await world.service.lookUp({ userCode, proof: linkProof }, base20x8, bob)
    expect(wordForView(late)).toBe('invalidUserCode')
  })

  it('SU04: cannot be decided, not even with a ticket of the right account', async () => {
    const { userCode, deviceCode } = await startAgain()
    const { ticket } = await world.open(userCode, fresh())
    for (const choice of ['approve', 'deny'] as const) {
      const made = await world.decide({ userCode, ticket, choice }, { ...bob, sessionId: alice.sessionId })
      expect(['invalidTicket', 'invalidUserCode']).toContain(wordForView(made))
    }
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
  })
})

describe('the redemption of a replaced grant', () => {
  async function approved() {
    const started = await startAgain()
    await world.approve(started.userCode, fresh())
    return started
  }

  it('gives no tokens while the old grant cannot be ended, and gives them once after that', async () => {
    const { deviceCode, grantId } = await approved()
    const { families } = world
    const find = families.find.bind(families)
    const outage = vi.spyOn(families, 'find').mockImplementation(async (id) => {
      if (id === oldGrant) throw new Error('the store is down')
      return find(id)
    })
    await expect(world.poll(deviceCode)).rejects.toThrow()
    outage.mockRestore()
    expect(await statusOf(oldGrant)).toBe('live')
    world.clock.advance(5 * second)
    const tokens = tokensIn(await world.poll(deviceCode))
    expect([await statusOf(oldGrant), await statusOf(grantId)]).toEqual(['ended', 'live'])
    expect(tokensIn(await world.poll(deviceCode))).toEqual(tokens)
    expect(world.eventsOf('grantEnded')).toHaveLength(1)
  })

  it('is finished by another process if the one that made the tokens dies before it ended the old grant', async () => {
    const { deviceCode, grantId } = await approved()
    const { families, store } = world
    const [find, replace] = [families.find.bind(families), store.replace.bind(store)]
    const dying = [
      vi.spyOn(families, 'find').mockImplementation(async (id) => {
        if (id === oldGrant) throw new Error('the process dies')
        return find(id)
      }),
      vi.spyOn(store, 'replace').mockImplementation(async (seen, next) => {
        if (next.status === 'approved') throw new Error('the process is dead')
        return replace(seen, next)
      }),
    ]
    await expect(world.poll(deviceCode)).rejects.toThrow()
    for (const spy of dying) spy.mockRestore()
    expect([await statusOf(oldGrant), await statusOf(grantId)]).toEqual(['live', 'live'])
    const other = world.secondService()
    const command = { operation: 'exchangeDeviceCode', client: tvClient, deviceCode, resources: [] } as const
    const tokens = await other.exchangeDeviceCode(command, { dialect: 'rfc8628', userCode: base20x8 })
    expect(wordFor(tokens)).toBe('tokensIssued')
    expect([await statusOf(oldGrant), await statusOf(grantId)]).toEqual(['ended', 'live'])
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('tokensIssued')
  })

  it('makes one set of tokens for many polls at once', async () => {
    const { deviceCode } = await approved()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => world.poll(deviceCode)))
    expect(new Set(outcomes.map((outcome) => refreshTokenIn(outcome))).size).toBe(1)
    expect(world.eventsOf('grantEnded')).toHaveLength(1)
  })

  it('displaces no other device of an account that has as many as it may', async () => {
    world = createLastingWorld({ policy: { grantsPerClient: 2, grantsPerAccount: 2 } })
    await world.link({ scope: lastingScope })
    world.clock.advance(second)
    refreshToken = refreshTokenIn(await world.link({ scope: lastingScope }))
    const { userCode, deviceCode } = await startAgain()
    await world.approve(userCode, fresh())
    tokensIn(await world.poll(deviceCode))
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'replaced' }])
    expect(await world.devices()).toHaveLength(2)
  })
})
