import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { tvClient, wordFor } from '../../../../test-support/device.js'
import { agentSecret } from '../../../../test-support/fake-ports.js'
import { createLastingWorld, createWorld, type World } from '../../../../test-support/world.js'
import { minute, second } from '../../../machine/time.js'

// RFC 7636 on the device grant: docs/decisions/0072.

const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const wrong = 'wrong-verifier-wrong-verifier-wrong-verifier-x'

const wrongOnes = [
  ['a wrong verifier', { codeVerifier: wrong }],
  ['no verifier', {}],
  ['the challenge in place of the verifier', { codeVerifier: codeChallenge }],
] as const

describe('a device authorization with a code challenge', () => {
  it('PK01: gives tokens to a poll with its verifier, RFC 7636 §4.6', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start({ codeChallenge })
    expect(wordFor(await world.poll(deviceCode, { codeVerifier }))).toBe('authorizationPending')
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode, { codeVerifier }))).toBe('tokensIssued')
  })

  it('computes the challenge of RFC 7636 Appendix B', () => {
    expect(createHash('sha256').update(codeVerifier).digest('base64url')).toBe(codeChallenge)
  })

  it.each(wrongOnes)('PK02: refuses a poll with %s in every state, and tells it nothing else', async (_, sent) => {
    const outcomes: unknown[] = []
    for (const prepare of [
      async () => {},
      (world: World, userCode: string) => world.approve(userCode),
      (world: World, userCode: string) => world.deny(userCode),
      async (world: World) => world.clock.advance(11 * minute),
    ]) {
      const world = createWorld()
      const { deviceCode, userCode } = await world.start({ codeChallenge })
      await prepare(world, userCode)
      outcomes.push(await world.poll(deviceCode, sent))
      expect(world.eventsOf('verifierRefused')).toMatchObject([{ clientId: 'tv' }])
      expect(world.eventsOf('verifierRefused')[0]?.grantId).toBe(world.eventsOf('authorizationIssued')[0]?.grantId)
      expect(world.eventsOf('authorizationExpired')).toEqual([])
    }
    for (const outcome of outcomes) expect(outcome).toBe(outcomes[0])
    expect(outcomes[0]).toMatchObject({ code: 'invalidGrant', description: expect.stringContaining('code_verifier') })
  })

  it.each(wrongOnes)('PK02: keeps the approval after a poll with %s', async (_, sent) => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start({ codeChallenge })
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode, sent))).toBe('invalidGrant')
    expect(wordFor(await world.poll(deviceCode, { codeVerifier }))).toBe('tokensIssued')
  })

  it.each(wrongOnes)('PK02: keeps the time of the last poll at a poll with %s', async (_, sent) => {
    const world = createWorld()
    const { deviceCode } = await world.start({ codeChallenge })
    await world.poll(deviceCode, { codeVerifier })
    world.clock.advance(4_500)
    for (let count = 0; count < 20; count++) await world.poll(deviceCode, sent)
    world.clock.advance(500)
    // With a stamp of the polls in between, this one would be too fast.
    expect(wordFor(await world.poll(deviceCode, { codeVerifier }))).toBe('authorizationPending')
    world.clock.advance(5 * second)
    expect(await world.poll(deviceCode, { codeVerifier })).toMatchObject({ interval: 5 * second })
  })

  it('PK02: is not slowed down by polls without its verifier that come at the same time', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start({ codeChallenge })
    await world.poll(deviceCode, { codeVerifier })
    world.clock.advance(5 * second)
    const polls = Array.from({ length: 20 }, (_, nth) => world.poll(deviceCode, nth === 10 ? { codeVerifier } : {}))
    const words = (await Promise.all(polls)).map(wordFor)
    expect(words.filter((word) => word !== 'invalidGrant')).toEqual(['authorizationPending'])
  })

  it('PK04: refuses a verifier if the code has no challenge, RFC 9700 §4.8.2', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode, { codeVerifier }))).toBe('invalidGrant')
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('PK05: is required of a client with pkce: required, and refused before anything is counted or stored', async () => {
    const world = createWorld()
    world.clients.change('tv', { pkce: 'required' })
    const create = vi.spyOn(world.store, 'create')
    expect(await world.tryToStart()).toMatchObject({
      code: 'invalidRequest',
      description: expect.stringContaining('code_challenge'),
      faults: [{ name: 'code_challenge', fault: 'missing' }],
    })
    expect(create).not.toHaveBeenCalled()
    const { deviceCode, userCode } = await world.start({ codeChallenge })
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode, { codeVerifier }))).toBe('tokensIssued')
  })

  it.each(wrongOnes)('PK06: gives a lost response again only with its verifier, and not with %s', async (_, sent) => {
    const world = createLastingWorld()
    const { deviceCode, userCode } = await world.start({ codeChallenge })
    await world.approve(userCode)
    const first = await world.poll(deviceCode, { codeVerifier })
    expect(wordFor(await world.poll(deviceCode, sent))).toBe('invalidGrant')
    expect(world.eventsOf('deviceCodeReplayed')).toEqual([])
    expect(await world.poll(deviceCode, { codeVerifier })).toEqual(first)
  })

  it('PK08: is stored with the challenge and never with the verifier', async () => {
    const world = createWorld()
    const create = vi.spyOn(world.store, 'create')
    const replace = vi.spyOn(world.store, 'replace')
    const { deviceCode, userCode } = await world.start({ codeChallenge })
    await world.approve(userCode)
    await world.poll(deviceCode, { codeVerifier })
    const dump = JSON.stringify([create.mock.calls, replace.mock.calls])
    expect(dump).toContain(codeChallenge)
    expect(dump).not.toContain(codeVerifier)
    expect(JSON.stringify([world.events, world.faults])).not.toContain(codeVerifier)
  })

  it('stays unknown to another client with the right verifier, and changes nothing for its own', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start({ codeChallenge })
    const client = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const
    expect(wordFor(await world.poll(deviceCode, { client, codeVerifier }))).toBe('unknownDeviceCode')
    expect(world.eventsOf('verifierRefused')).toEqual([])
  })

  it('is unknown to who knows only the name of its record', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start({ codeChallenge })
    const forged = deviceCode.slice(0, 22) + 'x'.repeat(43)
    expect(wordFor(await world.poll(forged))).toBe('unknownDeviceCode')
    expect(wordFor(await world.poll(forged, { codeVerifier }))).toBe('unknownDeviceCode')
    expect(world.eventsOf('verifierRefused')).toEqual([])
  })

  it('costs a pending poll one store call, and a poll without the verifier reads and no write', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start({ codeChallenge })
    const calls = (['create', 'recordPoll', 'find', 'replace'] as const).map((name) => vi.spyOn(world.store, name))
    const counts = () => calls.map((call) => call.mock.calls.length)
    await world.poll(deviceCode, { codeVerifier })
    expect(counts()).toEqual([0, 1, 0, 0])
    await world.poll(deviceCode)
    expect(counts()).toEqual([0, 1, 1, 0])
    await world.poll(deviceCode, { codeVerifier: wrong })
    expect(counts()).toEqual([0, 2, 2, 0])
  })

  it('is not offered a second chance by a store that fails: the poll rejects', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start({ codeChallenge })
    vi.spyOn(world.store, 'find').mockRejectedValue(new Error('down'))
    await expect(world.poll(deviceCode)).rejects.toThrow('stores.authorizations.find failed')
  })
})

describe('a text to compare', () => {
  const agent = { method: 'client_secret_basic', clientId: 'agent', secret: agentSecret } as const

  it('of a client that authenticates is on the page and in the events', async () => {
    const world = createWorld()
    world.clients.change('agent', { grantTypes: ['device_code'], scopes: ['read'], defaultScopes: ['read'] })
    const { userCode } = await world.start({ client: agent, bindingMessage: 'Till 4' })
    expect(await world.open(userCode)).toMatchObject({ bindingMessage: 'Till 4' })
    await world.approve(userCode)
    expect(world.eventsOf('authorizationIssued')).toMatchObject([{ bindingMessage: 'Till 4' }])
    expect(world.eventsOf('authorizationApproved')).toMatchObject([{ bindingMessage: 'Till 4' }])
  })

  it('of a public client is refused, because any program can name that client', async () => {
    const world = createWorld()
    expect(await world.tryToStart({ client: tvClient, bindingMessage: 'Till 4' })).toMatchObject({
      code: 'invalidRequest',
      description: expect.stringContaining('binding_message'),
    })
    expect(world.eventsOf('authorizationIssued')).toEqual([])
  })

  it('is absent from views and events without one', async () => {
    const world = createWorld()
    const { userCode } = await world.start()
    expect(await world.open(userCode)).not.toHaveProperty('bindingMessage')
    expect(world.eventsOf('authorizationIssued')[0]).not.toHaveProperty('bindingMessage')
  })
})
