import { createDeviceGrant, type DeviceGrant, fetchHandler } from '@devicegrant/core'
import { auth0, dreadnode, oracle, rfc8628 } from '@devicegrant/core/dialects'
import { createFakeHost } from '@devicegrant/testing'
import { beforeEach, expect, it } from 'vitest'
import { useRedis } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'
import { fromIoredis, openRedisStores, type RedisConnection } from '../index.js'

type Behavior = 'responds' | 'hangs' | 'breaks'

/** A connection that a test can make fail. */
function moody({ send }: RedisConnection) {
  let behavior: Behavior = 'responds'
  let sent = 0
  return {
    be(next: Behavior): void {
      behavior = next
      sent = 0
    },
    get sent() {
      return sent
    },
    connection: {
      send(key, commands) {
        sent += 1
        if (behavior === 'hangs') return new Promise(() => {})
        return behavior === 'breaks' ? Promise.reject(new Error('connect ECONNREFUSED')) : send(key, commands)
      },
    } satisfies RedisConnection,
  }
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
// It has the form of a device code, so the store is asked about it.
const anyCode = 'x'.repeat(65)
const form = (fields: Record<string, string>): RequestInit => ({ body: new URLSearchParams(fields) })
const json = (fields: object): RequestInit => ({
  body: JSON.stringify(fields),
  headers: { 'Content-Type': 'application/json' },
})

const requests: readonly (readonly [path: string, init: RequestInit, body: object])[] = [
  ['/device_authorization', form({ client_id: 'fake-cli' }), { error: 'temporarily_unavailable' }],
  [
    '/token',
    form({ client_id: 'fake-cli', grant_type: grantType, device_code: anyCode }),
    { error: 'temporarily_unavailable' },
  ],
  [
    '/login',
    form({ username: 'alice', password: 'correct horse battery staple' }),
    { error: 'temporarily_unavailable' },
  ],
  [
    '/oauth2/v1/device',
    form({ client_id: 'fake-cli', response_type: 'device_code', scope: 'read' }),
    { error: 'temporarily_unavailable' },
  ],
  [
    '/oauth/token',
    form({ client_id: 'fake-cli', grant_type: grantType, device_code: anyCode }),
    { error: 'temporarily_unavailable' },
  ],
  ['/api/v1/auth/device/code', json({}), { code: 503 }],
]

describeWithRedis('while Redis is away', () => {
  const setup = useRedis()
  let line: ReturnType<typeof moody>
  let grant: DeviceGrant
  let warnings: string[]

  beforeEach(() => {
    warnings = []
    line = moody(fromIoredis(setup.redis))
  })

  async function open(timeout: number): Promise<void> {
    const stores = await openRedisStores({
      connection: line.connection,
      timeout,
      accept: ['memoryLimit', 'persistence'],
      onWarning: (warning) => warnings.push(warning),
    })
    grant = createDeviceGrant({
      ...createFakeHost().options,
      dialects: [rfc8628, oracle, auth0, dreadnode],
      clients: { findClient: async (clientId) => ({ ...client, clientId }) },
      stores,
      onFault: () => {},
    })
  }

  const client = {
    name: 'Any client',
    authMethods: ['none'],
    grantTypes: ['device_code', 'refresh_token'],
    scopes: ['read'],
    defaultScopes: ['read'],
  } as const

  const ask = async (path: string, init: RequestInit) => {
    const request = new Request(`http://127.0.0.1:3000${path}`, { method: 'POST', ...init })
    const response = await fetchHandler(grant)(request)
    if (response === undefined) throw new Error(`nothing is served at ${path}`)
    return { status: response.status, retryAfter: response.headers.get('Retry-After'), body: await response.json() }
  }

  const cases = (['hangs', 'breaks'] as const).flatMap((behavior) =>
    requests.map(([path, init, body]) => ({ behavior, path, init, body })),
  )

  it.each(cases)(
    'the response is in the words of the dialect: $path, when it $behavior',
    async ({ behavior, path, init, body }) => {
      await open(40)
      line.be(behavior)
      expect(await ask(path, init)).toEqual({ status: 503, retryAfter: '1', body: expect.objectContaining(body) })
    },
  )

  it('a few requests detect it, and the others do not wait', async () => {
    const [path = '', init = {}] = requests[0] ?? []
    await open(900)
    line.be('breaks')
    for (let nth = 0; nth < 50; nth++) expect((await ask(path, init)).status).toBe(503)
    expect(line.sent).toBeLessThan(10)
    expect(warnings).toEqual([expect.stringContaining('ECONNREFUSED')])
    line.be('responds')
    await expect.poll(async () => (await ask(path, init)).status, { timeout: 20_000 }).toBe(200)
    expect(warnings).toEqual([expect.anything(), 'Redis responds again.'])
  })
})
