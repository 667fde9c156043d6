import { sha256 } from '@oslojs/crypto/sha2'
import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { describe, expect, it, vi } from 'vitest'
import { wordFor } from '../../../test-support/device.js'
import { agent, agentSecret } from '../../../test-support/fake-ports.js'
import { createWorld, type World } from '../../../test-support/world.js'
import type { ClientCredentials } from '../../protocol/client-credentials.js'
import { PortFault } from '../call/faults.js'
import { digestClientSecret } from './client-secret.js'

// The real functions, with their calls counted.
vi.mock('@oslojs/crypto/sha2', { spy: true })
vi.mock('@oslojs/crypto/subtle', { spy: true })

// RFC 6749 §2.3.

const none = (clientId: string): ClientCredentials => ({ method: 'none', clientId })
const basic = (clientId: string, secret: string): ClientCredentials => ({
  method: 'client_secret_basic',
  clientId,
  secret,
})
const post = (clientId: string, secret: string): ClientCredentials => ({
  method: 'client_secret_post',
  clientId,
  secret,
})

/** The operations at which a client authenticates. */
async function atBothDoors(world: World, client: ClientCredentials): Promise<readonly unknown[]> {
  return [await world.tryToStart({ client }), await world.poll('x'.repeat(43), { client })]
}

describe('a client', () => {
  it.each([
    ['public, by its name', none('tv')],
    ['confidential, by Basic', basic('agent', agentSecret)],
    ['confidential, in the body', post('agent', agentSecret)],
  ])('%s, is authenticated', async (_, client) => {
    expect(wordFor(await createWorld().tryToStart({ client }))).toBe('authorizationStarted')
  })

  it.each([
    ['unknown, by its name', none('nobody'), {}],
    ['unknown, with a secret', basic('nobody', agentSecret), {}],
    ['with the wrong secret, by Basic', basic('agent', 'wrong'), {}],
    ['with the wrong secret, in the body', post('agent', 'wrong'), {}],
    ['with the digest of its secret', basic('agent', digestClientSecret(agentSecret)), {}],
    ['with a secret that begins right', basic('agent', agentSecret.slice(0, -1)), {}],
    ['with an empty secret', post('agent', ''), {}],
    ['confidential, without a secret', none('agent'), {}],
    ['public, with a secret', post('tv', 'anything'), {}],
    [
      'registered for Basic only, with the right secret in the body',
      post('agent', agentSecret),
      { authMethods: ['client_secret_basic'] },
    ],
    [
      'registered for the body only, with the right secret by Basic',
      basic('agent', agentSecret),
      { authMethods: ['client_secret_post'] },
    ],
    ['without any registered secret', basic('agent', agentSecret), { secretDigests: [] }],
    ['disabled, with the right secret', basic('agent', agentSecret), { disabled: true }],
    ['in other case', none('TV'), {}],
    ['with a homoglyph', none('tѵ'), {}],
    ['with NUL behind its name', none('tv\0'), {}],
    ['named like a member of every object', none('__proto__'), {}],
  ] as const)('%s, gets exactly the same refusal as every other failure', async (_, client, changes) => {
    const world = createWorld()
    world.clients.change('agent', changes)
    const refusal = { kind: 'problem', code: 'invalidClient', description: 'Client authentication failed.' }
    expect(await atBothDoors(world, client)).toEqual([refusal, refusal])
  })

  it('costs one look-up, whether it is known or not', async () => {
    const world = createWorld()
    const findClient = vi.spyOn(world.clients, 'findClient')
    await world.tryToStart({ client: none('nobody') })
    await world.tryToStart({ client: basic('agent', 'wrong') })
    expect(findClient.mock.calls).toEqual([['nobody'], ['agent']])
  })

  it('that fails to authenticate causes no store call', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    const recordPoll = vi.spyOn(world.store, 'recordPoll')
    await world.poll(deviceCode, { client: none('nobody') })
    expect(recordPoll).not.toHaveBeenCalled()
  })

  it('that fails to authenticate causes an event, with its identifier if the client exists', async () => {
    const world = createWorld()
    await world.tryToStart({ client: basic('agent', 'wrong') })
    await world.tryToStart({ client: none('nobody-i-know') })
    const at = world.clock.now()
    expect(world.events).toEqual([
      { type: 'clientAuthenticationFailed', clientId: 'agent', at, ip: '192.0.2.7' },
      { type: 'clientAuthenticationFailed', at, ip: '192.0.2.7' },
    ])
  })

  it('gets a fault and not a refusal when the registry fails', async () => {
    const world = createWorld()
    vi.spyOn(world.clients, 'findClient').mockRejectedValue(new Error('registry down'))
    await expect(world.tryToStart()).rejects.toThrow(PortFault)
    await expect(world.poll('x')).rejects.toThrow('clients.findClient failed')
  })
})

describe('a Basic header that can be read in two ways', () => {
  const secrets = { plus: 'a+b', space: 'a b' }

  /** A header, as the wire reads it: form-decoded first. */
  const twoWays = (decoded: readonly [string, string], plain: readonly [string, string]): ClientCredentials => ({
    method: 'client_secret_basic',
    clientId: decoded[0],
    secret: decoded[1],
    unencoded: { clientId: plain[0], secret: plain[1] },
  })

  function worldWith(clients: Readonly<Record<string, string>>): World {
    const world = createWorld()
    for (const [clientId, secret] of Object.entries(clients)) {
      world.clients.byId.set(clientId, { ...agent, clientId, secretDigests: [digestClientSecret(secret)] })
    }
    return world
  }

  const heard = async (world: World, client: ClientCredentials) => wordFor(await world.tryToStart({ client }))

  it.each([
    ['form-encoded', secrets.space],
    ['as it is', secrets.plus],
  ])('authenticates the client whose secret was sent %s', async (_, secret) => {
    const world = worldWith({ ci: secret })
    expect(await heard(world, twoWays(['ci', secrets.space], ['ci', secrets.plus]))).toBe('authorizationStarted')
    expect(await heard(world, twoWays(['ci', 'x y'], ['ci', 'x+y']))).toBe('invalidClient')
  })

  it('names the client of its form-decoded reading, if that client exists', async () => {
    const world = worldWith({ 'a b': 'one', 'a+b': 'two' })
    const started = vi.spyOn(world.store, 'create')
    expect(await heard(world, twoWays(['a b', 'one'], ['a+b', 'one']))).toBe('authorizationStarted')
    expect(started.mock.calls.map(([{ clientId }]) => clientId)).toEqual(['a b'])
  })

  it('never acts for the client of its second reading if the client of its first reading exists', async () => {
    const world = worldWith({ 'a b': 'one', 'a+b': 'two' })
    expect(await heard(world, twoWays(['a b', 'two'], ['a+b', 'two']))).toBe('invalidClient')
    world.clients.change('a b', { disabled: true })
    expect(await heard(world, twoWays(['a b', 'two'], ['a+b', 'two']))).toBe('invalidClient')
    expect(await heard(world, twoWays(['a b', 'one'], ['a+b', 'one']))).toBe('invalidClient')
    expect(world.events.map((event) => 'clientId' in event && event.clientId)).toEqual(['a b', 'a b', 'a b'])
  })

  it('never uses the secret of one reading for the client of the other', async () => {
    const world = worldWith({ 'a b': secrets.plus })
    expect(await heard(world, twoWays(['a b', secrets.space], ['a+b', secrets.plus]))).toBe('invalidClient')
  })

  it('names the client of its second reading if its first reading names none; that client may be public', async () => {
    const world = worldWith({ 'a+b': secrets.plus })
    expect(await heard(world, twoWays(['a b', secrets.space], ['a+b', secrets.plus]))).toBe('authorizationStarted')
    expect(await heard(world, twoWays(['a b', secrets.plus], ['a+b', secrets.space]))).toBe('invalidClient')
    world.clients.change('a+b', { authMethods: ['none'] })
    const unencoded = { clientId: 'a+b', secret: '' }
    const named: ClientCredentials = { method: 'none', clientId: 'a b', unencoded }
    expect(await heard(world, named)).toBe('authorizationStarted')
  })

  it('does not look up an identifier with control characters, but looks up the other one', async () => {
    const world = worldWith({ 'a%00b': 'one' })
    const findClient = vi.spyOn(world.clients, 'findClient')
    expect(await heard(world, twoWays(['a\0b', 'one'], ['a%00b', 'one']))).toBe('authorizationStarted')
    expect(findClient.mock.calls).toEqual([['a%00b']])
  })

  it.each([
    ['the form-decoded secret is right', secrets.space, ['ci', 'ci']],
    ['the secret is right as it is', secrets.plus, ['ci', 'ci']],
    ['neither is right', 'another', ['ci', 'ci']],
    ['the client is unknown', undefined, ['ci', 'ci']],
    ['both names are known', secrets.plus, ['a b', 'a+b'], { 'a b': 'one', 'a+b': secrets.plus }],
    ['the second name is known', secrets.plus, ['a b', 'a+b'], { 'a+b': secrets.plus }],
    ['neither name is known', secrets.plus, ['a b', 'a+b'], {}],
  ])('costs the same work when %s', async (_, secret, names, clients = secret === undefined ? {} : { ci: secret }) => {
    const world = worldWith(clients)
    const findClient = vi.spyOn(world.clients, 'findClient')
    vi.mocked(sha256).mockClear()
    vi.mocked(constantTimeEqual).mockClear()
    const [first = '', second = ''] = names
    await heard(world, twoWays([first, secrets.space], [second, secrets.plus]))
    expect(sha256).toHaveBeenCalledTimes(2)
    expect(constantTimeEqual).toHaveBeenCalledTimes(2)
    expect(findClient.mock.calls.flat()).toEqual([...new Set(names)])
  })
})

describe('two secrets during a rotation', () => {
  const next = 'the-next-secret-0d4b6f1e'
  const tried = async (world: World) => [
    wordFor(await world.tryToStart({ client: basic('agent', agentSecret) })),
    wordFor(await world.tryToStart({ client: basic('agent', next) })),
  ]

  it('both work, and after it only the new one', async () => {
    const world = createWorld()
    expect(await tried(world)).toEqual(['authorizationStarted', 'invalidClient'])
    world.clients.change('agent', { secretDigests: [digestClientSecret(agentSecret), digestClientSecret(next)] })
    expect(await tried(world)).toEqual(['authorizationStarted', 'authorizationStarted'])
    world.clients.change('agent', { secretDigests: [digestClientSecret(next)] })
    expect(await tried(world)).toEqual(['invalidClient', 'authorizationStarted'])
  })
})
