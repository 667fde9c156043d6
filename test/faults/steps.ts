import { expect } from 'vitest'
import type { RedisServer } from '../../packages/store-redis/test-support/redis-server.js'
import type { ServerProcess } from './server-process.js'
import { callAs, lookUp } from './stock.js'
import { grantIn } from './tokens.js'
import type { Answer, World } from './world.js'

/** What a step has. */
export interface StepContext {
  readonly world: World
  readonly redis: RedisServer
  readonly server: ServerProcess
}

/** One request, and what has to come of it in the end. */
export interface Step {
  /** Sends it, for the first time or again. */
  ask(): Promise<Answer>
  /** What it is answered if it is not answered 503. */
  readonly right: RegExp
  /** What has to be true once it was answered so. */
  check(response: Answer): Promise<void>
}

/** Makes ready what a step needs, before the fault. */
type Preparation = (context: StepContext) => Promise<Step>

const ok = /^200$/
const undecided = /^400 (authorization_pending|slow_down)$/

/** Everything that a device and a person ask a server for, and that Redis has a part in. */
export const steps: Readonly<Record<string, Preparation>> = {
  async 'a device asks for a code'({ world, server }) {
    return {
      ask: () => world.begin(server),
      right: ok,
      async check({ body }) {
        expect(await world.decide(String(body['user_code']).replace('-', ''), 'approve')).toBe('approved')
        expect((await world.settle([server], String(body['device_code']))).word).toBe('200')
      },
    }
  },

  async 'it polls before anybody has decided'({ world, server }) {
    const { deviceCode, userCode } = await pendingCode(world)
    return {
      ask: () => world.poll(server, deviceCode),
      right: undecided,
      async check() {
        expect(await world.decide(userCode, 'approve')).toBe('approved')
        expect((await world.settle([server], deviceCode)).word).toBe('200')
      },
    }
  },

  async 'it polls when it was approved'({ world, server }) {
    const [code = ''] = await world.approved(1)
    return {
      ask: () => world.poll(server, code),
      right: ok,
      async check(response) {
        const grant = grantIn(response)
        expect(eventsOf(world, 'authorizationRedeemed', grant)).toBe(1)
        // The same tokens once more, unless their copy got lost.
        expect((await world.settle([server], code)).word).toMatch(/^(200|400 invalid_grant)$/)
        const next = await world.refresh(server, String(response.body['refresh_token']))
        expect(next.word).toBe('200')
        expect(grantIn(next)).toBe(grant)
      },
    }
  },

  async 'it polls when it was denied'({ world, server }) {
    const { deviceCode, userCode } = await pendingCode(world)
    expect(await world.decide(userCode, 'deny')).toBe('denied')
    return { ask: () => world.poll(server, deviceCode), right: /^400 access_denied$/, check: async () => {} }
  },

  async 'it refreshes its tokens'({ world, redis, server }) {
    const first = await freshTokens(world, server)
    const token = String(first.body['refresh_token'])
    const before = await revisionOf(redis, grantIn(first))
    return {
      ask: () => world.refresh(server, token),
      right: ok,
      async check(response) {
        expect(await revisionOf(redis, grantIn(first))).toBe(before + 1)
        const successor = String(response.body['refresh_token'])
        expect((await world.refresh(server, successor)).word).toBe('200')
        // There is one successor, and a repeated request receives that one.
        expect((await world.refresh(server, token)).text).toBe(response.text)
      },
    }
  },

  async 'it gives its token up'({ world, server }) {
    const first = await freshTokens(world, server)
    return {
      ask: () => world.revoke(server, String(first.body['refresh_token'])),
      right: ok,
      async check() {
        const { body } = await world.introspect(server, String(first.body['access_token']))
        expect(body).toEqual({ active: false })
        expect((await world.refresh(server, String(first.body['refresh_token']))).word).toBe('400 invalid_grant')
      },
    }
  },

  async 'a resource server asks about a token'({ world, server }) {
    const { body: tokens } = await freshTokens(world, server)
    return {
      ask: () => world.introspect(server, String(tokens['access_token'])),
      right: ok,
      check: async ({ body }) => expect(body['active']).toBe(true),
    }
  },

  async 'a person signs in'({ world, server }) {
    const { userCode } = await pendingCode(world)
    return {
      ask: () => logIn(world, server, 'alice'),
      right: ok,
      async check({ body }) {
        expect((await lookUp(world, server, String(body['access_token']), userCode)).word).toBe('200')
      },
    }
  },

  async 'they look at a code'({ world, server }) {
    const { userCode } = await pendingCode(world)
    const session = await sessionAt(world, server)
    return {
      ask: () => lookUp(world, server, session, userCode),
      right: ok,
      check: async ({ body }) => expect(body['ticket']).toEqual(expect.any(String)),
    }
  },

  'they approve it': (context) => decision(context, 'approve'),
  'they deny it': (context) => decision(context, 'deny'),

  async 'they sign out everywhere'({ world, server }) {
    // Bob, since it ends everything that he was granted so far.
    const { body } = await logIn(world, server, 'bob')
    const session = String(body['access_token'])
    return {
      ask: () => callAs(world, server, session, '/device/linked/end', { all: true }),
      // A person who has been signed out already is sent to sign in.
      right: /^(200|401 login_required)$/,
      async check() {
        expect((await lookUp(world, server, session, 'BBBBBBBB')).word).toBe('401 login_required')
      },
    }
  },
}

async function decision({ world, server }: StepContext, choice: 'approve' | 'deny'): Promise<Step> {
  const { deviceCode, userCode } = await pendingCode(world)
  const session = await sessionAt(world, server)
  const { body } = await lookUp(world, server, session, userCode)
  const request = { user_code: userCode, ticket: body['ticket'], decision: choice }
  return {
    ask: () => callAs(world, server, session, '/device/decision', request),
    right: ok,
    async check({ body: result }) {
      expect(result).toEqual({ status: choice === 'approve' ? 'approved' : 'denied' })
      const { word } = await world.poll(server, deviceCode)
      expect(word).toBe(choice === 'approve' ? '200' : '400 access_denied')
    },
  }
}

const passwords = { alice: 'correct horse battery staple', bob: 'a quiet rivière under seven bridges' }

function logIn(world: World, server: ServerProcess, username: keyof typeof passwords): Promise<Answer> {
  return world.ask(server, '/login', { body: new URLSearchParams({ username, password: passwords[username] }) })
}

async function pendingCode(world: World) {
  const [code] = await world.pending(1)
  if (code === undefined) throw new Error('no code was given out')
  return code
}

async function freshTokens(world: World, server: ServerProcess): Promise<Answer> {
  const [code = ''] = await world.approved(1)
  const tokens = await world.settle([server], code)
  expect(tokens.word).toBe('200')
  return tokens
}

async function sessionAt(world: World, server: ServerProcess): Promise<string> {
  const { word, body } = await logIn(world, server, 'alice')
  expect(word).toBe('200')
  return String(body['access_token'])
}

/** How often all servers together have emitted this event for a grant. */
function eventsOf(world: World, type: string, grant: string): number {
  return world.servers.flatMap(({ events }) => events).filter((one) => one.type === type && one.grantId === grant)
    .length
}

/** How often a family was written. */
async function revisionOf(redis: RedisServer, grant: string): Promise<number> {
  const [, revision] = String(await redis.command('GET', `devicegrant:f:${grant}`)).split(' ')
  return Number(revision)
}
