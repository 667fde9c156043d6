import { type Client, type ClientRegistry, digestClientSecret } from '@devicegrant/core'

/** The resources that tokens of this server can be for, beside the server itself. */
export const resources: readonly string[] = ['https://api.example.com', 'https://api.yotoplay.com']

/** The scope values that anybody may be granted, beside Oracle's documented one, which names the issuer. */
export const scopes: readonly string[] = ['openid', 'profile', 'offline_access', 'read', 'write']

/** What an administrator may change of a client while the server runs. */
export type ClientChange = Partial<Pick<Client, 'disabled' | 'grants' | 'scopes'>>

/** The demo's clients, as a host would have them in a table. */
export interface DemoClients extends ClientRegistry {
  change(clientId: string, change: ClientChange): Client | undefined
}

/** The public half of `demo-signer.jwk.json`, with which that client signs its assertions. */
const signerKey = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'demo-signer-1',
  alg: 'ES256',
  use: 'sig',
  x: '2DCRkZz_VqH43IG6JySg1xBjSSTmMBE9laVe5OG4RSQ',
  y: 'ckwjjFpk68DlZVDahtEHDbAFaruP5tRttdFnW8plpMo',
} as const

/** The fixtures, with everything that any client may ask for. */
export function createClients(issuer: string): DemoClients {
  const allScopes = [...scopes, `${issuer}/quotes`]
  const shared = { defaultScopes: ['read'], resources, authentication: ['none'], verified: true } as const
  const fixtures: readonly Client[] = [
    { ...shared, clientId: 'demo-cli', name: 'Demo CLI', grants: ['deviceCode', 'refreshToken'], scopes: allScopes },
    { ...shared, clientId: 'demo-tv', name: 'Demo TV', grants: ['deviceCode'], scopes: ['read'] },
    {
      ...shared,
      clientId: 'demo-backend',
      name: 'Demo Backend',
      grants: ['deviceCode', 'refreshToken', 'password'],
      scopes: allScopes,
      authentication: ['client_secret_basic', 'client_secret_post'],
      secretDigests: [digestClientSecret('demo-backend-secret')],
      introspects: 'every',
    },
    {
      ...shared,
      clientId: 'demo-signer',
      name: 'Demo Signer',
      grants: ['deviceCode', 'refreshToken'],
      scopes: allScopes,
      authentication: ['private_key_jwt'],
      keys: [signerKey],
      introspects: 'own',
    },
    // A resource server: it asks what the tokens that it is shown are good for, and has none of its own.
    {
      ...shared,
      clientId: 'demo-resource',
      name: 'Demo Resource Server',
      grants: [],
      scopes: [],
      defaultScopes: [],
      authentication: ['client_secret_basic', 'client_secret_post'],
      secretDigests: [digestClientSecret('demo-resource-secret')],
      introspects: { audience: 'https://api.example.com' },
    },
    // Stands for everybody in the Dreadnode dialect, which names no client.
    {
      ...shared,
      clientId: 'dreadnode',
      name: 'Dreadnode CLI',
      grants: ['deviceCode', 'refreshToken'],
      scopes: ['read'],
      refreshTokens: 'always',
    },
    { ...shared, clientId: 'demo-no-device', name: 'Demo without devices', grants: [], scopes: allScopes },
    {
      ...shared,
      clientId: 'demo-disabled',
      name: 'Demo disabled',
      grants: ['deviceCode'],
      scopes: allScopes,
      disabled: true,
    },
  ]
  const clients = new Map(fixtures.map((client) => [client.clientId, client]))
  return {
    findClient: async (clientId) => clients.get(clientId),
    change(clientId, change) {
      const client = clients.get(clientId)
      if (client === undefined) return undefined
      const changed = { ...client, ...change }
      clients.set(clientId, changed)
      return changed
    },
  }
}
