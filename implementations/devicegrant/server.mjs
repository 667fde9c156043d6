// devicegrant with its dialect of RFC 8628. What is not set here has its default. FRAMEWORK chooses the door: express, koa, node
// or fetch.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createDeviceGrant, digestClientSecret } from '@devicegrant/core'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { createJwtIssuer, createProofVerifier, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { doors } from './doors.mjs'

const confidentialClientSecret = 'a-secret-that-everybody-may-know'
const ids = { clientId: 'mycli', otherClientId: 'othercli', confidentialClientId: 'myserver' }
const scopes = ['openid', 'profile', 'offline_access']

const framework = process.env.FRAMEWORK ?? 'node'
const open = doors[framework]
if (open === undefined)
  throw new Error(`FRAMEWORK must be one of ${Object.keys(doors).join(', ')}, and not ${framework}`)

const server = createServer()
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
const issuer = `http://127.0.0.1:${server.address().port}`
const hasher = createArgon2Hasher()
server.on('request', open(createDeviceGrant(await options())))

const endpoints = {
  introspectionEndpoint: `${issuer}/introspect`,
  revocationEndpoint: `${issuer}/revoke`,
  userinfoEndpoint: `${issuer}/userinfo`,
}
process.stdout.write(
  `${JSON.stringify({ issuer, ...ids, confidentialClientSecret, scope: scopes.join(' '), ...endpoints })}\n`,
)
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})

async function options() {
  const passwordHash = await hasher.hash('correct horse battery staple')
  const alice = { subject: 'alice', username: 'alice', passwordHash }
  return {
    issuer,
    secret: randomBytes(32),
    stores: createMemoryStores(),
    tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
    clients: [
      { clientId: ids.clientId, name: 'My CLI', scopes },
      { clientId: ids.otherClientId, name: 'Other CLI', scopes },
      {
        clientId: ids.confidentialClientId,
        name: 'My server',
        authMethods: ['client_secret_basic'],
        secretDigests: [digestClientSecret(confidentialClientSecret)],
        introspects: 'own',
        scopes,
      },
    ],
    accounts: {
      findAccount: (subject) => (subject === alice.subject ? alice : undefined),
      findByUsername: (username) => (username === alice.username ? alice : undefined),
      findClaims: (_subject, { scope }) => (scope.includes('profile') ? { name: 'Alice' } : {}),
    },
    passwordLogin: { hasher, scopes: ['profile'] },
    dpop: { verifier: createProofVerifier() },
    metadata: { scopes, claims: ['sub', 'name'] },
    page: {
      serviceName: 'devicegrant',
      scopeDescriptions: {
        openid: 'Know who you are',
        profile: 'See your name',
        offline_access: 'Stay signed in',
      },
    },
  }
}
