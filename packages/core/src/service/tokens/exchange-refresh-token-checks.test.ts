import { beforeEach, describe, expect, it, vi } from 'vitest'
import { lastingScope, refreshTokenIn, wordFor } from '../../../test-support/device.js'
import { agentSecret } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { minute } from '../../machine/time.js'
import { PortFault } from '../call/faults.js'

// RFC 6749 §6: client, scope, resources and account are checked again at every refresh.

const api = 'https://api.example/'
const files = 'https://files.example/'

let world: LastingWorld
let token: string

beforeEach(async () => {
  world = createLastingWorld()
  token = refreshTokenIn(await world.link({ scope: lastingScope, resources: [api, files] }))
  world.events.splice(0)
})

const lastGrant = () => world.issuer.grants.at(-1)

describe('the client', () => {
  it.each([
    ['disabled', { disabled: true }, 'invalidClient'],
    ['without the refresh grant', { grantTypes: ['device_code'] }, 'unauthorizedClient'],
    ['made confidential', { authMethods: ['client_secret_basic'] }, 'invalidClient'],
  ] as const)('%s since: no tokens until that is undone, and no store call', async (_, changes, word) => {
    const before = world.clients.byId.get('tv')
    const find = vi.spyOn(world.families, 'find')
    world.clients.change('tv', changes)
    expect(wordFor(await world.refresh(token))).toBe(word)
    expect(find).not.toHaveBeenCalled()
    if (before !== undefined) world.clients.byId.set('tv', before)
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })

  it('that no longer exists is unknown', async () => {
    world.clients.byId.delete('tv')
    expect(wordFor(await world.refresh(token))).toBe('invalidClient')
  })

  it('must authenticate as at the start', async () => {
    const client = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const
    const ofAgent = refreshTokenIn(await world.link({ client, scope: lastingScope }))
    const none = { method: 'none', clientId: 'agent' } as const
    expect(wordFor(await world.refresh(ofAgent, { client: none }))).toBe('invalidClient')
    expect(wordFor(await world.refresh(ofAgent, { client: { ...client, secret: 'guess' } }))).toBe('invalidClient')
    expect(wordFor(await world.refresh(ofAgent, { client }))).toBe('tokensIssued')
  })
})

describe('the scope', () => {
  it('is everything that was granted if none is named', async () => {
    expect(await world.refresh(token)).toMatchObject({ scope: lastingScope })
    expect(lastGrant()).toMatchObject({ scope: lastingScope })
  })

  it('is narrower if the request asks for less, and the original one again afterwards', async () => {
    const narrow = await world.refresh(token, { scope: ['read'] })
    expect(narrow).toMatchObject({ scope: ['read'] })
    expect(lastGrant()).toMatchObject({ scope: ['read'] })
    const wide = await world.refresh(refreshTokenIn(narrow), { scope: [] })
    expect(wide).toMatchObject({ scope: lastingScope })
    expect(await world.refresh(refreshTokenIn(wide), { scope: ['write', 'read'] })).toMatchObject({
      scope: ['write', 'read'],
    })
  })

  it.each([[['admin']], [['read', 'admin']], [['READ']], [['nonsense']]])(
    'beyond the granted one, %j, is refused without spending the token',
    async (scope) => {
      const before = await world.stored(token)
      expect(wordFor(await world.refresh(token, { scope }))).toBe('invalidScope')
      expect(await world.stored(token)).toEqual(before)
      expect(world.issuer.grants).toHaveLength(1)
      expect(world.events).toEqual([])
      expect(await world.refresh(token)).toMatchObject({ scope: lastingScope })
    },
  )

  it('that the person left out cannot be requested', async () => {
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode, undefined, ['read', 'offline_access'])
    const narrowed = refreshTokenIn(await world.poll(deviceCode))
    expect(wordFor(await world.refresh(narrowed, { scope: ['write'] }))).toBe('invalidScope')
    expect(await world.refresh(narrowed)).toMatchObject({ scope: ['read', 'offline_access'] })
  })

  it('that the client has lost since is left out until the client has it again', async () => {
    world.clients.change('tv', { scopes: ['read', 'offline_access', 'more'] })
    const less = await world.refresh(token)
    expect(less).toMatchObject({ scope: ['read', 'offline_access'] })
    expect(lastGrant()).toMatchObject({ scope: ['read', 'offline_access'] })
    world.clients.change('tv', { scopes: lastingScope })
    expect(await world.refresh(refreshTokenIn(less))).toMatchObject({ scope: lastingScope })
  })
})

describe('the resources', () => {
  it.each([
    ['none named: all that were granted', [], [api, files]],
    ['one of them', [files], [files]],
    ['all of them', [files, api], [files, api]],
  ])('%s, and all of them again afterwards', async (_, resources, expected) => {
    const response = await world.refresh(token, { resources })
    expect(lastGrant()).toMatchObject({ resources: expected })
    await world.refresh(refreshTokenIn(response))
    expect(lastGrant()).toMatchObject({ resources: [api, files] })
  })

  it('that a redemption left out can be requested at a refresh, as in the example of RFC 8707 §2.2', async () => {
    const { deviceCode, userCode } = await world.start({ scope: lastingScope, resources: [api, files] })
    await world.approve(userCode)
    const narrow = refreshTokenIn(await world.poll(deviceCode, { resources: [api] }))
    expect(lastGrant()).toMatchObject({ resources: [api] })
    const response = await world.refresh(narrow, { resources: [files] })
    expect(wordFor(response)).toBe('tokensIssued')
    expect(lastGrant()).toMatchObject({ resources: [files] })
  })

  it.each([
    ['beyond the granted ones', [api, files], ['https://other.example/']],
    ['that the client has lost since', [api], [files]],
  ])('%s are refused without spending the token', async (_, allowed, resources) => {
    world.clients.change('tv', { resources: allowed })
    const before = await world.stored(token)
    expect(wordFor(await world.refresh(token, { resources }))).toBe('invalidTarget')
    expect(await world.stored(token)).toEqual(before)
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
    expect(lastGrant()).toMatchObject({ resources: allowed })
  })
})

describe('the grant', () => {
  const subject = 'account-alice'
  const grantedAt = (): number => world.clock.now()

  it.each<[string, () => unknown]>([
    ['whose account is disabled', () => world.accounts.change(subject, { disabled: true })],
    ['whose account is gone', () => world.accounts.bySubject.delete(subject)],
    [
      'whose account was signed out everywhere at the same moment',
      () => world.accounts.change(subject, { signedOutAt: grantedAt() }),
    ],
    [
      'whose account was signed out everywhere later',
      () => world.accounts.change(subject, { signedOutAt: grantedAt() + 60 * minute }),
    ],
    ['whose account had its grants revoked', () => world.service.revokeGrants({ subject })],
    ['whose client had its grants revoked', () => world.service.revokeGrants({ clientId: 'tv' })],
  ])('%s is over for good, with one event', async (_, harm) => {
    const before = world.accounts.bySubject.get(subject)
    await harm()
    world.events.splice(0)
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(world.events).toMatchObject([{ type: 'grantEnded', reason: 'inactive', subject }])
    expect(await world.stored(token)).toMatchObject({ family: { status: 'ended', reason: 'inactive' } })
    if (before !== undefined) world.accounts.add(before)
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(world.issuer.grants).toHaveLength(1)
  })

  it.each<[string, () => unknown]>([
    ['whose account was disabled', () => world.accounts.change(subject, { disabled: true })],
    ['whose account had its grants revoked', () => world.service.revokeGrants({ subject })],
  ])('%s after a refresh no longer gives the lost response', async (_, harm) => {
    await world.refresh(token)
    await harm()
    world.events.splice(0)
    expect(wordFor(await world.refresh(token))).toBe('invalidRefreshToken')
    expect(world.events).toMatchObject([{ type: 'grantEnded', reason: 'inactive' }])
  })

  it.each<[string, () => unknown]>([
    [
      'whose account was signed out everywhere before',
      () => world.accounts.change(subject, { signedOutAt: grantedAt() - 1 }),
    ],
    ['of another account than the revoked one', () => world.service.revokeGrants({ subject: 'account-bob' })],
    ['of another client than the revoked one', () => world.service.revokeGrants({ clientId: 'other-tv' })],
    [
      'of a client with the same identifier as the revoked account',
      () => world.service.revokeGrants({ subject: 'tv' }),
    ],
    [
      'of an account with the same identifier as the revoked client',
      () => world.service.revokeGrants({ clientId: subject }),
    ],
  ])('%s stays active', async (_, harm) => {
    await harm()
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })

  it('that cannot be looked up causes a fault, and its token stays valid', async () => {
    vi.spyOn(world.accounts, 'findAccount').mockRejectedValueOnce(new Error('directory down'))
    await expect(world.refresh(token)).rejects.toThrow(PortFault)
    vi.spyOn(world.families, 'findRevokedBefore').mockRejectedValueOnce(new Error('store down'))
    await expect(world.refresh(token)).rejects.toThrow(PortFault)
    expect(wordFor(await world.refresh(token))).toBe('tokensIssued')
  })
})
