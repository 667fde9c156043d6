import { beforeEach, describe, expect, it, vi } from 'vitest'
import { deviceAddress, lastingScope, refreshTokenIn, terms, wordFor } from '../../../test-support/device.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { createDigester } from '../../defaults/digester.js'
import { second } from '../../machine/time.js'
import { makeRefreshToken } from './refresh-token.js'

// RFC 6749 §5.2 and §6: a token that was not issued, or not to this client, changes nothing.

let world: LastingWorld
let token: string

beforeEach(async () => {
  world = createLastingWorld()
  token = refreshTokenIn(await world.link({ scope: lastingScope }))
  world.events.splice(0)
})

const otherChar = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

const grant = { from: 4, to: 47 }
const secret = { from: 48, to: 91 }

describe('a text that is not a refresh token of this server', () => {
  it.each<[string, (token: string) => string]>([
    ['empty', () => ''],
    ['of another system', () => '8xLOxBtZp8'],
    ['an access token', () => 'access-token-1'],
    ['altered in its grant', (token) => otherChar(token, grant.from)],
    ['altered in the last character of its grant', (token) => otherChar(token, grant.to - 1)],
    ['altered in its secret', (token) => otherChar(token, secret.from)],
    ['altered in the last character of its secret', (token) => otherChar(token, secret.to - 1)],
    ['altered in its proof', (token) => otherChar(token, secret.to)],
    ['altered in its last character', (token) => otherChar(token, token.length - 1)],
    ['invented for an existing grant', (token) => `${token.slice(0, secret.from)}${'A'.repeat(65)}`],
    ['invented altogether', () => `dgr_${'A'.repeat(43)}.${'B'.repeat(65)}`],
    ['truncated by one character', (token) => token.slice(0, -1)],
    ['truncated to its grant', (token) => token.slice(0, grant.to)],
    ['without its prefix', (token) => token.slice(4)],
    ['in capitals', (token) => token.toUpperCase()],
    ['with one more character', (token) => `${token}A`],
    ['with a line end', (token) => `${token}\n`],
    ['with a space before it', (token) => ` ${token}`],
    ['twice', (token) => token + token],
    ['with Base64 padding', (token) => `${token}=`],
    ['a megabyte long', (token) => token + 'A'.repeat(1_000_000)],
    ['a megabyte of dots', () => `dgr_${'.'.repeat(1_000_000)}`],
    ['not well-formed', () => '\uD800'],
  ])('%s: invalid_grant, without a store call', async (_, change) => {
    const spies = [
      vi.spyOn(world.families, 'find'),
      vi.spyOn(world.families, 'replace'),
      vi.spyOn(world.families, 'findRevokedBefore'),
      vi.spyOn(world.accounts, 'findAccount'),
    ]
    expect(wordFor(await world.refresh(change(token)))).toBe('invalidRefreshToken')
    expect(spies.map((spy) => spy.mock.calls)).toEqual([[], [], [], []])
    expect(world.events).toEqual([])
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })

  it('made with the key of another server for a grant of this one: invalid_grant, and the grant stays active', async () => {
    const digester = createDigester('the secret of another server, as long as it has to be')
    const grantId = token.slice(grant.from, grant.to)
    const foreign = makeRefreshToken({ ...world.runtime, digester }, grantId, 'account-alice')
    expect(foreign).toHaveLength(token.length)
    expect(wordFor(await world.refresh(foreign))).toBe('invalidRefreshToken')
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })

  it('whose family the store has dropped: invalid_grant', async () => {
    vi.spyOn(world.families, 'find').mockResolvedValueOnce(undefined)
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(world.events).toEqual([])
  })
})

const inAnotherDialect = (refreshToken: string) =>
  world.service.exchangeRefreshToken(
    { operation: 'exchangeRefreshToken', client: { method: 'none', clientId: 'tv' }, refreshToken, resources: [] },
    { ...terms, dialect: 'another' },
    world.service.startCall(deviceAddress),
  )
const byAnotherClient = (refreshToken: string) =>
  world.refresh(refreshToken, { client: { method: 'none', clientId: 'other-tv' } })

describe.each([
  ['another client', byAnotherClient],
  ['its client in another dialect', inAnotherDialect],
])('a refresh token presented by %s', (_, present) => {
  it('is not valid, with the same response as an invented one, and changes nothing', async () => {
    const before = await world.stored(token)
    const outcome = await present(token)
    expect(outcome).toEqual(await world.refresh('invented'))
    expect(wordFor(outcome)).toBe('invalidRefreshToken')
    expect(await world.stored(token)).toEqual(before)
    expect(world.events).toEqual([])
    expect(world.issuer.grants).toHaveLength(1)
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })

  it('does not give the lost response', async () => {
    await world.refresh(token)
    expect(wordFor(await present(token))).toBe('invalidRefreshToken')
    expect(world.eventsOf('refreshReplayed')).toEqual([])
  })

  it('ends nothing when it was spent long ago', async () => {
    const next = refreshTokenIn(await world.refresh(token))
    world.clock.advance(60 * second)
    expect(wordFor(await present(token))).toBe('invalidRefreshToken')
    expect(world.eventsOf('grantEnded')).toEqual([])
    expect(wordFor(await world.refresh(next))).toBe('tokensIssued')
  })

  it('ends nothing when the account is gone', async () => {
    const before = await world.stored(token)
    world.accounts.bySubject.delete('account-alice')
    expect(wordFor(await present(token))).toBe('invalidRefreshToken')
    expect(await world.stored(token)).toEqual(before)
  })
})
