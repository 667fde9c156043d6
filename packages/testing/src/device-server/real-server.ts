import { generateKeyPairSync } from 'node:crypto'
import {
  type Client,
  createDeviceGrant,
  type DeviceGrant,
  type TokenIssuer,
  type TokenIssuerFactory,
} from '@devicegrant/core'
import { createJwtIssuer, createProofVerifier } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '../fake-host.js'
import type { ManualTime } from '../manual-time.js'
import { minute } from '../time.js'
import type { FakeDeviceServerOptions } from './options.js'

/** The real server behind a double. */
export interface RealServer {
  readonly issuer: string
  readonly client: Client
  readonly host: FakeHost
  readonly grant: DeviceGrant
  /** How many token sets it has made. A response that is repeated makes none. */
  tokenSets(): number
}

/** Makes the device grant, with a host and all stores in memory. */
export function createRealServer(issuer: string, time: ManualTime, options: FakeDeviceServerOptions): RealServer {
  const { policy = {}, dpop = 'off', nonces = 'always', accessTokenLifetime = 10 * minute } = options
  const { clock } = time
  const host = createFakeHost({ issuer, clock, policy })
  const client = clientOf(host, options)
  const issued = countIssued(createJwtIssuer({ keys: [newKey()], lifetime: accessTokenLifetime }))
  const grant = createDeviceGrant({
    ...host.options,
    tokens: issued.tokens,
    // Its warnings are for servers that people use.
    onWarning: () => undefined,
    ...(dpop !== 'off' && { dpop: { verifier: createProofVerifier(), nonces } }),
    ...options.grant,
    stores: createMemoryStores({ clock }),
    clients: { findClient: (clientId) => (clientId === client.clientId ? client : undefined) },
  })
  return { issuer, client, host, grant, tokenSets: issued.count }
}

function clientOf(host: FakeHost, { client = {}, dpop, refresh = true }: FakeDeviceServerOptions): Client {
  const { clientId, name = 'Fake CLI', scopes, resources = [] } = host.fixtures.client
  return {
    clientId,
    name,
    verified: true,
    authMethods: ['none'],
    grantTypes: refresh ? ['device_code', 'refresh_token'] : ['device_code'],
    refreshTokens: 'always',
    scopes,
    defaultScopes: ['read'],
    resources,
    ...(dpop === 'required' && { dpop }),
    ...client,
  }
}

// Made anew, so that no private key is in the repository.
function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
}

function countIssued(factory: TokenIssuerFactory): { readonly tokens: TokenIssuerFactory; count(): number } {
  let count = 0
  return {
    count: () => count,
    tokens: {
      forIssuer(issuer, clock): TokenIssuer {
        const real = factory.forIssuer(issuer, clock)
        return {
          ...real,
          async issue(request) {
            const tokens = await real.issue(request)
            count += 1
            return tokens
          },
        }
      },
    },
  }
}
