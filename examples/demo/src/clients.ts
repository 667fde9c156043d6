import { type Client, type ClientRegistry, createStatelessRegistration, digestClientSecret } from '@devicegrant/core'
import { systemClients } from './system-clients.js'

/** The resources that tokens of this server can be for, in addition to the server itself. */
export const resources: readonly string[] = ['https://api.example.com', 'https://api.yotoplay.com']

/** The scope values of the demo. The documented scope of Oracle contains the issuer, so `createClients` adds it. */
export const scopes: readonly string[] = ['openid', 'profile', 'offline_access', 'read', 'write']

/** The members of a client that an administrator may change while the server runs. */
export type ClientChange = Partial<Pick<Client, 'disabled' | 'grantTypes' | 'scopes'>>

/** The clients of the demo. A real host has them in a table. */
export interface DemoClients extends ClientRegistry {
  change(clientId: string, change: ClientChange): Client | undefined
  /** Returns whether there is a fixture of this name. */
  has(clientId: string): boolean
}

/** The public key of `demo-signer.jwk.json`. That client signs its assertions with the private key. */
const signerKey = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'demo-signer-1',
  alg: 'ES256',
  use: 'sig',
  x: '2DCRkZz_VqH43IG6JySg1xBjSSTmMBE9laVe5OG4RSQ',
  y: 'ckwjjFpk68DlZVDahtEHDbAFaruP5tRttdFnW8plpMo',
} as const

/** Creates the clients. */
export function createClients(issuer: string): DemoClients {
  const allScopes = [...scopes, `${issuer}/quotes`]
  const shared = { defaultScopes: ['read'], resources, authMethods: ['none'], verified: true } as const
  const fixtures: readonly Client[] = [
    {
      ...shared,
      clientId: 'demo-cli',
      name: 'Demo CLI',
      grantTypes: ['device_code', 'refresh_token'],
      scopes: allScopes,
    },
    {
      ...shared,
      clientId: 'demo-bound',
      name: 'Demo Bound',
      grantTypes: ['device_code', 'refresh_token'],
      scopes: allScopes,
      dpop: 'required',
    },
    { ...shared, clientId: 'demo-tv', name: 'Demo TV', grantTypes: ['device_code'], scopes: ['read'] },
    {
      ...shared,
      clientId: 'demo-backend',
      name: 'Demo Backend',
      grantTypes: ['device_code', 'refresh_token', 'password'],
      scopes: allScopes,
      authMethods: ['client_secret_basic', 'client_secret_post'],
      secretDigests: [digestClientSecret('demo-backend-secret')],
      introspects: 'every',
    },
    {
      ...shared,
      clientId: 'demo-signer',
      name: 'Demo Signer',
      grantTypes: ['device_code', 'refresh_token'],
      scopes: allScopes,
      authMethods: ['private_key_jwt'],
      keys: [signerKey],
      introspects: 'own',
    },
    // It must tie its polls to the program that started (RFC 7636).
    {
      ...shared,
      clientId: 'demo-pkce',
      name: 'Demo with PKCE',
      grantTypes: ['device_code', 'refresh_token'],
      scopes: allScopes,
      pkce: 'required',
    },
    // After the approval, the person types a number from the page into it.
    {
      ...shared,
      clientId: 'demo-typed',
      name: 'Demo with a number',
      grantTypes: ['device_code', 'refresh_token'],
      scopes: allScopes,
      verificationNumber: true,
    },
    // A resource server: it introspects the tokens that it receives, and gets no tokens itself.
    {
      ...shared,
      clientId: 'demo-resource',
      name: 'Demo Resource Server',
      grantTypes: [],
      scopes: [],
      defaultScopes: [],
      authMethods: ['client_secret_basic', 'client_secret_post'],
      secretDigests: [digestClientSecret('demo-resource-secret')],
      introspects: { audience: 'https://api.example.com' },
    },
    // The device of the playground.
    {
      ...shared,
      clientId: 'demo-living-room',
      name: 'Living room TV',
      grantTypes: ['device_code', 'refresh_token'],
      scopes: ['openid', 'offline_access', 'read'],
    },
    { ...shared, clientId: 'demo-no-device', name: 'Demo without devices', grantTypes: [], scopes: allScopes },
    {
      ...shared,
      clientId: 'demo-disabled',
      name: 'Demo disabled',
      grantTypes: ['device_code'],
      scopes: allScopes,
      disabled: true,
    },
  ]
  const clients = new Map([...fixtures, ...systemClients(shared)].map((client) => [client.clientId, client]))
  return {
    findClient: async (clientId) => clients.get(clientId),
    has: (clientId) => clients.has(clientId),
    change(clientId, change) {
      const client = clients.get(clientId)
      if (client === undefined) return undefined
      const changed = { ...client, ...change }
      clients.set(clientId, changed)
      return changed
    },
  }
}

/** Returns the same clients, and lets programs register more. The secret seals what is known about those. */
export function withRegistration(clients: ClientRegistry, issuer: string, secret: string): ClientRegistry {
  const registration = createStatelessRegistration({ issuer, secrets: [secret], scopes, refreshTokens: 'always' })
  return {
    findClient: async (clientId) => (await clients.findClient(clientId)) ?? registration.findClient(clientId),
    registerClient: registration.registerClient,
  }
}
