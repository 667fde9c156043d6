import { describe, expect, it } from 'vitest'
import { actionsAt, terms, tokensIn, wordFor } from '../../../test-support/device.js'
import { createLastingWorld } from '../../../test-support/world.js'
import { day } from '../../machine/time.js'
import { isProblem } from '../../protocol/problem.js'
import { PortFault } from '../call/faults.js'
import type { ServiceOptions } from '../create-service.js'

// A refresh whose response has no place for a new refresh token: the presented token stays the current one.

const kept = { keepsToken: true } as const

async function link(changes: Partial<ServiceOptions> = {}) {
  const world = createLastingWorld(changes)
  const { refreshToken = '', accessToken } = await world.link({ scope: ['read', 'write', 'offline_access'] })
  const { grantId = '' } = world.issuer.claims.get(accessToken) ?? {}
  const family = async () => {
    const found = (await world.families.find(grantId))?.family
    if (found?.status !== 'live') throw new Error('the family is over')
    return found
  }
  const keep = async (more: object = {}) => {
    const outcome = await world.refresh(refreshToken, { ...kept, ...more })
    if (isProblem(outcome)) throw new Error(`no tokens: ${outcome.code}`)
    return outcome
  }
  return { ...world, refreshToken, grantId, family, keep }
}

describe('a refresh that keeps its token', () => {
  it('gives new access tokens and no new refresh token, as often as it is requested', async () => {
    const { clock, keep, refreshToken, refresh } = await link()
    const tokens = new Set<string>()
    for (let count = 0; count < 3; count++) {
      clock.advance(60_000)
      const response = await keep()
      expect(response).not.toHaveProperty('refreshToken')
      expect(response).not.toHaveProperty('refreshLifetime')
      expect(response.scope).toEqual(['read', 'write', 'offline_access'])
      tokens.add(response.accessToken)
    }
    expect(tokens.size).toBe(3)
    expect(wordFor(await refresh(refreshToken))).toBe('tokensIssued')
  })

  it('does not change the rotation, but counts as a use', async () => {
    const { clock, family, keep } = await link()
    const before = await family()
    clock.advance(5 * 60_000)
    await keep()
    const accessUntil = clock.now() + 600_000
    const forgetAt = Math.max(before.forgetAt, accessUntil)
    expect(await family()).toEqual({ ...before, lastUsedAt: clock.now(), accessUntil, forgetAt })
  })

  it('gives access tokens that are active until the grant ends', async () => {
    const { issuer, service, introspect, keep, revoke, refreshToken } = await link()
    const { accessToken } = await keep()
    const claims = issuer.claims.get(accessToken)
    if (claims === undefined) throw new Error('the issuer did not make that access token')
    expect(claims).toMatchObject({ occasion: 'refreshToken', clientId: 'tv', subject: 'account-alice' })
    expect(await service.isTokenActive(claims)).toBe(true)
    expect(await introspect(accessToken)).toMatchObject({ active: true, use: 'accessToken' })
    await revoke(refreshToken)
    expect(await service.isTokenActive(claims)).toBe(false)
    expect(await introspect(accessToken)).toMatchObject({ active: false })
  })

  it('stays stored as long as its last access token lives, also after the end of the family', async () => {
    const { clock, introspect, keep } = await link({ policy: { refreshLifetime: 700_000 } })
    clock.advance(699_000)
    const { accessToken } = await keep()
    clock.advance(599_000)
    expect(await introspect(accessToken)).toMatchObject({ active: true })
  })

  it('extends the idle lifetime, but not the absolute one', async () => {
    const { clock, keep, refresh, refreshToken } = await link()
    // The idle lifetime is 14 days, the absolute one 30 days.
    for (const days of [13, 13]) {
      clock.advance(days * day)
      await keep()
    }
    clock.advance(4 * day - 1)
    await keep()
    clock.advance(1)
    expect(wordFor(await refresh(refreshToken, kept))).toBe('invalidRefreshToken')
  })

  it('is refused if the token was unused for too long', async () => {
    const { clock, refresh, refreshToken } = await link()
    clock.advance(14 * day)
    expect(wordFor(await refresh(refreshToken, kept))).toBe('invalidRefreshToken')
  })

  it('asks the issuer for a new set of tokens each time, never for that of a rotation', async () => {
    const { issuer, keep, refresh, refreshToken } = await link()
    await keep()
    await keep()
    await refresh(refreshToken)
    expect(new Set(issuer.grants.map(({ tokenSetId }) => tokenSetId)).size).toBe(4)
  })

  it('may ask for less scope, but never for more', async () => {
    const { keep, refresh, refreshToken } = await link()
    expect((await keep({ scope: ['read'] })).scope).toEqual(['read'])
    expect((await keep()).scope).toEqual(['read', 'write', 'offline_access'])
    expect(wordFor(await refresh(refreshToken, { ...kept, scope: ['admin'] }))).toBe('invalidScope')
  })

  it('emits an event, as every refresh does', async () => {
    const { eventsOf, grantId, keep } = await link()
    await keep()
    expect(eventsOf('tokensRefreshed')).toMatchObject([{ grantId, clientId: 'tv', subject: 'account-alice' }])
  })
})

describe('a token that is kept', () => {
  it('is refused to another client, and to an account that is gone', async () => {
    const { accounts, refresh, refreshToken, keep } = await link()
    const other = { method: 'none', clientId: 'other-tv' } as const
    expect(wordFor(await refresh(refreshToken, { ...kept, client: other }))).toBe('invalidRefreshToken')
    await keep()
    accounts.change('account-alice', { disabled: true })
    expect(wordFor(await refresh(refreshToken, kept))).toBe('invalidRefreshToken')
  })

  it('that a rotation spent is answered again within the replay window, and ends the grant after it', async () => {
    const { clock, eventsOf, refresh, refreshToken } = await link()
    const rotated = await refresh(refreshToken)
    // A client that cannot receive a new refresh token does not get one through the lost response either.
    const { refreshToken: _successor, refreshLifetime: _lifetime, ...withoutSuccessor } = tokensIn(rotated)
    expect(await refresh(refreshToken, kept)).toEqual(withoutSuccessor)
    clock.advance(10_000)
    expect(wordFor(await refresh(refreshToken, kept))).toBe('invalidRefreshToken')
    expect(eventsOf('grantEnded')).toMatchObject([{ reason: 'refreshTokenReused' }])
  })

  it('serves many parallel requests in two processes', async () => {
    const { secondService, service, refreshToken, refresh } = await link()
    const command = {
      operation: 'exchangeRefreshToken',
      client: { method: 'none', clientId: 'tv' },
      refreshToken,
      resources: [],
      ...kept,
    } as const
    const services = [service, secondService(), service, secondService(), service, secondService()]
    const outcomes = await Promise.all(services.map((one) => one.exchangeRefreshToken(command, terms)))
    expect(outcomes.map(wordFor)).toEqual(Array(6).fill('tokensIssued'))
    expect(wordFor(await refresh(refreshToken))).toBe('tokensIssued')
  })

  it('in parallel with a rotation leaves one valid token, whichever wins', async () => {
    for (const order of [
      [kept, {}],
      [{}, kept],
    ]) {
      const { clock, refresh, refreshToken } = await link()
      const outcomes = await Promise.all(order.map((how) => refresh(refreshToken, how)))
      expect(outcomes.map(wordFor)).toEqual(['tokensIssued', 'tokensIssued'])
      const [successor = ''] = outcomes.flatMap((outcome) => (isProblem(outcome) ? [] : (outcome.refreshToken ?? [])))
      clock.advance(60_000)
      expect(wordFor(await refresh(successor))).toBe('tokensIssued')
    }
  })

  it('is still valid after a failure of the issuer or the store', async () => {
    const { parts, secondService, refreshToken, keep, family } = await link()
    const before = await family()
    const failing = async () => {
      throw new Error('down')
    }
    const { families } = parts
    if (families === undefined) throw new Error('a world without families')
    for (const changes of [
      { tokens: { ...parts.tokens, issue: failing } },
      { families: { ...families, replace: failing } },
    ]) {
      const { refresh } = actionsAt(secondService(changes))
      await expect(refresh(refreshToken, kept)).rejects.toBeInstanceOf(PortFault)
      expect(await family()).toEqual(before)
    }
    await keep()
  })
})
