// @module-tag thorough
import { randomUUID } from 'node:crypto'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { type AuditRequest, type AuditResponse, type AuditTarget, canRunAudit, httpAudits } from '@devicegrant/testing'
import { CompactSign } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccounts } from '../examples/demo/src/accounts.js'
import { createApp } from '../examples/demo/src/app.js'
import { openStores } from '../examples/demo/src/open-stores.js'
import { readSettings } from '../examples/demo/src/settings.js'
import type { HostStores } from '../examples/demo/src/stores.js'
import { startCluster } from '../packages/store-redis/test-support/redis-cluster.js'
import { startRedis } from '../packages/store-redis/test-support/redis-server.js'
import { describeWithRedis } from '../packages/store-redis/test-support/with-redis.js'
import { shapeOf } from './dialect-flow.js'
import { type OpenDoor, openServer } from './doors.js'
import { demoSignerKey } from './support/demo-clients.js'

const issuer = 'http://127.0.0.1:3000'
const second = 1_000
const day = 86_400 * second
const secret = 'a secret that everybody may know, since it is for tests'
const backend = { clientId: 'demo-backend', secret: 'demo-backend-secret' }
let door: OpenDoor

/** Servers of Redis for one demo. */
interface Ground {
  readonly urls: readonly string[]
  stop(): Promise<void>
}

async function single(): Promise<Ground> {
  const { url, stop } = await startRedis()
  return { urls: [url], stop }
}

interface Demo {
  readonly name: string
  readonly framework: string
  readonly databaseUrl?: string
  readonly ground?: () => Promise<Ground>
}

const demos: readonly Demo[] = [
  { name: 'express', framework: 'express' },
  { name: 'koa', framework: 'koa' },
  { name: 'node, with a store of its own', framework: 'node' },
  { name: 'node, on PostgreSQL', framework: 'node', databaseUrl: 'pglite' },
  { name: 'express, on Redis', framework: 'express', ground: single },
  { name: 'koa, on a Redis Cluster', framework: 'koa', ground: startCluster },
  { name: 'node, on Redis', framework: 'node', ground: single },
]

/** What was said in each audit: everything but the values that are drawn by lot. */
type Transcripts = Map<string, string[]>
const transcripts = new Map<string, Transcripts>(demos.map(({ name }) => [name, new Map()]))
let transcript: string[] = []

// `Date`, `Content-Length` and the like are the server's own, and values are drawn by lot.
const owned = /^(connection|content-length|date|keep-alive|transfer-encoding)$/i

function spell({ method, path }: AuditRequest, { status, headers, body }: AuditResponse): string {
  const names = headers.map(([name]) => name).filter((name) => !owned.test(name))
  const isJson = headers.some(([name, value]) => name === 'Content-Type' && value === 'application/json')
  const shape = isJson && method !== 'HEAD' ? shapeOf(JSON.parse(body)) : undefined
  return JSON.stringify([method, path.split('?')[0], status, names.toSorted(), shape])
}

async function assertAsSigner(
  changes: Readonly<Record<string, unknown>> = {},
  typed: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { key, kid } = await demoSignerKey()
  const now = Math.floor(Date.now() / second)
  const names = { iss: 'demo-signer', sub: 'demo-signer', aud: issuer, jti: randomUUID() }
  const claims = { ...names, iat: now, exp: now + 60, ...changes }
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', kid, ...typed })
    .sign(key)
}

// A live server: its clock cannot be moved, but with DEMO_ADMIN its fixtures can be disabled.
const target: AuditTarget = {
  async send(request) {
    const response = await door.send(request)
    transcript.push(spell(request, response))
    return response
  },
  async disable(what, disabled) {
    const path = 'clientId' in what ? `/demo/clients/${what.clientId}` : `/demo/accounts/${what.username}`
    const headers = [['Content-Type', 'application/json']] as const
    const { status } = await door.send({ method: 'PATCH', path, headers, body: JSON.stringify({ disabled }) })
    if (status !== 200) throw new Error(`PATCH ${path} was answered with ${status}`)
  },
  fixtures: {
    issuer,
    baseUrl: issuer,
    client: {
      clientId: 'demo-cli',
      name: 'Demo CLI',
      scopes: ['read', 'write', 'profile', 'openid', 'offline_access'],
      resources: ['https://api.example.com', 'https://api.yotoplay.com'],
    },
    otherClient: { clientId: 'demo-tv', name: 'Demo TV', forbiddenScope: 'write' },
    confidentialClient: backend,
    introspectingClient: backend,
    audienceIntrospectingClient: {
      clientId: 'demo-resource',
      secret: 'demo-resource-secret',
      audience: 'https://api.example.com',
    },
    passwordClient: backend,
    signingClient: { clientId: 'demo-signer', assert: assertAsSigner },
    refresh: {
      scope: 'offline_access',
      replayWindow: 10 * second,
      idle: 14 * day,
      lifetime: 30 * day,
      grantsPerClient: 50,
    },
    clientWithoutGrant: { clientId: 'demo-no-device', name: 'Demo without devices' },
    disabledClient: { clientId: 'demo-disabled', name: 'Demo disabled' },
    accounts: [
      { username: 'alice', password: 'correct horse battery staple' },
      { username: 'bob', password: 'a quiet river under seven bridges' },
    ],
    disabledAccount: { username: 'carol', password: 'disabled accounts stay outside' },
    passwordlessAccount: { username: 'dave' },
    loginScope: 'write',
    replayWindow: 30 * second,
    tombstone: 600 * second,
  },
}

const audits = httpAudits.filter((audit) => canRunAudit(audit, target))

for (const { name, framework, databaseUrl, ground } of demos) {
  const describeHere = ground === undefined ? describe : describeWithRedis

  describeHere(`the demo in ${name}, with argon2 and signed tokens`, () => {
    let redis: Ground | undefined
    let stores: HostStores

    beforeAll(async () => {
      redis = await ground?.()
      const places = { REDIS_URL: redis?.urls.join(','), DATABASE_URL: databaseUrl }
      // All audits come from one address, and many of them guess.
      const environment = { DEMO_ADMIN: 'on', LIMITS: 'off', FRAMEWORK: framework, ...places }
      const settings = readSettings({ ...environment, DEVICEGRANT_SECRET: secret })
      if ('length' in settings) throw new Error(settings.join('\n'))
      const hasher = createArgon2Hasher()
      const accounts = await createAccounts(hasher)
      stores = await openStores(settings, secret)
      door = await openServer(
        await createApp(settings, {
          issuer,
          secret,
          stores,
          accounts,
          hasher,
          onEvent: () => {},
          playground: undefined,
        }),
      )
    })
    afterAll(async () => {
      await door.close()
      await stores.close()
      await redis?.stop()
    })

    it.each(audits)('$id: $obligation', async (audit) => {
      transcript = []
      await audit.run(target)
      transcripts.get(name)?.set(audit.id, transcript)
    })

    // Requests that are sent at once are answered in any order, and how many an audit sends may depend on the code it drew.
    it('answers as it does in express', () => {
      const [expected, came] = ['express', name].map((which) => transcripts.get(which))
      for (const { id } of audits) {
        expect({ [id]: new Set(came?.get(id)) }).toEqual({ [id]: new Set(expected?.get(id)) })
      }
      expect(expected?.size).toBe(audits.length)
    })
  })
}
