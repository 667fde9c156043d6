import { randomBytes } from 'node:crypto'
import { createDeviceGrant, fetchHandler } from '@devicegrant/core'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'

const issuer = process.env.ISSUER ?? 'http://127.0.0.1:8080'

// Next.js loads a module again for each route and after each edit. The stores must stay the same.
const shared = /** @type {typeof globalThis & { devicegrant?: ReturnType<typeof create> }} */ (globalThis)

/** Returns the device grant of this process. It is made at the first request, not while Next.js builds. */
export function devicegrant() {
  shared.devicegrant ??= create()
  return shared.devicegrant
}

async function create() {
  const hasher = createArgon2Hasher()
  // In your server: a table. The password is "correct horse battery staple".
  const alice = {
    subject: 'user-1',
    username: 'alice',
    passwordHash: await hasher.hash('correct horse battery staple'),
  }
  const grant = createDeviceGrant({
    issuer,
    secret: process.env.DEVICEGRANT_SECRET ?? randomBytes(32).toString('hex'),
    stores: createMemoryStores(),
    tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
    clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }],
    accounts: {
      findAccount: (subject) => (subject === alice.subject ? alice : undefined),
      findByUsername: (username) => (username === alice.username ? alice : undefined),
    },
    passwordLogin: { hasher, scopes: ['read'] },
    // Next.js gives a route no address of the caller. It keeps the header of the proxy, or writes the peer into it.
    trustedProxies: { hops: 1 },
  })
  return { grant, handle: fetchHandler(grant) }
}
