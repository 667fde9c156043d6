import { ampleCaps, sampleAuthorization, sampleFamily } from '@devicegrant/testing'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { alice, lastingScope, tokensIn } from '../../../test-support/device.js'
import { agent, tv } from '../../../test-support/fake-ports.js'
import { requestOf } from '../../../test-support/http.js'
import { createLastingWorld } from '../../../test-support/world.js'
import type { Account } from '../../ports/account-directory.js'
import type { Client } from '../../ports/client-registry.js'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import { startCall } from '../call/call.js'
import { PortFault, RecordFault } from '../call/faults.js'
import { digestClientSecret } from '../client/client-secret.js'
import { guardAccounts } from '../guards/accounts.js'
import { guardClients } from '../guards/clients.js'
import { guardHasher } from '../guards/hasher.js'
import { guardHostSessions } from '../guards/host-sessions.js'
import { guardLimits } from '../guards/limits.js'
import { guardPorts } from '../guards/ports.js'
import { guardStore } from '../guards/store.js'
import { guardTokens } from '../guards/tokens.js'

// Every member of every record that a port returns, with values that its type does not allow. docs/decisions/0034.

const secretText = 'a value that must never be repeated'

const client: Required<Client> = {
  ...tv,
  ...agent,
  clientId: 'tv',
  secretDigests: [digestClientSecret(secretText)],
  keys: [{ kty: 'EC' }],
  dpop: 'offered',
  refreshTokens: 'always',
  introspects: 'own',
  resources: ['https://api.example/'],
  disabled: false,
  verified: true,
  logoUri: 'https://tv.example/logo.png',
  completeAddress: true,
  codeLifetime: 60_000,
  pollInterval: 5_000,
  startsPerAddress: 100,
  pkce: 'required',
  verificationNumber: true,
}
const account: Required<Account> = {
  subject: 'account-alice',
  username: 'alice',
  disabled: false,
  signedOutAt: 1,
  passwordHash: secretText,
}
const claims: Required<AccessTokenClaims> = {
  subject: 'account-alice',
  clientId: 'tv',
  scope: ['read'],
  audience: ['https://issuer.example'],
  tokenId: 'token-1',
  authenticatedAt: 1,
  expiresAt: 2,
  issuedAt: 1,
  grantId: 'grant-1',
  organization: 'acme',
  confirmation: { jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' },
  occasion: 'login',
  acr: 'two-factors',
  amr: ['pwd', 'otp'],
}
const organizations = { all: [{ key: 'acme', name: 'Acme' }], chosen: { key: 'acme', name: 'Acme' } }
const session = {
  subject: 'account-alice',
  sessionId: secretText,
  authenticatedAt: 1,
  acr: 'two-factors',
  amr: ['pwd'],
}
const issued = { accessToken: secretText, tokenType: 'Bearer', lifetime: 60_000, refreshToken: 'r', idToken: 'i' }
const assertionClaims = {
  issuer: 'tv',
  subject: 'tv',
  audience: ['https://issuer.example'],
  assertionId: 'a',
  expiresAt: 2,
  notBefore: 1,
}
const facts = {
  deviceCode: 'device-digest',
  userCode: 'user-digest',
  grantId: 'grant-1',
  clientId: 'tv',
  dialect: 'rfc8628',
  scope: ['read'],
  resources: [],
  requester: {},
  issuedAt: 1,
  expiresAt: 2,
  interval: 5_000,
  forgetAt: 3,
}
const approval = { subject: 'account-alice', grantedScope: ['read'], decidedAt: 1, authenticatedAt: 1, ticket: 't' }
const polled = { authorization: { ...facts, status: 'approved', ...approval }, revision: 1, previousPoll: 1 }
const family = {
  family: {
    ...facts,
    status: 'live',
    origin: 'login',
    subject: 'account-alice',
    grantedAt: 1,
    authenticatedAt: 1,
    lastUsedAt: 1,
    accessUntil: 2,
  },
  revision: 1,
}

const tokenRules = { defaultAudience: 'https://issuer.example', clock: { now: () => 0 } }

/** Returns the result of a port that returns `record`, through the guard. */
type Through = (record: unknown) => Promise<unknown>

/** A port whose every method returns this value, against its type. */
function returning<Port extends object>(record: unknown): Port {
  const response = async (): Promise<unknown> => record
  return new Proxy(JSON.parse('{}'), { get: () => response })
}

const portsReturning = (record: unknown) =>
  guardPorts(
    {
      store: returning(record),
      clients: returning(record),
      accounts: returning(record),
      tokens: returning(record),
      tokenRules,
      families: returning(record),
      clientAssertions: { verifier: returning(record), jtis: returning(record), issuer: 'https://issuer.example' },
    },
    undefined,
  )

const grant = {
  grantId: 'grant-1',
  tokenSetId: 's',
  occasion: 'login',
  subject: 'account-alice',
  clientId: 'tv',
  scope: [],
  resources: [],
  authenticatedAt: 1,
} as const

const kinds: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[], Through])[] = [
  [
    'a client',
    { ...client },
    [
      'secretDigests',
      'keys',
      'refreshTokens',
      'introspects',
      'resources',
      'disabled',
      'verified',
      'logoUri',
      'completeAddress',
      'codeLifetime',
      'pollInterval',
      'startsPerAddress',
      'dpop',
      'pkce',
      'verificationNumber',
    ],
    (record) => guardClients(returning(record), undefined).findClient(startCall(), 'tv'),
  ],
  [
    'an account',
    { ...account },
    ['disabled', 'signedOutAt', 'passwordHash'],
    (record) => guardAccounts(returning(record)).findAccount(startCall(), 'account-alice'),
  ],
  [
    'an account by its name',
    { ...account },
    ['disabled', 'signedOutAt', 'passwordHash'],
    async (record) => guardAccounts(returning(record)).findByUsername?.(startCall(), secretText),
  ],
  [
    'organizations',
    organizations,
    ['chosen'],
    async (record) => guardAccounts(returning(record)).findOrganizations?.(startCall(), 'account-alice'),
  ],
  [
    'a session of the host',
    session,
    ['acr', 'amr'],
    (record) => guardHostSessions(returning(record)).find(startCall(), requestOf()),
  ],
  [
    'claims of an access token',
    { ...claims },
    ['issuedAt', 'grantId', 'organization', 'occasion', 'confirmation', 'acr', 'amr'],
    async (record) => guardTokens(returning(record), tokenRules).verify?.(startCall(), secretText),
  ],
  [
    'issued tokens',
    issued,
    ['refreshToken', 'idToken'],
    (record) => guardTokens(returning(record), tokenRules).issue(startCall(), grant),
  ],
  [
    'claims of an assertion',
    assertionClaims,
    ['notBefore'],
    async (record) => portsReturning(record).clientAssertions?.verifier.verify(startCall(), secretText, []),
  ],
  [
    'a polled authorization',
    polled,
    ['previousPoll'],
    (record) => guardStore(returning(record)).recordPoll(startCall(), 'user-digest', 'device-digest', 1),
  ],
  [
    'an authorization by its user code',
    { authorization: polled.authorization, revision: 1 },
    [],
    (record) => guardStore(returning(record)).find(startCall(), 'user-digest'),
  ],
  ['a family', family, [], async (record) => portsReturning(record).families?.find(startCall(), 'grant-1')],
]

const rows = kinds.flatMap(([kind, record, optional, through]) =>
  Object.keys(record).map((member) => [kind, member, optional.includes(member), record, through] as const),
)

// None of these values is right for any member.
const wrongAnywhere = fc.oneof(
  fc.constant(() => true),
  fc.constant(Symbol('x')),
  fc.bigInt(),
  fc.constant(Number.NaN),
  fc.constant({}),
  fc.constant([[]]),
  fc.constant([null]),
  fc.date().map((date) => Object(date)),
)

// The laws of stores require copies.
const kindsOfStores = ['a polled authorization', 'an authorization by its user code', 'a family']

describe.each(kinds)('%s', (kind, record, optional, through) => {
  it('that is right is returned unchanged', async () => {
    expect(await through(record)).toEqual(record)
    const copy: Record<string, unknown> = { ...record }
    for (const member of optional) delete copy[member]
    expect(await through(copy)).toEqual(copy)
  })

  it('may have null for an optional member, as many databases return', async () => {
    const copy: Record<string, unknown> = { ...record }
    const nulls = Object.fromEntries(optional.map((member) => [member, null]))
    for (const member of optional) delete copy[member]
    expect(await through({ ...record, ...nulls })).toEqual(copy)
  })

  it.each([['text'], [7], [true], [[record]]])('that is %j is refused', async (value) => {
    await expect(through(value)).rejects.toThrow(RecordFault)
  })

  it('may be an instance of a class whose members are accessors', async () => {
    const withAccessors = Object.create(
      Object.defineProperties(
        {},
        Object.fromEntries(Object.entries(record).map(([name, value]) => [name, { get: () => value }])),
      ),
    )
    expect(await through(withAccessors)).toMatchObject(record)
  })

  // Not for records of stores: they are used as they are, because the laws of stores require copies (docs/decisions/0034).
  it.skipIf(kindsOfStores.includes(kind))(
    'is used with the values that were checked, whatever its getters return later',
    async () => {
      for (const member of Object.keys(record)) {
        let reads = 0
        const value = (): unknown => (++reads === 1 ? record[member] : secretText)
        const changing = Object.defineProperty({ ...record }, member, { get: value, enumerable: true })
        const used = await through(changing)
        expect(Reflect.get(Object(used), member)).toBe(record[member])
        expect(Reflect.get(Object(used), member)).toBe(record[member])
      }
    },
  )
})

describe.each(rows)('%s with a wrong %s', (_kind, member, isOptional, record, through) => {
  it('is reported with the member and the allowed values, without its value', async () => {
    await fc.assert(
      fc.asyncProperty(wrongAnywhere, async (wrong) => {
        // A client may put a number that is not a time into its assertion. That is judged later, not reported.
        fc.pre(!(Number.isNaN(wrong) && _kind === 'claims of an assertion' && /expiresAt|notBefore/.test(member)))
        fc.pre(!(Number.isNaN(wrong) && member === 'revision'))
        fc.pre(!(member === 'keys' && Array.isArray(wrong) && wrong.length > 0 && wrong[0] !== null))
        const outcome = await through({ ...record, [member]: wrong }).catch((fault: unknown) => fault)
        expect(outcome).toBeInstanceOf(RecordFault)
        const { message } = outcome instanceof RecordFault ? outcome : { message: '' }
        expect(message).toMatch(new RegExp(`: ${member} must be .+`))
        expect(message).not.toContain(secretText)
      }),
      { seed: 6, numRuns: 40 },
    )
  })

  it(isOptional ? 'may lack it' : 'must have it, and not as null', async () => {
    const { [member]: _, ...without } = record
    if (isOptional) return expect(await through(without)).toEqual(without)
    await expect(through(without)).rejects.toThrow(RecordFault)
    await expect(through({ ...record, [member]: null })).rejects.toThrow(RecordFault)
  })
})

const oneMember: readonly (readonly [string, string, unknown])[] = [
  ['a client', 'scopes', 'admin:read things'],
  ['a client', 'scopes', ['read write']],
  ['a client', 'scopes', ['']],
  ['a client', 'scopes', new Array(2)],
  ['a client', 'defaultScopes', 'read'],
  ['a client', 'grantTypes', 'device_code refresh_token'],
  ['a client', 'grantTypes', ['deviceCode']],
  ['a client', 'authMethods', 'client_secret_basic or none'],
  ['a client', 'authMethods', ['None']],
  ['a client', 'resources', 'https://api.example/and/more'],
  ['a client', 'secretDigests', [secretText]],
  ['a client', 'secretDigests', [digestClientSecret(secretText), '']],
  ['a client', 'secretDigests', [`${digestClientSecret(secretText)}=`]],
  ['a client', 'secretDigests', [`${digestClientSecret(secretText).slice(0, -1)}B`]],
  ['a client', 'disabled', 1],
  ['a client', 'disabled', 'false'],
  ['a client', 'verified', 'no'],
  ['a client', 'logoUri', 'http://tv.example/logo.png'],
  ['a client', 'logoUri', '/logo.png'],
  ['a client', 'logoUri', 'javascript:alert(1)'],
  ['a client', 'logoUri', 'data:text/html,<p>'],
  ['a client', 'logoUri', "https://tv.example/logo.png; script-src 'self'"],
  ['a client', 'introspects', true],
  ['a client', 'introspects', {}],
  ['a client', 'introspects', { audience: '' }],
  ['a client', 'introspects', { audience: [1] }],
  ['a client', 'introspects', ['https://api.example']],
  ['a client', 'codeLifetime', 600],
  ['an account', 'disabled', 1],
  ['an account', 'disabled', '1'],
  ['an account', 'signedOutAt', new Date(0)],
  ['an account', 'signedOutAt', '2026-01-01T00:00:00Z'],
  ['organizations', 'chosen', { key: 'globex', name: 'Globex' }],
  ['a session of the host', 'authenticatedAt', undefined],
  ['a session of the host', 'authenticatedAt', new Date(0)],
  ['claims of an access token', 'scope', 'admin read'],
  ['claims of an access token', 'audience', 'https://issuer.example.evil'],
  ['claims of an access token', 'occasion', 'Login'],
  ['issued tokens', 'lifetime', 999],
  ['claims of an assertion', 'audience', 'https://issuer.example'],
  ['a polled authorization', 'authorization', { ...polled.authorization, expiresAt: Number.NaN }],
  ['a polled authorization', 'authorization', { ...polled.authorization, status: 'granted' }],
  ['a polled authorization', 'authorization', { ...polled.authorization, grantedScope: 'admin' }],
  ['a polled authorization', 'authorization', { ...polled.authorization, resources: 'https://api.example/and/more' }],
  ['a polled authorization', 'authorization', { ...polled.authorization, grantId: undefined }],
  ['a polled authorization', 'authorization', { ...polled.authorization, deviceCode: 'another' }],
  ['a polled authorization', 'authorization', { ...polled.authorization, userCode: 'another' }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, scope: 'admin read' }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, clientId: 7 }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, userCode: 'another' }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, acrValues: 'two-factors' }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, maxAge: null }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, replaces: { grantId: 'g' } }],
  ...[null, 'x', {}, { verdict: 'stepup' }, { verdict: 'deny' }, { verdict: 'warn', reasons: 'far' }].map(
    (startRisk) =>
      ['an authorization by its user code', 'authorization', { ...polled.authorization, startRisk }] as const,
  ),
  ...[{ lifetimes: 5 }, { narrowScope: 5 }].map(
    (wrong) =>
      [
        'an authorization by its user code',
        'authorization',
        { ...polled.authorization, startRisk: { verdict: 'allow', ...wrong } },
      ] as const,
  ),
  ['an authorization by its user code', 'authorization', { ...polled.authorization, openedBy: 5 }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, openedBy: [5] }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, needsNumber: 'yes' }],
  ['an authorization by its user code', 'authorization', { ...polled.authorization, offeredScope: 'read' }],
  ['a polled authorization', 'authorization', { ...polled.authorization, needsNumber: 1 }],
  ['a polled authorization', 'authorization', { ...polled.authorization, organization: 5 }],
  ['a polled authorization', 'authorization', { ...polled.authorization, acr: 7 }],
  ['a polled authorization', 'authorization', { ...polled.authorization, amr: 'pwd otp' }],
  ['a family', 'family', { ...family.family, acr: '' }],
  ['a family', 'family', { ...family.family, replaces: {} }],
  ['a family', 'family', { ...family.family, scope: 'admin' }],
  ['a family', 'family', { ...family.family, grantId: 'another' }],
  ['a client', 'clientId', 'another'],
  ['an account', 'subject', 'another'],
]

it.each(oneMember)('%s whose %s would grant more is refused: %j', async (kind, member, value) => {
  const [, record = {}, , through] = kinds.find(([name]) => name === kind) ?? []
  await expect(through?.({ ...record, [member]: value })).rejects.toThrow(RecordFault)
})

describe('a boolean of a port', () => {
  const objectsAndNumbers = [undefined, null, 1, 'true', { modifiedCount: 1 }, []]

  it.each(objectsAndNumbers)('that is %j is refused', async (response) => {
    const { store, families, clientAssertions } = portsReturning(response)
    const seen = JSON.parse('{}')
    const [authorization, live] = [sampleAuthorization(0), sampleFamily(0)]
    for (const call of [
      () => store.replace(startCall(), { authorization, revision: 1 }, authorization),
      () => store.create(startCall(), seen),
      () => families?.replace(startCall(), { family: live, revision: 1 }, live),
      () => families?.create(startCall(), seen, ampleCaps),
      () => families?.listBySubject(startCall(), 'account-alice', { limit: 50 }),
      () => clientAssertions?.jtis.use(startCall(), 'n', 1),
      () => guardHasher(returning(response)).verify('h', 'p'),
    ]) {
      await expect((async () => call())()).rejects.toThrow(RecordFault)
    }
  })

  it.each(['1', new Date(0), Number.NaN, {}])('and a revocation mark that is %j is refused', async (response) => {
    await expect(
      (async () => portsReturning(response).families?.findRevokedBefore(startCall(), 'n'))(),
    ).rejects.toThrow(RecordFault)
  })
})

describe('what is revoked of a client', () => {
  const reading = async (response: unknown) => portsReturning(response).families?.findRevocation(startCall(), 'n')
  const window = { from: 0, until: 1, network: '192.0.2.0/24' }

  it('is returned if it is right, and null in it means absent', async () => {
    expect(await reading(null)).toBeUndefined()
    expect(await reading({ before: null, windows: null })).toEqual({})
    expect(await reading({ before: 1, windows: [window, { from: 0, until: 1, network: null }] })).toEqual({
      before: 1,
      windows: [window, { from: 0, until: 1 }],
    })
  })

  it.each([
    1,
    '1',
    [],
    { before: '1' },
    { windows: window },
    { windows: [1] },
    { windows: [{ ...window, from: '0' }] },
    { windows: [{ ...window, until: undefined }] },
    { windows: [{ ...window, network: 'loopback' }] },
    { windows: [{ ...window, network: 7 }] },
  ])('is refused if it is wrong: %j', async (response) => {
    await expect(reading(response)).rejects.toThrow(RecordFault)
  })
})

describe('the result of a family store', () => {
  const page = { families: [family], next: { lastUsedAt: 1, grantId: 'grant-1' } }
  const listing = (response: unknown) =>
    portsReturning(response).families?.listBySubject(startCall(), 'account-alice', { limit: 2 })
  const creating = (response: unknown) =>
    portsReturning(response).families?.create(startCall(), JSON.parse('{}'), ampleCaps)

  it('is returned unchanged if it is right, and null in it means absent', async () => {
    expect(await listing(page)).toEqual(page)
    expect(await listing({ families: [], next: null })).toEqual({ families: [] })
    const created = { result: 'created', displaced: ['grant-2'] }
    expect(await creating(created)).toEqual(created)
  })

  it.each([
    { ...page, families: 'none' },
    { ...page, families: [family, family, family] },
    { ...page, families: [{ ...family, family: { ...family.family, subject: 'account-bob' } }] },
    { ...page, next: { lastUsedAt: '1', grantId: 'grant-1' } },
    { ...page, next: { lastUsedAt: 1 } },
    { ...page, next: true },
  ])('that is not a page is refused: %j', async (response) => {
    await expect(listing(response)).rejects.toThrow(RecordFault)
  })

  it.each([
    'created',
    { result: 'created' },
    { result: 'done', displaced: [] },
    { result: 'created', displaced: 'grant-2' },
    { result: 'created', displaced: [2] },
  ])('that is not a creation is refused: %j', async (response) => {
    await expect(creating(response)).rejects.toThrow(RecordFault)
  })
})

describe('a record that cannot be read', () => {
  it('counts as a failure of its port', async () => {
    const gone = new Error('the connection was closed')
    const lazy = {
      ...tv,
      get scopes(): readonly string[] {
        throw gone
      },
    }
    const outcome = await guardClients(returning(lazy), undefined)
      .findClient(startCall(), 'tv')
      .catch((fault: unknown) => fault)
    expect(outcome).toBeInstanceOf(PortFault)
    expect(outcome).toMatchObject({ message: 'clients.findClient failed', cause: gone })
  })
})

describe('the result of a password hasher', () => {
  it.each([undefined, null, '', 7, new Uint8Array(32)])('that is %j is no hash', async (made) => {
    const outcome = guardHasher(returning(made)).hash('p')
    await expect(outcome).rejects.toThrow(
      'passwordLogin.hasher.hash returned a wrong record: its result: it must be text',
    )
  })

  it('that is a promise is neither outdated nor current', () => {
    const { isOutdated } = guardHasher(returning(false))
    expect(() => isOutdated('h')).toThrow('passwordLogin.hasher.isOutdated returned a wrong record')
  })
})

describe('no client gets tokens', () => {
  const scopesAsText: Partial<Client> = JSON.parse('{"scopes":"admin:read things"}')

  it('at a start by a client whose scopes are a text', async () => {
    const world = createLastingWorld()
    world.clients.change('tv', scopesAsText)
    const starting = world.tryToStart({ scope: ['admin'] })
    await expect(starting).rejects.toThrow('the client "tv": scopes must be a list of scope values')
    expect(world.issuer.grants).toEqual([])
  })

  it('at a poll by a client whose scopes have become a text, and the approval is kept', async () => {
    const world = createLastingWorld()
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.approve(userCode)
    world.clients.change('tv', scopesAsText)
    await expect(world.poll(deviceCode)).rejects.toThrow(RecordFault)
    expect(world.issuer.grants).toEqual([])
    world.clients.byId.set('tv', tv)
    expect(tokensIn(await world.poll(deviceCode)).scope).toEqual(lastingScope)
  })

  it('for a resource that is only a part of the approved one, in a record with a text for a list', async () => {
    const world = createLastingWorld()
    const [narrow, wide] = ['https://api.example/', 'https://api.example/admin']
    world.clients.change('tv', { resources: [narrow, wide] })
    const { deviceCode, userCode } = await world.start({ resources: [wide] })
    await world.approve(userCode)
    const { recordPoll } = world.store
    vi.spyOn(world.store, 'recordPoll').mockImplementation(async (...poll) => {
      const found = await recordPoll(...poll)
      return (
        found && { ...found, authorization: { ...found.authorization, resources: JSON.parse(JSON.stringify(wide)) } }
      )
    })
    await expect(world.poll(deviceCode, { resources: [narrow] })).rejects.toThrow(RecordFault)
    expect(world.issuer.grants).toEqual([])
  })

  it('of an account with another subject, or one whose disabled is a database value', async () => {
    const world = createLastingWorld()
    const { userCode } = await world.start()
    const bob = world.accounts.bySubject.get('account-bob')
    vi.spyOn(world.accounts, 'findAccount').mockResolvedValueOnce(bob)
    await expect(world.lookUp(userCode, alice)).rejects.toThrow('subject must be the requested one')
    world.accounts.change('account-alice', JSON.parse('{"disabled":1}'))
    await expect(world.lookUp(userCode, alice)).rejects.toThrow('disabled must be true or false')
    await expect(world.logIn()).rejects.toThrow('the account "account-alice": disabled must be true or false')
  })
})

it('the claims of an access token keep the other members, which a host may read', async () => {
  const verify = async () => ({ ...claims, tenant: 'acme' })
  const tokens = guardTokens({ ...returning(issued), verify }, tokenRules)
  expect(await tokens.verify?.(startCall(), 'a token')).toEqual({ ...claims, tenant: 'acme' })
})

describe('an object that a host returns again', () => {
  it('is checked once, and its members are read anew each time', async () => {
    const reads = { scopes: 0 }
    const countingReads: ProxyHandler<string[]> = {
      get(list, name) {
        if (name === '0') reads.scopes += 1
        return Reflect.get(list, name)
      },
    }
    const kept = { ...tv, disabled: false, scopes: new Proxy([...tv.scopes], countingReads) }
    const { findClient } = guardClients(returning(kept), undefined)
    expect(await findClient(startCall(), 'tv')).toEqual(kept)
    expect(reads.scopes).toBe(1)
    expect(await findClient(startCall(), 'tv')).toEqual(kept)
    expect(reads.scopes).toBe(1)
    kept.disabled = true
    expect((await findClient(startCall(), 'tv'))?.disabled).toBe(true)
  })

  it.each<[string, unknown]>([
    ['scopes', 'admin:read things'],
    ['disabled', 1],
    ['name', undefined],
  ])(
    'is refused after its %s has become %j, and accepted again after the host has corrected it',
    async (member, wrong) => {
      const kept: Record<string, unknown> = { ...tv }
      const { findClient } = guardClients(returning(kept), undefined)
      expect(await findClient(startCall(), 'tv')).toEqual(kept)
      const right = kept[member]
      kept[member] = wrong
      await expect(findClient(startCall(), 'tv')).rejects.toThrow(`${member} must be`)
      kept[member] = right
      expect(await findClient(startCall(), 'tv')).toEqual(kept)
    },
  )

  it('may get null for an optional member later', async () => {
    const kept: Record<string, unknown> = { ...account }
    const { findAccount } = guardAccounts(returning(kept))
    expect(await findAccount(startCall(), 'account-alice')).toEqual(kept)
    kept['passwordHash'] = null
    const { passwordHash: _, ...without } = account
    expect(await findAccount(startCall(), 'account-alice')).toEqual(without)
  })

  it('is still refused for another identifier', async () => {
    const { findClient } = guardClients(returning(tv), undefined)
    expect(await findClient(startCall(), 'tv')).toEqual(tv)
    await expect(findClient(startCall(), 'other')).rejects.toThrow('clientId must be the requested one')
  })
})

describe('a reservation of a limit store', () => {
  const reserving = (response: unknown) =>
    guardLimits(returning(response)).reserve(startCall(), 'n', { kind: 'rate', burst: 1, every: 1 }, 0)

  it('is returned without its other members', async () => {
    expect(await reserving({ granted: true, used: 0.5, until: null, row: 1 })).toEqual({ granted: true, used: 0.5 })
    expect(await reserving({ granted: false, until: 7, used: null })).toEqual({ granted: false, until: 7 })
  })

  it.each([
    undefined,
    null,
    true,
    'granted',
    [],
    {},
    { used: 1 },
    { granted: 1, used: 1 },
    { granted: 'true', used: 1 },
    { granted: null, until: 1 },
    { granted: true },
    { granted: true, used: '1' },
    { granted: true, used: Number.NaN },
    { granted: false },
    { granted: false, until: '1767225600789' },
    { granted: false, until: new Date(0) },
    { granted: false, until: Number.POSITIVE_INFINITY },
  ])('that is %j is refused', async (response) => {
    await expect(reserving(response)).rejects.toThrow(RecordFault)
  })
})
