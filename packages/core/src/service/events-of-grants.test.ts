import { beforeEach, describe, expect, it } from 'vitest'
import { alice, lastingScope, personAddress, refreshTokenIn, tokensIn } from '../../test-support/device.js'
import { agentSecret, passwords } from '../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld, serverSecret } from '../../test-support/world.js'
import { minute, second } from '../machine/time.js'
import type { SecurityEvent } from '../ports/events.js'
import type { TokensIssued } from '../protocol/outcome.js'

// What happens to a grant after its tokens were given: each event once, and never a secret.

const subject = 'account-alice'
const device = { ip: '192.0.2.7', clientId: 'tv', subject }
const person = { ip: '198.51.100.9', clientId: 'tv', subject }

let world: LastingWorld
let tokens: TokensIssued
let grantId: string

beforeEach(async () => {
  world = createLastingWorld()
  tokens = await world.link({ scope: lastingScope })
  grantId = (await world.stored(refreshTokenIn(tokens))).family.grantId
  world.events.splice(0)
})

/** The events since the last call, without the time. */
function emitted(): readonly Omit<SecurityEvent, 'at'>[] {
  return world.events.splice(0).map(({ at, ...event }) => {
    expect(at).toBe(world.clock.now())
    return event
  })
}

describe('the events of a grant', () => {
  it('are emitted as things happen, each once, and name the grant that the authorization named', async () => {
    const next = refreshTokenIn(await world.refresh(refreshTokenIn(tokens)))
    expect(emitted()).toEqual([{ type: 'tokensRefreshed', ...device, grantId }])
    await world.refresh(refreshTokenIn(tokens))
    expect(emitted()).toEqual([{ type: 'refreshReplayed', ...device, grantId }])
    world.clock.advance(10 * second)
    await world.refresh(refreshTokenIn(tokens))
    await world.refresh(refreshTokenIn(tokens))
    await world.refresh(next)
    expect(emitted()).toEqual([{ type: 'grantEnded', reason: 'refreshTokenReused', ...device, grantId }])
    expect(world.issuer.grants.map((grant) => grant.grantId)).toEqual([grantId, grantId])
  })

  it('report a revocation, by either token, once', async () => {
    await world.revoke(refreshTokenIn(tokens))
    await world.revoke(tokens.accessToken)
    expect(emitted()).toEqual([{ type: 'grantEnded', reason: 'revokedByClient', ...device, grantId }])
  })

  it('report an unlinked device once, with the person who did it', async () => {
    await world.service.unlinkDevice(alice, grantId, world.service.startCall(personAddress))
    await world.service.unlinkDevice(alice, grantId, world.service.startCall(personAddress))
    expect(emitted()).toEqual([{ type: 'grantEnded', reason: 'revokedByPerson', ...person, grantId }])
  })

  it('report once that the account is no longer active, when that is noticed', async () => {
    world.accounts.change(subject, { disabled: true })
    expect(emitted()).toEqual([])
    await world.refresh(refreshTokenIn(tokens))
    await world.refresh(refreshTokenIn(tokens))
    expect(emitted()).toEqual([{ type: 'grantEnded', reason: 'inactive', ...device, grantId }])
  })

  it.each([
    ['an account', { subject }],
    ['a client', { clientId: 'tv' }],
  ])('report the revocation of all grants of %s, with an address if one is known', async (_, holder) => {
    await world.service.revokeGrants(holder, world.service.startCall(personAddress))
    expect(emitted()).toEqual([{ type: 'grantsRevoked', ...holder, ip: '198.51.100.9' }])
    await world.service.revokeGrants(holder)
    expect(emitted()).toEqual([{ type: 'grantsRevoked', ...holder }])
  })

  it('are not emitted for requests that change nothing', async () => {
    await world.refresh('invented')
    await world.refresh(refreshTokenIn(tokens), { scope: ['admin'] })
    await world.refresh(refreshTokenIn(tokens), { client: { method: 'none', clientId: 'other-tv' } })
    await world.revoke('invented')
    await world.revoke(tokens.accessToken, { client: { method: 'none', clientId: 'other-tv' } })
    await world.introspect(tokens.accessToken)
    await world.introspect('invented')
    await world.service.listLinkedDevices(alice)
    await world.service.unlinkDevice(alice, 'A'.repeat(43), world.service.startCall(personAddress))
    await world.service.isSignedIn(alice)
    await world.isActive(tokens.accessToken)
    expect(emitted()).toEqual([])
  })

  it('are not emitted for an expired grant, because no one did anything', async () => {
    world.clock.advance(31 * 24 * 60 * minute)
    await world.refresh(refreshTokenIn(tokens))
    expect(emitted()).toEqual([])
  })

  it('are emitted once for all requests that get the same response', async () => {
    await Promise.all([1, 2, 3].map(() => world.refresh(refreshTokenIn(tokens))))
    const types = emitted().map((event) => event.type)
    expect(types.toSorted()).toEqual(['refreshReplayed', 'refreshReplayed', 'tokensRefreshed'])
  })
})

describe('no event and no fault', () => {
  it('contains a secret, in a run with every kind of change to grants', async () => {
    const secrets = new Set<string>([serverSecret, agentSecret, 'wrong-secret', ...Object.values(passwords)])
    const keep = (response: TokensIssued): TokensIssued => {
      const token = refreshTokenIn(response)
      for (const secret of [response.accessToken, token, token.slice(48), token.slice(91)]) secrets.add(secret)
      return response
    }
    keep(tokens)
    for (const end of ['reuse', 'revoke', 'unlink', 'disable', 'revokeGrants'] as const) {
      const linked = keep(await world.link({ scope: lastingScope }))
      const next = keep(tokensIn(await world.refresh(refreshTokenIn(linked))))
      await world.refresh(refreshTokenIn(linked))
      await world.refresh(refreshTokenIn(linked), { client: { method: 'none', clientId: 'other-tv' } })
      await world.introspect(refreshTokenIn(next))
      if (end === 'reuse') world.clock.advance(10 * second)
      if (end === 'revoke') await world.revoke(linked.accessToken)
      if (end === 'unlink') {
        const { family } = await world.stored(refreshTokenIn(linked))
        await world.service.unlinkDevice(alice, family.grantId, world.service.startCall(personAddress))
      }
      if (end === 'disable') world.accounts.change(subject, { disabled: true })
      if (end === 'revokeGrants') await world.service.revokeGrants({ subject })
      await world.refresh(refreshTokenIn(linked))
      await world.refresh(refreshTokenIn(next))
      await world.introspect(next.accessToken)
      world.accounts.change(subject, { disabled: false })
    }
    world.clock.advance(1)
    keep(tokensIn(await world.logIn({ scope: ['read', 'offline_access'] })))
    await world.introspect(tokens.accessToken, {
      client: { method: 'client_secret_basic', clientId: 'agent', secret: 'wrong-secret' },
    })

    const everything = JSON.stringify([world.events, world.faults])
    const types = new Set(world.events.map(({ type }) => type))
    for (const type of ['tokensRefreshed', 'refreshReplayed', 'grantEnded', 'grantsRevoked'] as const) {
      expect(types).toContain(type)
    }
    const reasons = world.events.flatMap((event) => ('reason' in event ? [event.reason] : []))
    expect(reasons.toSorted()).toEqual([
      'inactive',
      'inactive',
      'refreshTokenReused',
      'revokedByClient',
      'revokedByPerson',
    ])
    expect([...secrets].filter((secret) => everything.includes(secret))).toEqual([])
    expect(secrets.size).toBeGreaterThan(45)
  })
})
