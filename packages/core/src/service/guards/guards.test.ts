import { ampleCaps, sampleFamily } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { tv } from '../../../test-support/fake-ports.js'
import { requestOf } from '../../../test-support/http.js'
import type { DeviceGrantOptions } from '../../compose/options.js'
import type { PendingAuthorization } from '../../machine/authorization.js'
import type { RateRule, Reservation } from '../../machine/limits/limit.js'
import type { AccountDirectory } from '../../ports/account-directory.js'
import type { Client } from '../../ports/client-registry.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { TokenIssuer } from '../../ports/token-issuer.js'
import { startCall } from '../call/call.js'
import { PortFault } from '../call/faults.js'
import { guardAccounts } from './accounts.js'
import { guardLocator } from './address-locator.js'
import { guardClients } from './clients.js'
import { guardFamilies } from './families.js'
import { callPort } from './guarded.js'
import { guardHasher } from './hasher.js'
import { guardAssurance } from './hooks/assurance.js'
import { guardHostSessions } from './host-sessions.js'
import { guardLimits } from './limits.js'
import { guardAssertions } from './proving/assertions.js'
import { guardStore } from './store.js'
import { guardTokens } from './tokens.js'

describe('a call of a port', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws before it returns a promise',
      () => {
        throw new Error('down')
      },
    ],
    ['rejects with a value that is not an Error', () => Promise.reject('down')],
    ['rejects with nothing', () => Promise.reject(undefined)],
  ])('throws a PortFault with the name of a call that %s', async (_, run) => {
    const fault = await Promise.resolve(callPort(startCall(), 'stores.authorizations.create', run)).catch(
      (reason: unknown) => reason,
    )
    expect(fault).toBeInstanceOf(PortFault)
    expect(fault).toMatchObject({ name: 'PortFault', message: 'stores.authorizations.create failed' })
  })

  it.each([null, {}, { ip: '192.0.2.1' }, { budget: {} }])(
    'is a TypeError, and no outage, with the call %j',
    (call) => {
      const run = vi.fn()
      expect(() => Reflect.apply(callPort, undefined, [call, 'stores.authorizations.create', run])).toThrow(
        'the call of a request must be the result of service.startCall, such as startCall({ ip })',
      )
      expect(run).not.toHaveBeenCalled()
    },
  )

  it('keeps the cause for the host’s log and out of the message', async () => {
    const cause = new Error('redis://:hunter2@db')
    const failing = callPort(startCall(), 'stores.authorizations.create', () => Promise.reject(cause))
    const fault = await Promise.resolve(failing).catch((reason: unknown) => reason)
    expect(fault).toMatchObject({ cause, message: expect.not.stringContaining('hunter2') })
  })

  it('returns the value of a promise, of another thenable, or of a function that waits for nothing', async () => {
    expect(await callPort(startCall(), 'tokens.verify', async () => 7)).toBe(7)
    // As the queries of many database libraries are.
    // biome-ignore lint/suspicious/noThenProperty: this is what a host may return
    const thenable: PromiseLike<number> = { then: (resolve, reject) => Promise.resolve(7).then(resolve, reject) }
    expect(await callPort(startCall(), 'tokens.verify', () => thenable)).toBe(7)
    expect(await callPort(startCall(), 'tokens.verify', () => 7)).toBe(7)
  })
})

const tokenRules = { defaultAudience: 'https://issuer.example', clock: { now: () => 0 } }
const asked = { subject: 's', sessionId: 'i', authenticatedAt: 0, wanted: ['a'], clientId: 'c', scope: [] }
const refuse = () => Promise.reject(new Error('down'))
const options = {
  assurance: refuse,
  locateAddress: refuse,
  stores: {
    authorizations: { create: refuse, recordPoll: refuse, find: refuse, replace: refuse },
    families: {
      create: refuse,
      find: refuse,
      listBySubject: refuse,
      replace: refuse,
      revokeBefore: refuse,
      revokeWindow: refuse,
      findRevocation: refuse,
      findRevokedBefore: refuse,
    },
    jtis: { use: refuse },
    limits: { reserve: refuse, settle: refuse },
  },
  clients: { findClient: refuse },
  accounts: {
    findAccount: refuse,
    findByUsername: refuse,
    findOrganizations: refuse,
    replacePasswordHash: refuse,
  },
  tokens: { issue: refuse, verify: refuse, jwks: refuse },
  clientAssertions: { verifier: { algorithms: [], verify: refuse } },
  hostSessions: { find: refuse, endAll: refuse, signInUrl: () => '/sign-in' },
  passwordLogin: { hasher: { hash: refuse, verify: refuse, isOutdated: () => false }, scopes: [] },
} satisfies Pick<
  DeviceGrantOptions,
  | 'stores'
  | 'clients'
  | 'accounts'
  | 'tokens'
  | 'clientAssertions'
  | 'hostSessions'
  | 'passwordLogin'
  | 'assurance'
  | 'locateAddress'
>
const broken = {
  store: guardStore(options.stores.authorizations),
  clients: guardClients(options.clients, undefined),
  accounts: guardAccounts(options.accounts),
  tokens: guardTokens(options.tokens, tokenRules),
  families: guardFamilies(options.stores.families),
  assertions: guardAssertions({ ...options.clientAssertions, jtis: options.stores.jtis }),
  limits: guardLimits(options.stores.limits),
  hostSessions: guardHostSessions(options.hostSessions),
  hasher: guardHasher(options.passwordLogin.hasher),
}
const grant = {
  grantId: 'g',
  tokenSetId: 's',
  occasion: 'login',
  subject: 's',
  clientId: 'c',
  scope: [],
  resources: [],
  authenticatedAt: 0,
} as const
const record: PendingAuthorization = {
  status: 'pending',
  deviceCode: 'd',
  userCode: 'u',
  grantId: 'g',
  dialect: 'x',
  clientId: 'c',
  scope: [],
  resources: [],
  requester: {},
  issuedAt: 0,
  expiresAt: 1,
  interval: 1,
  forgetAt: 2,
}

const family = sampleFamily(0)
const rate: RateRule = { kind: 'rate', burst: 1, every: 1 }

describe('every call of every port', () => {
  it.each<[string, () => Promise<unknown> | undefined]>([
    ['stores.authorizations.create', () => broken.store.create(startCall(), record)],
    ['stores.authorizations.recordPoll', () => broken.store.recordPoll(startCall(), 'u', 'd', 0)],
    ['stores.authorizations.find', () => broken.store.find(startCall(), 'u')],
    [
      'stores.authorizations.replace',
      () => broken.store.replace(startCall(), { authorization: record, revision: 1 }, record),
    ],
    ['clients.findClient', () => broken.clients.findClient(startCall(), 'c')],
    ['accounts.findAccount', () => broken.accounts.findAccount(startCall(), 's')],
    ['accounts.findByUsername', () => broken.accounts.findByUsername?.(startCall(), 'n')],
    ['accounts.findOrganizations', () => broken.accounts.findOrganizations?.(startCall(), 's')],
    ['accounts.replacePasswordHash', () => broken.accounts.replacePasswordHash?.(startCall(), 's', 'a', 'b')],
    ['tokens.issue', () => broken.tokens.issue(startCall(), grant)],
    ['tokens.verify', () => broken.tokens.verify?.(startCall(), 't')],
    ['tokens.jwks', () => broken.tokens.jwks?.(startCall())],
    ['stores.families.create', () => broken.families.create(startCall(), family, ampleCaps)],
    ['stores.families.find', () => broken.families.find(startCall(), 'g')],
    ['stores.families.listBySubject', () => broken.families.listBySubject(startCall(), 's', { limit: 1 })],
    ['stores.families.replace', () => broken.families.replace(startCall(), { family, revision: 1 }, family)],
    ['stores.families.revokeBefore', () => broken.families.revokeBefore(startCall(), 'h', 0, 1)],
    ['stores.families.revokeWindow', () => broken.families.revokeWindow(startCall(), 'h', { from: 0, until: 1 }, 1)],
    ['stores.families.findRevocation', () => broken.families.findRevocation(startCall(), 'h')],
    ['stores.families.findRevokedBefore', () => broken.families.findRevokedBefore(startCall(), 'h')],
    ['clientAssertions.verifier.verify', () => broken.assertions.verifier.verify(startCall(), 'a', [])],
    ['stores.jtis.use', () => broken.assertions.jtis.use(startCall(), 'n', 1)],
    ['stores.limits.reserve', async () => broken.limits.reserve(startCall(), 'n', rate, 0)],
    ['stores.limits.settle', async () => broken.limits.settle(startCall(), 'n', rate, 'refund', 0)],
    ['hostSessions.find', () => broken.hostSessions.find(startCall(), requestOf())],
    ['hostSessions.endAll', () => broken.hostSessions.endAll?.(startCall(), 's', requestOf())],
    [
      'assurance',
      () => guardAssurance({ ask: options.assurance, baseUrl: 'https://issuer.example' })(startCall(), asked),
    ],
    ['locateAddress', () => guardLocator(options.locateAddress)(startCall(), '192.0.2.1')],
    ['passwordLogin.hasher.hash', () => broken.hasher.hash('p')],
    ['passwordLogin.hasher.verify', () => broken.hasher.verify('h', 'p')],
  ])('%s fails with a PortFault of that name, which is the path of the option', async (call, run) => {
    await expect(run()).rejects.toThrow(new PortFault(call, undefined).message)
    await expect(run()).rejects.toBeInstanceOf(PortFault)
    expect(call.split('.').reduce<unknown>((value, name) => Reflect.get(Object(value), name), options)).toBe(refuse)
  })
})

describe('a guarded port', () => {
  // What most databases return for a missing value.
  const nothing: () => Promise<undefined> = async () => JSON.parse('null')

  it('may return null for a missing value', async () => {
    const store = guardStore({ create: refuse, recordPoll: nothing, find: nothing, replace: refuse })
    const accounts = guardAccounts({ findAccount: nothing, findByUsername: nothing })
    expect(await store.recordPoll(startCall(), 'u', 'd', 0)).toBe(undefined)
    expect(await store.find(startCall(), 'u')).toBe(undefined)
    expect(await guardClients({ findClient: nothing }, undefined).findClient(startCall(), 'c')).toBe(undefined)
    expect(await accounts.findAccount(startCall(), 's')).toBe(undefined)
    expect(await accounts.findByUsername?.(startCall(), 'n')).toBe(undefined)
  })

  it('may return its results at once', async () => {
    const account = { subject: 's', username: 'n' }
    const accounts = guardAccounts({
      findAccount: () => account,
      findByUsername: () => null,
      findOrganizations: () => null,
      replacePasswordHash: () => true,
    })
    const found = [
      accounts.findAccount(startCall(), 's'),
      accounts.findByUsername?.(startCall(), 'n'),
      accounts.findOrganizations?.(startCall(), 's'),
    ]
    for (const result of found) expect(result).toBeInstanceOf(Promise)
    expect(await Promise.all(found)).toEqual([account, undefined, { all: [] }])
    expect(await accounts.replacePasswordHash?.(startCall(), 's', 'a', 'b')).toBe(true)
    expect(await guardClients({ findClient: () => tv }, undefined).findClient(startCall(), 'tv')).toEqual(tv)
    expect(await guardClients({ findClient: () => null }, undefined).findClient(startCall(), 'tv')).toBe(undefined)
    expect(await guardTokens({ issue: refuse, verify: () => null }, tokenRules).verify?.(startCall(), 't')).toBe(
      undefined,
    )
  })

  it('may throw before it returns, which is a rejection', async () => {
    const fail = () => {
      throw new Error('the pool is closed')
    }
    const { findAccount, findByUsername } = guardAccounts({ findAccount: fail, findByUsername: fail })
    const calls = [
      findAccount(startCall(), 's'),
      findByUsername?.(startCall(), 'n'),
      guardClients({ findClient: fail }, undefined).findClient(startCall(), 'c'),
      guardTokens({ issue: refuse, verify: fail }, tokenRules).verify?.(startCall(), 't'),
    ]
    for (const call of calls) {
      await expect(call).rejects.toBeInstanceOf(PortFault)
      await expect(call).rejects.toMatchObject({ cause: new Error('the pool is closed') })
    }
  })

  it('verifies no token for another audience, even if the host’s function compares none', async () => {
    const claims = { subject: 's', clientId: 'c', scope: [], tokenId: 't', authenticatedAt: 0, expiresAt: 1 }
    const heard: unknown[] = []
    const verify = (_token: string, audiences: unknown) => {
      heard.push(audiences)
      return { ...claims, audience: ['https://api.example'] }
    }
    const tokens = guardTokens({ issue: refuse, verify }, tokenRules)
    expect(await tokens.verify?.(startCall(), 't')).toBe(undefined)
    expect(await tokens.verify?.(startCall(), 't', ['https://other.example'])).toBe(undefined)
    expect(await tokens.verify?.(startCall(), 't', ['https://api.example'])).toMatchObject(claims)
    expect(await tokens.verify?.(startCall(), 't', 'any')).toMatchObject(claims)
    expect(heard).toEqual([['https://issuer.example'], ['https://other.example'], ['https://api.example'], 'any'])
  })

  it.each([[0], [-1], [Number.NaN]])(
    'verifies no token that has expired: %j milliseconds before its end',
    async (left) => {
      const claims = { subject: 's', clientId: 'c', scope: [], audience: ['https://issuer.example'], tokenId: 't' }
      const verify = () => ({ ...claims, authenticatedAt: 0, expiresAt: 60_000 })
      const at = (now: number) => guardTokens({ issue: refuse, verify }, { ...tokenRules, clock: { now: () => now } })
      expect(await at(60_000 - left).verify?.(startCall(), 't', 'any')).toBe(undefined)
      expect(await at(59_999).verify?.(startCall(), 't', 'any')).toMatchObject(claims)
    },
  )

  it('has the functions of the host’s port, and no others', () => {
    expect(Object.keys(guardAccounts({ findAccount: refuse }))).toEqual(['findAccount'])
    expect(Object.keys(guardTokens({ issue: refuse }, tokenRules))).toEqual(['issue'])
    expect(Object.keys(guardHostSessions({ find: refuse, signInUrl: () => '/' }))).toEqual(['find', 'signInUrl'])
  })

  it('calls the functions of the host as methods, with all arguments', async () => {
    class Directory implements AccountDirectory {
      readonly #account = { subject: 's', username: 'n' }
      async findAccount() {
        return this.#account
      }
      async findByUsername(username: string) {
        return { ...this.#account, username }
      }
      async replacePasswordHash(...args: string[]) {
        return this.#account.subject === args[0] && args.length === 3
      }
    }
    class Issuer implements TokenIssuer {
      readonly #keys = { keys: [] }
      async issue() {
        return { accessToken: 'a', tokenType: 'Bearer', lifetime: 1_000 + this.#keys.keys.length }
      }
      async verify(_token: string, audiences?: readonly string[]) {
        return {
          subject: 's',
          clientId: 'c',
          scope: [],
          audience: audiences ?? [],
          tokenId: 't',
          authenticatedAt: 0,
          expiresAt: 1,
        }
      }
      async jwks() {
        return this.#keys
      }
    }
    class Limits implements LimitStore {
      readonly heard: unknown[] = []
      async reserve(...args: Parameters<LimitStore['reserve']>): Promise<Reservation> {
        this.heard.push(args)
        return { granted: true, used: this.heard.length }
      }
      async settle(...args: Parameters<LimitStore['settle']>) {
        this.heard.push(args)
      }
    }
    const accounts = guardAccounts(new Directory())
    const tokens = guardTokens(new Issuer(), tokenRules)
    const limits = new Limits()
    expect(await accounts.findAccount(startCall(), 's')).toEqual({ subject: 's', username: 'n' })
    expect(await accounts.findByUsername?.(startCall(), 'm')).toEqual({ subject: 's', username: 'm' })
    expect(await accounts.replacePasswordHash?.(startCall(), 's', 'a', 'b')).toBe(true)
    expect(await tokens.issue(startCall(), grant)).toMatchObject({ accessToken: 'a' })
    expect(await tokens.verify?.(startCall(), 't', ['x'])).toMatchObject({ audience: ['x'] })
    expect(await tokens.jwks?.(startCall())).toEqual({ keys: [] })
    expect(await guardLimits(limits).reserve(startCall(), 'n', rate, 7)).toEqual({ granted: true, used: 1 })
    await guardLimits(limits).settle(startCall(), 'n', rate, 'clear', 8)
    expect(limits.heard).toEqual([
      ['n', rate, 7],
      ['n', rate, 'clear', 8],
    ])
  })

  it.each(['deviceCode', 'userCode'] as const)('never replaces a record by one with another %s', async (code) => {
    const replace = vi.fn(async () => true)
    const store = guardStore({ create: refuse, recordPoll: refuse, find: refuse, replace })
    const seen = { authorization: record, revision: 1 }
    const replaced = store.replace(startCall(), seen, { ...record, [code]: 'another' })
    await expect(replaced).rejects.toThrow('must keep its device code and its user code')
    expect(replace).not.toHaveBeenCalled()
    expect(await store.replace(startCall(), seen, record)).toBe(true)
  })

  it.each(['grantId', 'subject', 'clientId'] as const)(
    'never replaces a family by one with another %s',
    async (name) => {
      const replace = vi.fn(async () => true)
      const revocations = { revokeWindow: refuse, findRevocation: refuse, findRevokedBefore: refuse }
      const other = { create: refuse, find: refuse, listBySubject: refuse, revokeBefore: refuse }
      const families = guardFamilies({ ...other, ...revocations, replace })
      const seen = { family, revision: 1 }
      const replaced = families.replace(startCall(), seen, { ...family, [name]: 'another' })
      await expect(replaced).rejects.toThrow('must keep its grant, its subject and its client')
      expect(replace).not.toHaveBeenCalled()
      expect(await families.replace(startCall(), seen, family)).toBe(true)
    },
  )

  it('returns the first-party client itself, and asks the registry for all others', async () => {
    const asked: string[] = []
    const ours: Client = { ...tv, clientId: 'first-party', grantTypes: ['refresh_token'] }
    const clients = guardClients({ findClient: async (clientId) => void asked.push(clientId) }, ours)
    expect(await clients.findClient(startCall(), 'first-party')).toBe(ours)
    await clients.findClient(startCall(), 'first-party ')
    expect(asked).toEqual(['first-party '])
  })
})
