import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, alice, lastingScope, refreshTokenIn, tokensIn, wordFor } from '../../../test-support/device.js'
import { agentSecret, agent as registeredAgent } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { day, minute } from '../../machine/time.js'
import type { TokenIssuer } from '../../ports/token-issuer.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { PortFault } from '../call/faults.js'

// RFC 7662, docs/decisions/0017.

let world: LastingWorld
let tokens: TokensIssued

beforeEach(async () => {
  world = createLastingWorld()
  tokens = await world.link({ scope: lastingScope, resources: ['https://api.example/'] })
  world.events.splice(0)
})

const subject = 'account-alice'
const inactive = { kind: 'tokenIntrospected', active: false }
const agent = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const

describe('an active token', () => {
  it('of type access token is described with all its members', async () => {
    expect(await world.introspect(tokens.accessToken)).toEqual({
      kind: 'tokenIntrospected',
      active: true,
      use: 'accessToken',
      clientId: 'tv',
      subject,
      username: 'alice',
      scope: lastingScope,
      audience: ['https://api.example/'],
      issuedAt: world.clock.now(),
      expiresAt: world.clock.now() + 10 * minute,
      tokenId: tokens.accessToken,
      authenticatedAt: alice.authenticatedAt,
    })
  })

  it('of type refresh token is described as one, without an audience and a token identifier', async () => {
    world.clock.advance(minute)
    const next = refreshTokenIn(await world.refresh(refreshTokenIn(tokens), { scope: ['read'] }))
    expect(await world.introspect(next)).toEqual({
      kind: 'tokenIntrospected',
      active: true,
      use: 'refreshToken',
      clientId: 'tv',
      subject,
      username: 'alice',
      scope: lastingScope,
      audience: [],
      issuedAt: world.clock.now(),
      expiresAt: world.clock.now() + 14 * day,
      authenticatedAt: alice.authenticatedAt,
    })
  })

  it('is not changed: introspection spends nothing, extends nothing and emits no event', async () => {
    const before = await world.stored(refreshTokenIn(tokens))
    await world.introspect(refreshTokenIn(tokens))
    await world.introspect(tokens.accessToken)
    expect(await world.stored(refreshTokenIn(tokens))).toEqual(before)
    expect(world.events).toEqual([])
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('tokensIssued')
  })

  it('of type access token is active for any audience', async () => {
    const { issuer } = world
    const verify: TokenIssuer['verify'] = async (token, audiences) =>
      audiences === 'any' ? issuer.verify(token) : undefined
    const { introspect } = actionsAt(world.secondService({ tokens: { issue: (grant) => issuer.issue(grant), verify } }))
    expect(await introspect(tokens.accessToken)).toMatchObject({ active: true })
  })

  it('has the current username of its account', async () => {
    world.accounts.change(subject, { username: 'alice.b' })
    expect(await world.introspect(tokens.accessToken)).toMatchObject({ username: 'alice.b' })
  })

  it('of type access token is active until its last moment, also after a refresh', async () => {
    world.clock.advance(10 * minute - 1)
    await world.refresh(refreshTokenIn(tokens))
    expect(await world.introspect(tokens.accessToken)).toMatchObject({ active: true })
    world.clock.advance(1)
    expect(await world.introspect(tokens.accessToken)).toEqual(inactive)
  })

  it.each([
    ['left unused', [14 * day - 1]],
    ['used until the end of its grant', [10 * day, 10 * day, 10 * day - 1]],
  ])('of type refresh token, %s, is active until it would be refused', async (_, waits) => {
    let newest = refreshTokenIn(tokens)
    for (const [index, wait] of waits.entries()) {
      world.clock.advance(wait)
      if (index < waits.length - 1) newest = refreshTokenIn(await world.refresh(newest))
    }
    expect(await world.introspect(newest)).toMatchObject({ active: true, expiresAt: world.clock.now() + 1 })
    world.clock.advance(1)
    expect(await world.introspect(newest)).toEqual(inactive)
    expect(wordFor(await world.refresh(newest))).toBe('invalidRefreshToken')
  })

  it('of the host without a grant is judged by the time of the sign-in', async () => {
    const claims = world.issuer.claims.get(tokens.accessToken)
    if (claims === undefined) throw new Error('no claims')
    const { grantId: _, ...hostsOwn } = claims
    world.issuer.claims.set(tokens.accessToken, hostsOwn)
    expect(await world.introspect(tokens.accessToken)).toMatchObject({ active: true })
    world.accounts.change(subject, { signedOutAt: hostsOwn.authenticatedAt })
    expect(await world.introspect(tokens.accessToken)).toEqual(inactive)
  })
})

describe('a token that is not active', () => {
  it.each<[string, (token: string) => string | Promise<string>]>([
    ['invented', () => 'nonsense'],
    ['empty', () => ''],
    ['a megabyte long', () => 'A'.repeat(1_000_000)],
    ['a refresh token altered', (token) => token.slice(0, -1)],
    ['a refresh token invented for an existing grant', (token) => token.slice(0, 48) + 'A'.repeat(65)],
    ['a device code', async () => (await world.start()).deviceCode],
    ['a user code', async () => (await world.start()).userCode],
    [
      'a spent refresh token, inside its replay window',
      async (token) => {
        await world.refresh(token)
        return token
      },
    ],
  ])('is not active, without a reason: %s', async (_, make) => {
    expect(await world.introspect(await make(refreshTokenIn(tokens)))).toEqual(inactive)
    expect(world.eventsOf('grantEnded')).toEqual([])
  })

  it.each<[string, () => unknown]>([
    ['revoked', () => world.revoke(tokens.accessToken)],
    ['of a disabled account', () => world.accounts.change(subject, { disabled: true })],
    ['of an account that is gone', () => world.accounts.bySubject.delete(subject)],
    [
      'of an account that was signed out everywhere',
      () => world.accounts.change(subject, { signedOutAt: world.clock.now() }),
    ],
    ['of an account whose grants were revoked', () => world.service.revokeGrants({ subject })],
    ['of a client whose grants were revoked', () => world.service.revokeGrants({ clientId: 'tv' })],
    ['of a disabled client', () => world.clients.change('tv', { disabled: true })],
    ['of a client that is gone', () => world.clients.byId.delete('tv')],
    ['of a grant that the store has dropped', () => vi.spyOn(world.families, 'find').mockResolvedValue(undefined)],
  ])('is not active, without a reason: %s', async (_, harm) => {
    await harm()
    expect(await world.introspect(tokens.accessToken)).toEqual(inactive)
    expect(await world.introspect(refreshTokenIn(tokens))).toEqual(inactive)
  })

  it('of an issuer that cannot read its tokens is not active', async () => {
    const tokensUnread = { issue: world.issuer.issue.bind(world.issuer) }
    const { introspect } = actionsAt(world.secondService({ tokens: tokensUnread }))
    expect(await introspect(tokens.accessToken)).toEqual(inactive)
    expect(await introspect(refreshTokenIn(tokens))).toMatchObject({ active: true })
  })
})

describe('the caller', () => {
  it.each([
    ['public', { method: 'none', clientId: 'tv' }, {}, 'invalidClient'],
    ['confidential, without its secret', { method: 'none', clientId: 'agent' }, {}, 'invalidClient'],
    ['with the wrong secret', { ...agent, secret: 'guess' }, {}, 'invalidClient'],
    ['unknown', { ...agent, clientId: 'nobody' }, {}, 'invalidClient'],
    ['disabled', agent, { disabled: true }, 'invalidClient'],
  ] as const)('%s learns nothing', async (_, client, changes, word) => {
    world.clients.change('agent', changes)
    const find = vi.spyOn(world.families, 'find')
    expect(wordFor(await world.introspect(tokens.accessToken, { client }))).toBe(word)
    expect(find).not.toHaveBeenCalled()
  })

  it('that is public learns nothing, even if it is registered with introspects', async () => {
    world.clients.change('tv', { introspects: 'every' })
    const client = { method: 'none', clientId: 'tv' } as const
    expect(wordFor(await world.introspect(tokens.accessToken, { client }))).toBe('invalidClient')
  })

  it('that may not introspect is refused for every token', async () => {
    const { introspects: _, ...withoutRight } = registeredAgent
    world.clients.byId.set('agent', withoutRight)
    expect(wordFor(await world.introspect(tokens.accessToken))).toBe('introspectionForbidden')
    expect(wordFor(await world.introspect('nonsense'))).toBe('introspectionForbidden')
  })

  it('with introspects own learns about its own tokens, and others are inactive as nonsense is', async () => {
    world.clients.change('agent', { introspects: 'own' })
    const own = tokensIn(await world.link({ client: agent, scope: lastingScope }))
    for (const token of [own.accessToken, refreshTokenIn(own)]) {
      expect(await world.introspect(token)).toMatchObject({ active: true, clientId: 'agent' })
    }
    for (const token of [tokens.accessToken, refreshTokenIn(tokens)]) {
      expect(await world.introspect(token)).toEqual(inactive)
    }
  })
})

describe('a resource server', () => {
  const resourceServer = (audience: string | readonly string[]) =>
    world.clients.change('agent', { introspects: { audience } })

  it.each([
    ['names it', 'https://api.example/'],
    ['names it among others', ['https://other.example/', 'https://api.example/']],
  ])('sees an access token when its audience %s', async (_, audience) => {
    resourceServer(audience)
    expect(await world.introspect(tokens.accessToken)).toMatchObject({ active: true, clientId: 'tv' })
  })

  it.each([
    ['names another', 'https://other.example/'],
    ['has it as a prefix', 'https://api.example/v2'],
    ['is a prefix of it', 'https://api.example'],
    ['names nothing', []],
  ])('sees a token as nonsense when its audience %s', async (_, audience) => {
    resourceServer(audience)
    expect(await world.introspect(tokens.accessToken)).toEqual(inactive)
  })

  it('sees no refresh token, not even its own', async () => {
    resourceServer('https://api.example/')
    expect(await world.introspect(refreshTokenIn(tokens))).toEqual(inactive)
    const own = tokensIn(await world.link({ client: agent, scope: lastingScope }))
    expect(await world.introspect(refreshTokenIn(own))).toEqual(inactive)
    expect(await world.introspect(own.accessToken)).toEqual(inactive)
  })
})

describe('when a look-up fails', () => {
  it.each([
    ['the family', () => vi.spyOn(world.families, 'find')],
    ['the revocation mark', () => vi.spyOn(world.families, 'findRevokedBefore')],
    ['the account', () => vi.spyOn(world.accounts, 'findAccount')],
  ] as const)('%s: a PortFault, and never a token that is not active', async (_, spy) => {
    spy().mockRejectedValueOnce(new Error('down'))
    await expect(world.introspect(tokens.accessToken)).rejects.toThrow(PortFault)
    expect(await world.introspect(tokens.accessToken)).toMatchObject({ active: true })
  })
})
