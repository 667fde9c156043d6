import { createMemoryJtiStore } from '@devicegrant/store-memory'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, lastingScope, refreshTokenIn, wordFor } from '../../../test-support/device.js'
import { tv } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import type { Client } from '../../ports/client-registry.js'
import type { AssertionClaims, AssertionVerifier, JtiStore } from '../../ports/proving/client-assertions.js'
import type { ClientCredentials } from '../../protocol/client-credentials.js'
import { PortFault } from '../call/faults.js'

// RFC 7523 §3, docs/decisions/0019. The verifier checks signatures. Here a key is a word, and its holder can sign.

const issuer = 'https://issuer.example'
const endpoint = `${issuer}/oauth/token`

const signer: Client = { ...tv, clientId: 'signer', authMethods: ['private_key_jwt'], keys: [{ kid: 'signer-key' }] }
const otherSigner: Client = { ...signer, clientId: 'other-signer', keys: [{ kid: 'other-key' }] }

let world: LastingWorld
let jtis: JtiStore
let verifier: AssertionVerifier

/** The signed claims, by the text of the assertion. */
const assertions = new Map<string, { readonly kid: string; readonly claims: AssertionClaims }>()

beforeEach(() => {
  verifier = {
    algorithms: ['ES256'],
    async verify(assertion, keys) {
      const made = assertions.get(assertion)
      return keys.some((key) => key['kid'] === made?.kid) ? made?.claims : undefined
    },
  }
  // The store needs the clock of the world.
  jtis = { use: (name, forgetAt) => memory.use(name, forgetAt) }
  world = createLastingWorld({ clientAssertions: { verifier, jtis, issuer } })
  const memory = createMemoryJtiStore({ clock: world.clock })
  for (const client of [signer, otherSigner]) world.clients.byId.set(client.clientId, client)
})

const good = (clientId = 'signer'): AssertionClaims => ({
  issuer: clientId,
  subject: clientId,
  audience: [issuer],
  assertionId: `name-${assertions.size}`,
  expiresAt: world.clock.now() + minute,
})

function signed(claims: AssertionClaims, kid = 'signer-key', clientId = 'signer'): ClientCredentials {
  const assertion = jwt({ alg: 'ES256' })
  assertions.set(assertion, { kid, claims })
  return { method: 'private_key_jwt', clientId, assertion, endpoint }
}

// The claims are in the map. The test verifier does not read them from the text.
const jwt = (header: unknown) =>
  `${Buffer.from(JSON.stringify(header)).toString('base64url')}.claims-${assertions.size}.signature`

function typed(header: unknown): ClientCredentials {
  const assertion = jwt(header)
  assertions.set(assertion, { kid: 'signer-key', claims: good() })
  return { method: 'private_key_jwt', clientId: 'signer', assertion, endpoint }
}

const wordOf = async (client: ClientCredentials) => wordFor(await world.tryToStart({ client }))

describe('a client assertion', () => {
  it.each([
    ['absent', { alg: 'ES256' }],
    ['JWT', { typ: 'JWT' }],
    ['that of client authentication', { typ: 'client-authentication+jwt' }],
    ['the same in full, in capitals', { typ: 'Application/Client-Authentication+JWT' }],
  ])('whose type is %s authenticates its client', async (_, header) => {
    expect(await wordOf(typed(header))).toBe('authorizationStarted')
  })

  it.each<[string, unknown]>([
    ['that of an access token', { typ: 'at+jwt' }],
    ['that of an access token in full', { typ: 'application/at+jwt' }],
    ['that of a DPoP proof', { typ: 'dpop+jwt' }],
    ['almost right', { typ: 'client-authentication+jwt ' }],
    ['some other media type', { typ: 'text/jwt' }],
    ['empty', { typ: '' }],
    ['null', { typ: null }],
    ['no text', { typ: ['JWT'] }],
    ['in no header at all', 'JWT'],
    ['in a header that is null', null],
  ])('whose type is %s is refused without verification', async (_, header) => {
    const verify = vi.spyOn(verifier, 'verify')
    expect(await wordOf(typed(header))).toBe('invalidClient')
    expect(verify).not.toHaveBeenCalled()
  })

  it.each(['', '.', 'x', '{}', '%%%.y.z'])('that is no JWT, %j, is refused', async (assertion) => {
    assertions.set(assertion, { kid: 'signer-key', claims: good() })
    expect(await wordOf({ method: 'private_key_jwt', clientId: 'signer', assertion })).toBe('invalidClient')
  })

  it('must name the issuer as its audience, and nothing else by default', async () => {
    expect(await wordOf(signed({ ...good(), audience: [issuer] }))).toBe('authorizationStarted')
    expect(await wordOf(signed({ ...good(), audience: [endpoint] }))).toBe('invalidClient')
  })

  it('may name the endpoint that receives it, and no other, if the host allows it', async () => {
    const lenient = actionsAt(
      world.secondService({ clientAssertions: { verifier, jtis, issuer, audience: 'issuerOrEndpoint' } }),
    )
    const wordThere = async (client: ClientCredentials) => wordFor(await lenient.tryToStart({ client }))
    expect(await wordThere(signed({ ...good(), audience: [issuer] }))).toBe('authorizationStarted')
    expect(await wordThere(signed({ ...good(), audience: [endpoint] }))).toBe('authorizationStarted')
    const elsewhere = { ...signed({ ...good(), audience: [endpoint] }), endpoint: `${issuer}/revoke` }
    expect(await wordThere(elsewhere)).toBe('invalidClient')
    const { endpoint: _, ...unknown } = { endpoint: '', ...signed({ ...good(), audience: [endpoint] }) }
    expect(await wordThere(unknown)).toBe('invalidClient')
    expect(await wordThere(signed({ ...good(), audience: [issuer, endpoint] }))).toBe('invalidClient')
  })

  it('is accepted at every operation', async () => {
    const fresh = () => signed(good())
    const { deviceCode, userCode } = await world.start({ client: fresh(), scope: lastingScope })
    await world.approve(userCode)
    const tokens = await world.poll(deviceCode, { client: fresh() })
    const refreshed = await world.refresh(refreshTokenIn(tokens), { client: fresh() })
    world.clients.change('signer', { introspects: 'own' })
    expect(await world.introspect(refreshTokenIn(refreshed), { client: fresh() })).toMatchObject({ active: true })
    expect(await world.revoke(refreshTokenIn(refreshed), { client: fresh() })).toEqual({ kind: 'tokenRevoked' })
  })

  it.each<[string, (now: number) => Partial<AssertionClaims>]>([
    ['for another server', () => ({ audience: ['https://other.example'] })],
    ['without an audience', () => ({ audience: [] })],
    ['for us and for another server', () => ({ audience: [issuer, 'https://other.example'] })],
    ['for another server and for us', () => ({ audience: ['https://other.example', issuer] })],
    ['for us twice', () => ({ audience: [issuer, issuer] })],
    ['for the issuer, almost', () => ({ audience: [`${issuer}/`] })],
    ['for the issuer in capitals', () => ({ audience: [issuer.toUpperCase()] })],
    ['for an audience that begins with the issuer', () => ({ audience: [`${issuer}.evil.example`] })],
    ['whose issuer is another client', () => ({ issuer: 'other-signer' })],
    ['whose subject is another client', () => ({ subject: 'other-signer' })],
    ['whose issuer and subject are another client', () => ({ issuer: 'other-signer', subject: 'other-signer' })],
    ['without a jti', () => ({ assertionId: '' })],
    ['with a jti that is too long', () => ({ assertionId: 'x'.repeat(257) })],
    ['that expired half a minute ago', (now) => ({ expiresAt: now - 30 * second })],
    ['that never expires', () => ({ expiresAt: Number.POSITIVE_INFINITY })],
    ['whose expiry is not a number', () => ({ expiresAt: Number.NaN })],
    ['that lives too long', (now) => ({ expiresAt: now + 10 * minute + 30 * second + 1 })],
    ['that is not valid yet', (now) => ({ notBefore: now + 30 * second + 1 })],
    ['whose start is not a number', () => ({ notBefore: Number.NaN })],
  ])('%s is refused, and its jti is not stored', async (_, change) => {
    const use = vi.spyOn(jtis, 'use')
    expect(await wordOf(signed({ ...good(), ...change(world.clock.now()) }))).toBe('invalidClient')
    expect(use).not.toHaveBeenCalled()
    expect(world.events).toMatchObject([{ type: 'clientAuthenticationFailed', clientId: 'signer' }])
  })

  it.each<[string, (now: number) => Partial<AssertionClaims>]>([
    ['expired within the skew of clocks', (now) => ({ expiresAt: now - 30 * second + 1 })],
    ['with the longest allowed life', (now) => ({ expiresAt: now + 10 * minute + 30 * second })],
    ['valid from now on', (now) => ({ notBefore: now })],
    ['valid from half a minute later, because of the clock skew', (now) => ({ notBefore: now + 30 * second })],
    ['with the longest allowed jti', () => ({ assertionId: 'x'.repeat(256) })],
  ])('%s is accepted', async (_, change) => {
    expect(await wordOf(signed({ ...good(), ...change(world.clock.now()) }))).toBe('authorizationStarted')
  })
})

describe('the key', () => {
  it.each<[string, Partial<Client>]>([
    ['of another client', {}],
    ['that is no longer registered', { keys: [{ kid: 'newer-key' }] }],
    ['of a client without registered keys', { keys: [] }],
  ])('%s authenticates no client', async (name, changes) => {
    world.clients.change('signer', changes)
    const kid = name === 'of another client' ? 'other-key' : 'signer-key'
    expect(await wordOf(signed(good(), kid))).toBe('invalidClient')
  })

  it('may be any of the registered keys', async () => {
    world.clients.change('signer', { keys: [{ kid: 'older-key' }, { kid: 'signer-key' }] })
    expect(await wordOf(signed(good(), 'older-key'))).toBe('authorizationStarted')
    expect(await wordOf(signed(good(), 'signer-key'))).toBe('authorizationStarted')
  })

  it.each<[string, Partial<Client>]>([
    ['registered for another method', { authMethods: ['client_secret_basic'] }],
    ['public', { authMethods: ['none'] }],
    ['disabled', { disabled: true }],
  ])('does not authenticate a client that is %s', async (_, changes) => {
    world.clients.change('signer', changes)
    expect(await wordOf(signed(good()))).toBe('invalidClient')
  })

  it('is required: a client that only sends its identifier is refused, and an unknown client too', async () => {
    expect(await wordOf({ method: 'none', clientId: 'signer' })).toBe('invalidClient')
    expect(await wordOf(signed({ ...good('nobody') }, 'signer-key', 'nobody'))).toBe('invalidClient')
  })
})

describe('an assertion that is presented again', () => {
  it('is refused at every operation', async () => {
    const client = signed(good())
    expect(await wordOf(client)).toBe('authorizationStarted')
    expect(await wordOf(client)).toBe('invalidClient')
    expect(wordFor(await world.poll('x', { client }))).toBe('invalidClient')
    expect(wordFor(await world.revoke('x', { client }))).toBe('invalidClient')
  })

  it('is refused for as long as it would be valid', async () => {
    const claims = good()
    const client = signed(claims)
    await wordOf(client)
    world.clock.set(claims.expiresAt + 30 * second - 1)
    expect(await wordOf(client)).toBe('invalidClient')
    world.clock.advance(1)
    expect(await wordOf(client)).toBe('invalidClient')
  })

  it('is refused in another process, and if only its jti is the same', async () => {
    const claims = good()
    await wordOf(signed(claims))
    const elsewhere = actionsAt(world.secondService())
    expect(wordFor(await elsewhere.tryToStart({ client: signed(claims) }))).toBe('invalidClient')
    expect(await wordOf(signed({ ...claims, expiresAt: claims.expiresAt + second }))).toBe('invalidClient')
  })

  it('is accepted once in twenty parallel requests', async () => {
    const client = signed(good())
    const services = [world, actionsAt(world.secondService())]
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (services[index % 2] ?? world).tryToStart({ client })),
    )
    expect(outcomes.map(wordFor).filter((word) => word === 'authorizationStarted')).toHaveLength(1)
    expect(outcomes.map(wordFor).filter((word) => word === 'invalidClient')).toHaveLength(19)
  })

  it('is independent of an assertion of another client with the same jti', async () => {
    const claims = good()
    expect(await wordOf(signed(claims))).toBe('authorizationStarted')
    const ofOther = { ...claims, issuer: 'other-signer', subject: 'other-signer' }
    expect(await wordOf(signed(ofOther, 'other-key', 'other-signer'))).toBe('authorizationStarted')
    const joined = { ...good('other-signer'), assertionId: `","${claims.assertionId}` }
    expect(await wordOf(signed(joined, 'other-key', 'other-signer'))).toBe('authorizationStarted')
  })

  it('is stored as a digest, not as the text of the client', async () => {
    const use = vi.spyOn(jtis, 'use')
    const claims = good()
    await wordOf(signed(claims))
    expect(use.mock.calls).toEqual([[expect.stringMatching(/^[\w-]{43}$/), claims.expiresAt + 30 * second]])
  })
})

describe('when something fails', () => {
  it.each([
    ['the jti store', () => vi.spyOn(jtis, 'use')],
    ['the verifier', () => vi.spyOn(verifier, 'verify')],
  ] as const)('%s: a PortFault, no client is authenticated, and the next assertion works', async (_, spy) => {
    spy().mockRejectedValueOnce(new Error('down'))
    await expect(wordOf(signed(good()))).rejects.toThrow(PortFault)
    expect(world.eventsOf('clientAuthenticationFailed')).toEqual([])
    expect(await wordOf(signed(good()))).toBe('authorizationStarted')
  })

  it('without a verifier, no client is authenticated', async () => {
    const { tryToStart, clients } = createLastingWorld()
    clients.byId.set('signer', signer)
    expect(wordFor(await tryToStart({ client: signed(good()) }))).toBe('invalidClient')
  })
})
