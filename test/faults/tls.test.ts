import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../packages/store-redis/test-support/free-port.js'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { type Certificates, makeCertificates } from './certificates.js'
import { answered, askForAll, expectKept, expectWords, stockUp } from './stock.js'
import { startWorld, type World } from './world.js'

/** A Redis with a door for the servers that speaks TLS, and another for the driver, who is past every fault. */
async function startWithTls({ key, authority, good }: Certificates) {
  const port = await findFreePort()
  const files = ['--tls-cert-file', good, '--tls-key-file', key, '--tls-ca-cert-file', authority]
  const redis = await startRedis({ args: ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files] })
  return { redis, url: `rediss://${redis.host}:${port}` }
}

/** Certificates, if this machine can make them and its Redis was built to show them. */
async function preparedTls(): Promise<Certificates | { readonly missing: string }> {
  const certificates = await makeCertificates()
  if ('missing' in certificates) return certificates
  try {
    const { redis } = await startWithTls(certificates)
    await redis.stop()
    return certificates
  } catch (fault) {
    await certificates.remove()
    return { missing: `there is no Redis with TLS: ${String(fault)}` }
  }
}

const certificates = await preparedTls()
if ('missing' in certificates) process.stdout.write(`      F29 is skipped: ${certificates.missing}\n`)

// Without certificates, or a Redis that shows them, there is nothing to be refused; the reason is printed above.
describe.skipIf('missing' in certificates)('with TLS', () => {
  if ('missing' in certificates) return
  const { good, renewed, ofStranger, forAnother, trusted, remove } = certificates

  describeWithRedis('F29 a Redis that shows the wrong certificate', () => {
    let redis: RedisServer
    let world: World
    beforeAll(async () => {
      const started = await startWithTls(certificates)
      redis = started.redis
      world = await startWorld({ redis: [redis], urls: [started.url], tls: { ca: trusted }, processes: 0 })
      const clients = ['ioredis', 'ioredis-defaults', 'node-redis'] as const
      await Promise.all(clients.map((client) => world.start({ client })))
    })
    afterAll(async () => {
      await world.close()
      await redis.stop()
      await remove()
    })

    /** Shows this certificate to new connections, and closes all existing ones. */
    async function show(certificate: string): Promise<void> {
      await redis.command('CONFIG', 'SET', 'tls-cert-file', certificate)
      await redis.command('CLIENT', 'KILL', 'TYPE', 'normal')
    }

    it.each([
      ['of an unknown authority', ofStranger, /self-signed|unable to verify|unable to get/i],
      ['for another machine', forAnother, /altnames|does not match/i],
    ])('is refused, %s: 503 until it is the right one', async (_name, wrong, complaint) => {
      const stock = await stockUp(world, 6)
      await show(wrong)
      // One that starts meanwhile waits for it like the others.
      await world.start({ client: 'ioredis' })
      try {
        for (let round = 0; round < 3; round++) {
          expectWords(await askForAll(world, stock), /^503 temporarily_unavailable$/)
        }
        for (const server of world.servers) {
          await until('is the certificate complained of?', async () => {
            expectWords([await world.begin(server)], /^503 temporarily_unavailable$/)
            return complaint.test(server.errors())
          })
        }
      } finally {
        await show(good)
      }
      await world.expectRecovery()
      await expectKept(world, stock)
      await world.expectPeace()
    })

    it('goes on when a certificate is renewed in time', async () => {
      const stock = await stockUp(world, 6)
      await show(renewed)
      const asked = await Promise.all(world.servers.map((server) => answered(() => world.begin(server))))
      expect(asked.map(({ status }) => status)).toEqual(world.servers.map(() => 200))
      await expectKept(world, stock)
      await world.expectPeace()
    })
  })
})
