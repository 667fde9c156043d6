import { describe, expect, it, vi } from 'vitest'
import { actionsAt, alice, bob, wordFor } from '../../../test-support/device.js'
import { agentSecret } from '../../../test-support/fake-ports.js'
import { createWorld, type World } from '../../../test-support/world.js'
import { PortFault } from '../call/faults.js'

// Account, client, scope and resources are checked again when the tokens are made.

const api = 'https://api.example/'
const files = 'https://files.example/'

async function approved(world: World, start: Parameters<World['start']>[0] = {}): Promise<string> {
  const { deviceCode, userCode } = await world.start(start)
  await world.approve(userCode)
  return deviceCode
}

describe('the account', () => {
  it.each([
    ['disabled', (world: World) => world.accounts.change('account-alice', { disabled: true })],
    ['deleted', (world: World) => world.accounts.bySubject.delete('account-alice')],
  ])('%s after it approved: no tokens, and none after it exists again', async (_, harm) => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const before = world.accounts.bySubject.get('account-alice')
    harm(world)
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    if (before !== undefined) world.accounts.add(before)
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.issuer.grants).toEqual([])
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(world.eventsOf('approvalWithdrawn')).toMatchObject([{ subject: 'account-alice', clientId: 'tv' }])
  })

  it('whose approval was withdrawn cannot approve again, and the page says that it was denied', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    const again = () => world.decide({ userCode, ticket, choice: 'approve' })
    await again()
    world.accounts.change('account-alice', { disabled: true })
    await world.poll(deviceCode)
    world.accounts.change('account-alice', { disabled: false })
    expect(await again()).toEqual({ kind: 'refusal', code: 'alreadyDecided', status: 'denied' })
  })

  it('that cannot be looked up causes a fault, and the approval survives it', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    vi.spyOn(world.accounts, 'findAccount').mockRejectedValueOnce(new Error('directory down'))
    await expect(world.poll(deviceCode)).rejects.toThrow(PortFault)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('that is disabled after its tokens were made no longer gets a lost response', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    await world.poll(deviceCode)
    world.accounts.change('account-alice', { disabled: true })
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
  })

  it('of another person changes nothing', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    world.accounts.change('account-bob', { disabled: true })
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('that is disabled while its approval is being claimed gets no tokens', async () => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const { replace } = world.store
    vi.spyOn(world.store, 'replace').mockImplementationOnce(async (seen, next) => {
      world.accounts.change('account-alice', { disabled: true })
      return replace(seen, next)
    })
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.issuer.grants).toEqual([])
  })

  it('that approved first is the one in the token, even if another person opened the page', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    const [a, b] = [await world.open(userCode, alice), await world.open(userCode, bob)]
    await world.decide({ userCode, ticket: b.ticket, choice: 'approve' }, bob)
    await world.decide({ userCode, ticket: a.ticket, choice: 'approve' }, alice)
    await world.poll(deviceCode)
    expect(world.issuer.grants).toMatchObject([{ subject: 'account-bob', authenticatedAt: bob.authenticatedAt }])
  })
})

describe('the client', () => {
  it.each([
    ['disabled', { disabled: true }, 'invalidClient'],
    ['without the device grant', { grantTypes: [] }, 'unauthorizedClient'],
    ['made confidential', { authMethods: ['client_secret_basic'] }, 'invalidClient'],
  ] as const)('%s after the approval: no tokens until that is undone', async (_, changes, word) => {
    const world = createWorld()
    const deviceCode = await approved(world)
    const before = world.clients.byId.get('tv')
    world.clients.change('tv', changes)
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
    expect(world.issuer.grants).toEqual([])
    if (before !== undefined) world.clients.byId.set('tv', before)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('must authenticate at the poll as at the start', async () => {
    const world = createWorld()
    const client = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const
    const deviceCode = await approved(world, { client })
    expect(wordFor(await world.poll(deviceCode, { client: { method: 'none', clientId: 'agent' } }))).toBe(
      'invalidClient',
    )
    expect(wordFor(await world.poll(deviceCode, { client: { ...client, secret: 'guess' } }))).toBe('invalidClient')
    expect(wordFor(await world.poll(deviceCode, { client }))).toBe('tokensIssued')
  })
})

describe('the scope', () => {
  it.each([
    ['asked and allowed', ['read', 'write'], undefined, ['read', 'write', 'admin'], ['read', 'write']],
    ['narrowed by the person', ['read', 'write'], ['read'], ['read', 'write', 'admin'], ['read']],
    ['that the client has lost completely', ['read'], undefined, ['admin'], []],
    ['that the client has lost in part', ['read', 'write'], undefined, ['read'], ['read']],
    ['that the client has gained since, but never requested', ['read'], undefined, ['read', 'write', 'root'], ['read']],
  ])('%s: the token and its response have the same', async (_, asked, granted, allowed, expected) => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start({ scope: asked })
    await world.approve(userCode, alice, granted)
    world.clients.change('tv', { scopes: allowed })
    expect(await world.poll(deviceCode)).toMatchObject({ scope: expected })
    expect(world.issuer.grants).toMatchObject([{ scope: expected }])
    expect(world.eventsOf('authorizationRedeemed')).toMatchObject([{ scope: expected }])
  })
})

describe('the resources', () => {
  it.each([
    ['none named: all that were authorized', [], [api, files]],
    ['one of them', [files], [files]],
    ['all of them', [files, api], [files, api]],
  ])('%s', async (_, named, expected) => {
    const world = createWorld()
    const deviceCode = await approved(world, { resources: [api, files] })
    await world.poll(deviceCode, { resources: named })
    expect(world.issuer.grants).toMatchObject([{ resources: expected }])
  })

  it.each([
    ['beyond the authorized ones', [api], [files]],
    ['without an authorized one', [], [api]],
    ['partly beyond', [api], [api, files]],
  ])('%s: invalid_target, and the code is not spent', async (_, authorized, named) => {
    const world = createWorld()
    const deviceCode = await approved(world, { resources: authorized })
    expect(wordFor(await world.poll(deviceCode, { resources: named }))).toBe('invalidTarget')
    expect(world.issuer.grants).toEqual([])
    expect(wordFor(await world.poll(deviceCode, { resources: authorized }))).toBe('tokensIssued')
  })

  it.each([
    ['one of two: the other is left', [api, files], [api], [], 'tokensIssued', [api]],
    ['the only one: there is no token for nothing', [api], [files], [], 'invalidTarget', []],
    ['the one that is named', [api, files], [api], [files], 'invalidTarget', []],
  ])('that the client has lost since, %s', async (_, authorized, allowed, named, word, granted) => {
    const world = createWorld()
    const deviceCode = await approved(world, { resources: authorized })
    world.clients.change('tv', { resources: allowed })
    expect(wordFor(await world.poll(deviceCode, { resources: named }))).toBe(word)
    expect(world.issuer.grants.flatMap(({ resources }) => resources)).toEqual(granted)
  })

  it('that were not authorized show nothing about the state before the approval', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start({ resources: [api] })
    expect(wordFor(await world.poll(deviceCode, { resources: [files] }))).toBe('authorizationPending')
  })
})

describe('two servers', () => {
  it('withdraw an approval once', async () => {
    const world = createWorld()
    const elsewhere = actionsAt(world.secondService())
    const deviceCode = await approved(world)
    world.accounts.change('account-alice', { disabled: true })
    const words = (await Promise.all([world.poll(deviceCode), elsewhere.poll(deviceCode)])).map(wordFor)
    expect(words).toEqual(['accessDenied', 'accessDenied'])
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
  })
})
