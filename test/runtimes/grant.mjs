// The grant of docs/guide/getting-started.md, for a runtime that the flow is tried on. Nothing here is random or waits at module scope: a worker
// may do neither there.

import { createDeviceGrant, digestClientSecret } from '@devicegrant/core'
import { createAssertionVerifier, createJwtIssuer, createProofVerifier } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { checkParts } from './parts.mjs'

const issuer = 'http://127.0.0.1:8080'
const password = 'correct horse battery staple'
const clients = [
  {
    clientId: 'mycli',
    name: 'My CLI',
    authMethods: ['none'],
    grantTypes: ['device_code', 'refresh_token'],
    scopes: ['openid', 'read', 'offline_access'],
    defaultScopes: ['read'],
  },
  {
    clientId: 'api',
    name: 'My API',
    authMethods: ['client_secret_basic'],
    secretDigests: [digestClientSecret('the secret of a resource server')],
    grantTypes: [],
    scopes: [],
    defaultScopes: [],
    introspects: 'every',
  },
]

/** The grant and the routes of its host, for this hasher and these signing keys, and for stores in Redis if there are some. */
export function createRuntimeGrant({ hasher, keys, stores = createMemoryStores() }) {
  let account
  const alice = async () => {
    account ??= { subject: 'user-alice', username: 'alice', passwordHash: await hasher.hash(password) }
    return account
  }
  const grant = createDeviceGrant({
    issuer,
    secret: process.env.DEVICEGRANT_SECRET ?? '',
    stores,
    tokens: createJwtIssuer({ keys }),
    clients: { findClient: async (clientId) => clients.find((client) => client.clientId === clientId) },
    accounts: {
      findAccount: async (subject) => (subject === 'user-alice' ? alice() : undefined),
      findByUsername: async (username) => (username === 'alice' ? alice() : undefined),
      findClaims: async () => ({ name: 'Alice' }),
    },
    passwordLogin: { hasher, scopes: ['read'], defaultScopes: ['read'] },
    clientAssertions: { verifier: createAssertionVerifier() },
    dpop: { verifier: createProofVerifier() },
  })
  const check = grant.bearer({ scope: ['read'] })
  return { grant, respondOwn: (request) => respondOwn(check, request) }
}

/** What the host serves beside the grant: a resource, and what the runtime makes of the library's parts. */
async function respondOwn(check, request) {
  const { pathname: path } = new URL(request.url, issuer)
  if (path === '/parts') return { status: 200, headers: {}, body: JSON.stringify(await checkParts()) }
  if (path !== '/things') return { status: 404, headers: {}, body: 'Not found' }
  const verdict = await check(request)
  return verdict.ok
    ? { status: 200, headers: verdict.headers ?? {}, body: JSON.stringify({ owner: verdict.claims.subject }) }
    : verdict.response
}
