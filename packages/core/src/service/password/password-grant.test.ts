import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, personAddress, refreshTokenIn, terms, tokensIn, wordFor } from '../../../test-support/device.js'
import { agentSecret, passwords } from '../../../test-support/fake-ports.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld, createWorld, type LastingWorld } from '../../../test-support/world.js'
import type { ExchangePassword } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { PortFault } from '../call/faults.js'
import type { ServiceOptions } from '../create-service.js'
import type { DeviceGrantService } from '../service.js'

// RFC 6749 §4.3. It is off by default, and each client needs the grant type.

let world: LastingWorld
let service: DeviceGrantService

beforeEach(() => {
  world = createLastingWorld()
  service = world.secondService(switchedOn(world.parts))
  world.clients.change('agent', { grantTypes: ['password', 'refresh_token'] })
})

function switchedOn({ passwordLogin }: ServiceOptions): Partial<ServiceOptions> {
  return passwordLogin === undefined ? {} : { passwordLogin: { ...passwordLogin, passwordGrant: true } }
}

const client = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const

async function exchange(changes: Partial<ExchangePassword> = {}): Promise<Outcome<'exchangePassword'>> {
  const command = { operation: 'exchangePassword', client, username: 'alice', password: passwords.alice } as const
  const outcome = await service.passwordLogin?.exchangePassword?.(
    { ...command, ...changes },
    terms,
    service.startCall(personAddress),
  )
  if (outcome === undefined) throw new Error('the password grant is off')
  return outcome
}

describe('the password grant', () => {
  it('is off by default', () => {
    for (const off of [world.service, createWorld().service]) {
      expect(off.passwordLogin).not.toHaveProperty('exchangePassword')
      expect(off.operations).not.toContain('exchangePassword')
    }
    expect(service.operations).toContain('exchangePassword')
  })

  it('gives tokens of the client, for the account whose password it is', async () => {
    expect(await exchange({ scope: ['read', 'write'] })).toEqual({
      kind: 'tokensIssued',
      accessToken: 'access-token-1',
      tokenType: 'Bearer',
      issuedAt: world.clock.now(),
      lifetime: 600_000,
      scope: ['read', 'write'],
    })
    expect(world.issuer.grants).toMatchObject([
      { occasion: 'password', subject: 'account-alice', clientId: 'agent', authenticatedAt: world.clock.now() },
    ])
    expect(world.events).toEqual([
      { type: 'loginSucceeded', subject: 'account-alice', ip: '198.51.100.9', at: world.clock.now() },
    ])
  })

  it('stores a family with its origin, whose tokens can be refreshed and revoked', async () => {
    const tokens = tokensIn(await exchange({ scope: ['read', 'offline_access'] }))
    expect((await world.stored(refreshTokenIn(tokens))).family).toMatchObject({
      origin: 'password',
      clientId: 'agent',
      subject: 'account-alice',
      grantedAt: world.clock.now(),
      requester: personAddress,
    })
    const refreshed = await world.refresh(refreshTokenIn(tokens), { client })
    expect(world.issuer.grants.at(-1)).toMatchObject({ occasion: 'refreshToken', clientId: 'agent' })
    await world.revoke(refreshTokenIn(refreshed), { client })
    expect(await world.isActive(tokens.accessToken)).toBe(false)
  })

  it('gives a refresh token by the same rules as other grants', async () => {
    expect(await exchange()).not.toHaveProperty('refreshToken')
    world.clients.change('agent', { refreshTokens: 'always' })
    expect(await exchange()).toHaveProperty('refreshToken')
    world.clients.change('agent', { grantTypes: ['password'] })
    expect(await exchange({ scope: ['read', 'offline_access'] })).not.toHaveProperty('refreshToken')
  })

  it('works for a public client that may use it', async () => {
    world.clients.change('tv', { grantTypes: ['password'] })
    expect(await exchange({ client: { method: 'none', clientId: 'tv' } })).toMatchObject({ scope: ['read'] })
    expect(world.issuer.grants).toMatchObject([{ clientId: 'tv', occasion: 'password' }])
  })
})

describe('the password grant refuses', () => {
  it.each<[string, Partial<ExchangePassword>, string]>([
    ['an unknown client', { client: { ...client, clientId: 'nobody' } }, 'invalidClient'],
    ['a client with the wrong secret', { client: { ...client, secret: 'guess' } }, 'invalidClient'],
    ['a client that does not authenticate', { client: { method: 'none', clientId: 'agent' } }, 'invalidClient'],
    ['a client that may not use it', { client: { method: 'none', clientId: 'tv' } }, 'unauthorizedClient'],
    ['the client of logins', { client: { method: 'none', clientId: 'first-party' } }, 'unauthorizedClient'],
    ['a scope beyond the client’s', { scope: ['root'] }, 'invalidScope'],
  ])('%s before it checks the password', async (_, changes, word) => {
    expect(wordFor(await exchange(changes))).toBe(word)
    expect([world.accounts.lookedUp, world.hasher.verified]).toEqual([[], []])
  })

  it.each<[string, Partial<ExchangePassword>, Parameters<LastingWorld['accounts']['change']>[1]]>([
    ['a wrong password', { password: 'wrong' }, {}],
    ['an unknown account', { username: 'nobody' }, {}],
    ['a disabled account', {}, { disabled: true }],
    ['an account without a password', { username: 'carol' }, {}],
  ])('%s with the same response, after the same work', async (_, changes, account) => {
    world.accounts.add({ subject: 'account-carol', username: 'carol' })
    world.accounts.change('account-alice', account)
    expect(await exchange(changes)).toEqual(await exchange({ password: 'also wrong' }))
    expect(wordFor(await exchange(changes))).toBe('invalidCredentials')
    expect(world.hasher.verified).toHaveLength(3)
    expect(world.eventsOf('loginFailed')).toHaveLength(3)
    expect(world.issuer.grants).toEqual([])
    expect(await listOf(world.families, 'account-alice')).toEqual([])
  })

  it('text that is not well-formed Unicode', async () => {
    expect(wordFor(await exchange({ password: '\uD800' }))).toBe('invalidRequest')
    expect(wordFor(await exchange({ username: 'alice\uDC00' }))).toBe('invalidRequest')
  })

  it('more requests at once than can be hashed, with a time to try again', async () => {
    const { passwordLogin } = world.parts
    if (passwordLogin === undefined) throw new Error('password login is not configured')
    const limits = { permits: 1, queue: 0, longestWait: 1 }
    service = world.secondService({ passwordLogin: { ...passwordLogin, limits, passwordGrant: true } })
    const outcomes = await Promise.all([exchange(), exchange(), exchange()])
    expect(outcomes.map(wordFor).sort()).toEqual(['temporarilyUnavailable', 'temporarilyUnavailable', 'tokensIssued'])
    expect(outcomes).toContainEqual(expect.objectContaining({ retryAfter: 1_000 }))
  })
})

describe('when something fails', () => {
  it.each([
    ['the directory', () => vi.spyOn(world.accounts, 'findByUsername')],
    ['the issuer', () => vi.spyOn(world.issuer, 'issue')],
    ['the store of families', () => vi.spyOn(world.families, 'create')],
  ] as const)('%s: a PortFault, and the next exchange works', async (_, spy) => {
    spy().mockRejectedValueOnce(new Error('down'))
    // The service reads the functions of the directory once, when it is created.
    service = world.secondService(switchedOn(world.parts))
    await expect(exchange()).rejects.toThrow(PortFault)
    expect(wordFor(await exchange())).toBe('tokensIssued')
  })

  it('logins of both kinds work side by side', async () => {
    const both = actionsAt(service)
    expect(wordFor(await both.logIn())).toBe('tokensIssued')
    expect(wordFor(await exchange())).toBe('tokensIssued')
    expect(world.issuer.grants.map(({ occasion, clientId }) => [occasion, clientId])).toEqual([
      ['login', 'first-party'],
      ['password', 'agent'],
    ])
  })
})
