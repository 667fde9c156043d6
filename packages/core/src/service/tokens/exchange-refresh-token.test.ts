import { beforeEach, describe, expect, it, vi } from 'vitest'
import { lastingScope, refreshTokenIn, tokensIn, wordFor } from '../../../test-support/device.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { day, second } from '../../machine/time.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { digestRefreshToken } from './refresh-token.js'

// RFC 6749 §6, RFC 9700 §4.14.2.

let world: LastingWorld
let first: TokensIssued
let token: string

async function begin(made: LastingWorld): Promise<void> {
  world = made
  first = await world.link({ scope: lastingScope, resources: ['https://api.example/'] })
  token = refreshTokenIn(first)
  world.events.splice(0)
}

beforeEach(() => begin(createLastingWorld()))

const digest = (refreshToken: string): string => digestRefreshToken(world.runtime.digester, refreshToken)

/** Refreshes this many times, each time with the last refresh token. Returns the refresh tokens in order. */
async function rotate(times: number): Promise<readonly string[]> {
  let newest = token
  const tokens = [newest]
  for (let count = 0; count < times; count++) {
    newest = refreshTokenIn(await world.refresh(newest))
    tokens.push(newest)
  }
  return tokens
}

describe('a refresh', () => {
  it('gives a new access token and a new refresh token each time', async () => {
    let response = first
    const responses = [response]
    for (let count = 0; count < 5; count++) {
      response = tokensIn(await world.refresh(refreshTokenIn(response)))
      responses.push(response)
    }
    expect(new Set(responses.map(refreshTokenIn)).size).toBe(6)
    expect(new Set(responses.map(({ accessToken }) => accessToken)).size).toBe(6)
    expect(responses.map(({ refreshToken: _, accessToken: __, ...rest }) => rest)).toEqual(
      responses.map(() => ({
        kind: 'tokensIssued',
        tokenType: 'Bearer',
        issuedAt: expect.any(Number),
        refreshLifetime: 2_592_000_000,
        lifetime: 600_000,
        scope: lastingScope,
      })),
    )
    expect(world.eventsOf('tokensRefreshed')).toHaveLength(5)
    expect(world.events).toHaveLength(5)
  })

  it('gives the issuer the same grant, a new set of tokens, and the time of the last sign-in', async () => {
    await rotate(2)
    const [linked, ...refreshed] = world.issuer.grants
    expect(refreshed.map(({ tokenSetId: _, ...occasion }) => occasion)).toEqual(
      [1, 2].map(() => {
        const { tokenSetId: _, ...occasion } = linked ?? { tokenSetId: '' }
        return { ...occasion, occasion: 'refreshToken' }
      }),
    )
    expect(new Set(world.issuer.grants.map(({ tokenSetId }) => tokenSetId)).size).toBe(3)
  })

  it('that is repeated names the same set of tokens, so that an issuer can find the tokens that it made', async () => {
    const issue = vi.spyOn(world.issuer, 'issue').mockRejectedValueOnce(new Error('lost reply'))
    await expect(world.refresh(token)).rejects.toThrow('tokens.issue failed')
    await world.refresh(token)
    const [one, other] = issue.mock.calls.map(([grant]) => grant)
    expect(other).toEqual(one)
  })

  it('leaves one valid refresh token, and its family has the time of the use', async () => {
    world.clock.advance(60 * second)
    const [, next = ''] = await rotate(1)
    const { family } = await world.stored(token)
    expect(family).toMatchObject({
      status: 'live',
      lastUsedAt: world.clock.now(),
      accessUntil: world.clock.now() + 600_000,
      rotation: { current: digest(next), spent: [{ token: digest(token) }] },
    })
  })
})

describe('a refresh token that was spent', () => {
  it.each([0, 1, 9_999])('gets the same response again %i ms later, and no new tokens are made', async (wait) => {
    const response = await world.refresh(token)
    world.clock.advance(wait)
    const again = await world.refresh(token)
    expect(again).toEqual(response)
    expect(JSON.stringify(again)).toBe(JSON.stringify(response))
    expect(world.issuer.grants).toHaveLength(2)
    expect(world.events.map(({ type }) => type)).toEqual(['tokensRefreshed', 'refreshReplayed'])
    expect(wordFor(await world.refresh(refreshTokenIn(again)))).toBe('tokensIssued')
  })

  it('is answered again only for the same request, and the refusal of another ends nothing', async () => {
    const response = await world.refresh(token)
    expect(wordFor(await world.refresh(token, { scope: ['read'] }))).toBe('invalidScope')
    expect(wordFor(await world.refresh(token, { scope: ['admin'] }))).toBe('invalidScope')
    expect(wordFor(await world.refresh(token, { resources: ['https://api.example/'] }))).toBe('invalidTarget')
    expect(world.events.map(({ type }) => type)).toEqual(['tokensRefreshed'])
    expect(await world.refresh(token)).toEqual(response)
    expect(wordFor(await world.refresh(refreshTokenIn(response)))).toBe('tokensIssued')
  })

  it('does not extend the replay window', async () => {
    await world.refresh(token)
    world.clock.advance(9 * second)
    await world.refresh(token)
    world.clock.advance(1 * second)
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
  })

  it('is still answered if its successors were spent too, up to four steps back', async () => {
    const tokens = await rotate(5)
    const replayed = await Promise.all(tokens.slice(1, 5).map((spent) => world.refresh(spent)))
    expect(replayed.map(refreshTokenIn)).toEqual(tokens.slice(2))
    expect(world.eventsOf('grantEnded')).toEqual([])
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'refreshTokenReused' }])
  })

  it.each([
    ['one step', 1, 10 * second],
    ['one step, days later', 1, 3 * day],
    ['nine steps', 9, 10 * second],
  ])('ends the grant if it is presented after the replay window: %s behind', async (_, steps, wait) => {
    const newest = (await rotate(steps)).at(-1) ?? ''
    world.clock.advance(wait)
    world.events.splice(0)
    const issued = world.issuer.grants.length
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    const { grantId } = (await world.stored(token)).family
    expect(world.events).toEqual([
      {
        type: 'grantEnded',
        reason: 'refreshTokenReused',
        grantId,
        clientId: 'tv',
        subject: 'account-alice',
        ip: '192.0.2.7',
        at: world.clock.now(),
      },
    ])
    expect(wordFor(await world.refresh(newest))).toBe('invalidRefreshToken')
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(world.events).toHaveLength(1)
    expect(world.issuer.grants).toHaveLength(issued)
    const standing = await Promise.all(
      [...world.issuer.claims.values()].map((claims) => world.service.isTokenActive(claims)),
    )
    expect(new Set(standing)).toEqual(new Set([false]))
  })

  it('ends the grant at once if the replay window is off', async () => {
    await begin(createLastingWorld({ policy: { refreshReplayWindow: 0 } }))
    const [, next = ''] = await rotate(1)
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(world.eventsOf('grantEnded')).toMatchObject([{ reason: 'refreshTokenReused' }])
    expect(wordFor(await world.refresh(next))).toBe('invalidRefreshToken')
  })

  it('leaves no response in the store if the replay window is off', async () => {
    await begin(createLastingWorld({ policy: { refreshReplayWindow: 0 } }))
    await rotate(3)
    expect((await world.stored(token)).family).toMatchObject({ rotation: { spent: [] } })
  })
})

describe('the end of a refresh token', () => {
  it('comes when it was unused for too long, and not a moment before', async () => {
    world.clock.advance(14 * day - 1)
    const [, next = ''] = await rotate(1)
    world.clock.advance(14 * day)
    world.events.splice(0)
    expect(wordFor(await world.refresh(next))).toBe('invalidRefreshToken')
    expect(world.events).toEqual([])
  })

  it('comes with the end of its grant, however often it was used', async () => {
    let newest = token
    for (const wait of [10 * day, 10 * day, 10 * day - 1]) {
      world.clock.advance(wait)
      newest = refreshTokenIn(await world.refresh(newest))
    }
    expect((await world.stored(token)).family.forgetAt).toBeGreaterThanOrEqual(world.clock.now() + 600_000)
    world.clock.advance(1)
    expect(wordFor(await world.refresh(newest))).toBe('invalidRefreshToken')
    expect(world.eventsOf('grantEnded')).toEqual([])
  })

  it('leaves the last access token active until its own end', async () => {
    let last = first
    for (const wait of [10 * day, 10 * day, 10 * day - 1]) {
      world.clock.advance(wait)
      last = tokensIn(await world.refresh(refreshTokenIn(last)))
    }
    world.clock.advance(599_999)
    expect(await world.isActive(last.accessToken)).toBe(true)
    expect(await world.introspect(last.accessToken)).toMatchObject({ active: true })
  })
})
