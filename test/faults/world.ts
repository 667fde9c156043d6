import { type AccountDirectory, createDeviceGrant } from '@devicegrant/core'
import { rfc8628 } from '@devicegrant/core/dialects'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { fromIoredis, openRedisStores, type PreflightFindingCode } from '@devicegrant/store-redis'
import { createFakeHost } from '@devicegrant/testing'
import { Cluster, Redis } from 'ioredis'
import { expect } from 'vitest'
import type { RedisServer } from '../../packages/store-redis/test-support/redis-server.js'
import { type ServerOptions, type ServerProcess, startServer } from './server-process.js'

/** What a server answered. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly text: string
  readonly retryAfter: string | null
  /** `200`, or the status and the word of the error. */
  readonly word: string
}

/** A world of several server processes on one Redis, and a driver with a connection of its own past every fault. */
export interface World {
  readonly servers: readonly ServerProcess[]
  /** Every answer that any server gave, by its word, for the summary. */
  readonly responses: ReadonlyMap<string, number>
  /** Starts one more server, which differs from the others in these options. */
  start(options?: Partial<ServerOptions>): Promise<ServerProcess>
  /** Codes that Alice has approved, made past the servers. */
  approved(count: number): Promise<readonly string[]>
  /** Codes that are not decided yet. */
  pending(count: number): Promise<readonly { readonly deviceCode: string; readonly userCode: string }[]>
  /** Approves or denies a code as a person would, past the servers; what the service said. */
  decide(userCode: string, choice: 'approve' | 'deny'): Promise<string>
  begin(server: ServerProcess): Promise<Answer>
  poll(server: ServerProcess, deviceCode: string): Promise<Answer>
  refresh(server: ServerProcess, refreshToken: string): Promise<Answer>
  /** Gives a token up, and with it its grant. */
  revoke(server: ServerProcess, token: string): Promise<Answer>
  /** Asks what a token is good for, as a resource server would. */
  introspect(server: ServerProcess, token: string): Promise<Answer>
  /** Sends anything else to a server. */
  ask(server: ServerProcess, path: string, init: RequestInit): Promise<Answer>
  /** Polls at these servers in turn until the answer is final: tokens, or an error that ends the polling. */
  settle(servers: readonly ServerProcess[], deviceCode: string): Promise<Answer>
  /** A whole sign-in, through the servers in turn, until it works again. */
  expectRecovery(servers?: readonly ServerProcess[]): Promise<void>
  /** How often tokens were made for the grants of device codes, by grant, in all servers there ever were. */
  mints(): ReadonlyMap<string, number>
  /**
   * Whether the processes are well: up, nothing unhandled, memory flat, and no answer that is none of the protocol's.
   */
  expectHealth(): Promise<void>
  /** What holds at the end of every fault: health, and no code with two sets of tokens. */
  expectPeace(): Promise<void>
  close(): Promise<void>
}

const accept: readonly PreflightFindingCode[] = ['memoryLimit', 'persistence', 'fsync', 'failover']
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const alice = 'fake-subject-of-alice'
// An account has 50 live grants with one client at most, so many codes are approved by a crowd: docs/decisions/0027.
const codesPerPerson = 40
const patience = 400
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
// After a garbage collection. The tests use up to 4 MB more than at the start.
const leewayForMemory = 16 * 1024 * 1024

/** What a world is made of. */
export interface WorldOptions extends Partial<Omit<ServerOptions, 'signingKey'>> {
  /** The servers of Redis that the driver goes to. */
  readonly redis: readonly Pick<RedisServer, 'host' | 'port' | 'url'>[]
  readonly processes?: number
}

/** Starts a world: Express and Koa in turn, on the Redis of these options. */
export async function startWorld({ redis: servers, processes = 2, ...given }: WorldOptions): Promise<World> {
  const signingKey = await generateSigningKey()
  const serverOptions: ServerOptions = { urls: servers.map(({ url }) => url), accept, signingKey, ...given }
  const started: ServerProcess[] = []
  const before = new Map<ServerProcess, number>()
  const responses = new Map<string, number>()
  const tokensOf = new Map<string, Set<string>>()
  let begun = 0

  async function start(changes: Partial<ServerOptions> = {}): Promise<ServerProcess> {
    // Several may be on their way up at once.
    const adapter = begun++ % 2 === 0 ? 'express' : 'koa'
    const server = await startServer({ adapter, ...serverOptions, ...changes })
    started.push(server)
    before.set(server, (await server.health()).memory)
    return server
  }
  await Promise.all(Array.from({ length: processes }, () => start()))

  const nodes = servers.map(({ host, port }) => ({ host, port }))
  // How long Redis takes to read its data is a guess of its own, which the tests make a bad one.
  const options = { maxLoadingRetryTime: 500 }
  const own = serverOptions.isCluster === true ? new Cluster(nodes) : new Redis(servers[0]?.url ?? '', options)
  own.on('error', () => {})
  const connection = fromIoredis(own)
  const stores = await openRedisStores({
    connection,
    accept,
    timeout: 10_000,
    ...(serverOptions.prefix !== undefined && { prefix: serverOptions.prefix }),
  })
  const host = createFakeHost()
  // A subject with a number behind it is one of the crowd, who are all like alice.
  const accounts: AccountDirectory = {
    ...host.options.accounts,
    async findAccount(subject) {
      const account = await host.options.accounts.findAccount(subject.replace(/~\d+$/, ''))
      return account && { ...account, subject }
    },
  }
  const issuer = createJwtIssuer({ issuer: host.options.issuer, keys: [signingKey], clock: stores.clock })
  const { service } = createDeviceGrant({
    ...host.options,
    accounts,
    stores,
    tokens: issuer,
    // A clock that is set back makes every limit wait, and these tests are about the records.
    limits: false,
    onWarning() {},
    timeout: 10_000,
    policy: { grantsPerAccount: 1_000, grantsPerClient: 1_000, ...serverOptions.policy },
  })

  async function ask(server: ServerProcess, path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(server.url + path, { method: 'POST', ...init })
    const text = await response.text()
    // RFC 7009 §2.2: the answer to a revocation has no body.
    const body = text === '' ? {} : Object.fromEntries(Object.entries(Object(JSON.parse(text))))
    const word = response.status === 200 ? '200' : `${response.status} ${body['error']}`
    responses.set(word, (responses.get(word) ?? 0) + 1)
    return { status: response.status, body, text, word, retryAfter: response.headers.get('Retry-After') }
  }

  const send = (server: ServerProcess, path: string, form: Record<string, string>) =>
    ask(server, path, { body: new URLSearchParams(form) })

  async function pending(count: number) {
    const client = { method: 'none', clientId: 'fake-cli' } as const
    const terms = { dialect: rfc8628.name, userCode: rfc8628.userCode }
    return Promise.all(
      Array.from({ length: count }, async () => {
        const asked = { scope: ['read', 'offline_access'], resources: [] }
        const command = { operation: 'startAuthorization', client, ...asked } as const
        const begun = await service.startAuthorization(command, terms)
        if (begun.kind !== 'authorizationStarted') throw new Error(`no code was given out: ${JSON.stringify(begun)}`)
        return { deviceCode: begun.deviceCode, userCode: begun.userCode }
      }),
    )
  }

  async function decide(userCode: string, choice: 'approve' | 'deny', subject = alice): Promise<string> {
    const viewer = { subject, sessionId: 'the driver', authenticatedAt: 0 }
    const shown = await service.lookUp(userCode, rfc8628.userCode, viewer)
    if (shown.kind === 'refusal') return shown.code
    const made = await service.decide({ userCode, ticket: shown.ticket, choice }, rfc8628.userCode, viewer)
    return made.kind === 'refusal' ? made.code : made.status
  }

  async function poll(server: ServerProcess, deviceCode: string): Promise<Answer> {
    const response = await send(server, '/token', {
      client_id: 'fake-cli',
      grant_type: deviceGrant,
      device_code: deviceCode,
    })
    if (response.status === 200) {
      const given = tokensOf.get(deviceCode) ?? new Set()
      tokensOf.set(deviceCode, given.add(response.text))
    }
    return response
  }

  async function settle(at: readonly ServerProcess[], deviceCode: string): Promise<Answer> {
    for (let round = 0; round < patience; round++) {
      const server = at[round % at.length]
      if (server === undefined) throw new Error('no server is left to poll')
      const response = await poll(server, deviceCode)
      if (!/authorization_pending|slow_down|^503/.test(response.word)) return response
      await pause(50)
    }
    throw new Error(`a code was polled ${patience} times and never settled`)
  }

  // Nobody approves more than that in the whole world: beyond the caps each new grant also ends an older one.
  let approvals = 0

  const world: World = {
    servers: started,
    responses,
    start,
    pending,
    decide,
    poll,
    settle,
    async approved(count) {
      const codes = await pending(count)
      const first = approvals
      approvals += count
      const decided = await Promise.all(
        codes.map(({ userCode }, nth) => {
          const person = Math.floor((first + nth) / codesPerPerson)
          return decide(userCode, 'approve', person === 0 ? alice : `${alice}~${person}`)
        }),
      )
      expect(new Set(decided)).toEqual(new Set(['approved']))
      return codes.map(({ deviceCode }) => deviceCode)
    },
    begin: (server) => send(server, '/device_authorization', { client_id: 'fake-cli', scope: 'read offline_access' }),
    refresh: (server, refreshToken) =>
      send(server, '/token', { client_id: 'fake-cli', grant_type: 'refresh_token', refresh_token: refreshToken }),

    revoke: (server, token) => send(server, '/revoke', { client_id: 'fake-cli', token }),
    introspect: (server, token) =>
      send(server, '/introspect', { client_id: 'fake-api', client_secret: 'fake-api-secret', token }),
    ask,

    async expectRecovery(at = started.filter((server) => !server.isOver())) {
      for (const server of at) {
        for (let round = 0; ; round++) {
          const { status, body, word } = await world.begin(server)
          if (status === 200) {
            expect(await decide(String(body['user_code']).replace('-', ''), 'approve')).toBe('approved')
            const tokens = await settle([server], String(body['device_code']))
            expect(tokens.word).toBe('200')
            const next = await world.refresh(server, String(tokens.body['refresh_token']))
            expect(next.word).toBe('200')
            break
          }
          expect(word).toMatch(/^503/)
          if (round === patience) throw new Error('it has not recovered')
          await pause(50)
        }
      }
    },

    mints() {
      const counts = new Map<string, number>()
      for (const { grantId, kind } of started.flatMap(({ minted }) => minted)) {
        if (kind === 'deviceCode') counts.set(grantId, (counts.get(grantId) ?? 0) + 1)
      }
      return counts
    },

    async expectPeace() {
      for (const given of tokensOf.values()) expect(given.size).toBe(1)
      await world.expectHealth()
    },

    async expectHealth() {
      for (const server of started.filter((one) => !one.isOver())) {
        const { unhandled, memory } = await server.health()
        expect(unhandled).toBe(0)
        expect(memory - (before.get(server) ?? 0)).toBeLessThan(leewayForMemory)
      }
      for (const word of responses.keys()) expect(word).toMatch(/^(200$|400 |401 |429 |503 )/)
    },

    async close() {
      await Promise.all(started.map((server) => (server.isOver() ? undefined : server.end('SIGKILL'))))
      own.disconnect()
    },
  }
  return world
}
