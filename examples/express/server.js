// A whole server: people sign in to a device with a password, and the device gets tokens for GET /things.

import { randomBytes } from 'node:crypto'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { createDeviceGrant } from '@devicegrant/core'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import express from 'express'

const port = Number(process.env.PORT ?? 8080)
const hasher = createArgon2Hasher()
// In your server: a table. The password is "correct horse battery staple".
const alice = { subject: 'user-1', username: 'alice', passwordHash: await hasher.hash('correct horse battery staple') }

const grant = createDeviceGrant({
  issuer: `http://127.0.0.1:${port}`,
  secret: process.env.DEVICEGRANT_SECRET ?? randomBytes(32).toString('hex'), // keep one, and the key of the tokens too
  stores: createMemoryStores(), // for one process; they are empty after a restart
  tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
  clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }],
  accounts: {
    findAccount: (subject) => (subject === alice.subject ? alice : undefined),
    findByUsername: (username) => (username === alice.username ? alice : undefined),
  },
  passwordLogin: { hasher, scopes: ['read'] },
  page: {
    serviceName: 'My service',
    scopeDescriptions: { read: 'Read your things', offline_access: 'Stay signed in' },
  },
})

const app = express()
app.use(expressMiddleware(grant))
const bearer = grant.bearer({ scope: ['read'] })
app.get('/things', async (request, response) => {
  const verdict = await bearer(request.headers.authorization)
  if (verdict.ok) response.json({ owner: verdict.claims.subject })
  else response.status(verdict.response.status).set(verdict.response.headers).end(verdict.response.body)
})
app.listen(port, '127.0.0.1', (fault) => {
  if (fault) throw fault // Express 5 passes it, for example if the port is in use
  console.log(`open http://127.0.0.1:${port}/device`)
})
