// One of several processes behind a proxy, with all records in Redis. Every setting is a variable of the environment.

import { expressMiddleware } from '@devicegrant/adapter-express'
import { createDeviceGrant } from '@devicegrant/core'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { createJwtIssuer } from '@devicegrant/core/jwt'
import { fromIoredis, ioredisAdvice, openRedisStores } from '@devicegrant/store-redis'
import express from 'express'
import { Redis } from 'ioredis'

const issuer = setting('ISSUER')
const secret = setting('DEVICEGRANT_SECRET')
const signingKey = JSON.parse(setting('DEVICEGRANT_SIGNING_KEY'))
const hops = Number(setting('PROXY_HOPS'))
const port = Number(process.env.PORT ?? 8080)

const redis = new Redis(setting('REDIS_URL'), ioredisAdvice)
redis.on('error', ({ message }) => console.error(`redis: ${message}`))
const stores = await openRedisStores({ connection: fromIoredis(redis) })

const hasher = createArgon2Hasher()
// In your server: a table that all processes share. The password is "correct horse battery staple".
const alice = { subject: 'user-1', username: 'alice', passwordHash: await hasher.hash('correct horse battery staple') }

const grant = createDeviceGrant({
  issuer,
  secret,
  stores,
  tokens: createJwtIssuer({ keys: [signingKey] }),
  clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }],
  accounts: {
    findAccount: (subject) => (subject === alice.subject ? alice : undefined),
    findByUsername: (username) => (username === alice.username ? alice : undefined),
  },
  passwordLogin: { hasher, scopes: ['read'] },
  trustedProxies: { hops },
  events: (event) => console.log(JSON.stringify(event)),
})

const app = express()
app.disable('x-powered-by')
// Without Redis the process still responds, with 503. So this does not ask Redis: a restart would not help.
let stopping = false
app.get('/healthz', (_request, response) => response.status(stopping ? 503 : 200).json({ stopping }))
app.use(expressMiddleware(grant))
const server = app.listen(port, (fault) => {
  if (fault) throw fault // Express 5 passes it, for example if the port is in use
  console.error(`listening on ${port}`)
})
server.keepAliveTimeout = 65_000 // longer than the 60 seconds of nginx, so that nginx never writes to a closed connection

// Running requests finish. The proxy sends new ones to the other processes.
process.once('SIGTERM', () => {
  stopping = true
  server.close(() => redis.disconnect())
  setInterval(() => server.closeIdleConnections(), 1_000).unref()
})

/** @param {string} name */
function setting(name) {
  const value = process.env[name]
  if (value) return value
  console.error(`${name} is not set. "node secrets.js" prints the secrets, and README.md lists all settings.`)
  process.exit(1)
}
