import {
  auth0,
  createBearerCheck,
  createDeviceGrant,
  type DeviceGrant,
  dreadnode,
  dreadnodeUnversioned,
  oracle,
  type PasswordHasher,
  rfc8628,
  type SecurityEvent,
} from '@devicegrant/core'
import { createAssertionVerifier, createJwtIssuer, type JwtIssuer } from '@devicegrant/core/jwt'
import type { JWK } from 'jose'
import { createAccounts } from './accounts.js'
import { adminRoutes } from './admin.js'
import { createClients, resources, scopes } from './clients.js'
import { type HostRoute, ownRoutes } from './routes.js'
import type { Settings } from './settings.js'
import { createStores } from './stores.js'

/** What the demo application is made of, beside its settings. */
export interface HostParts {
  readonly issuer: string
  readonly secret: string
  readonly signingKey: JWK
  readonly hasher: PasswordHasher
  readonly onEvent: (event: SecurityEvent) => void
}

/** A host such as a user would have, whatever framework serves it. */
export interface Host {
  readonly grant: DeviceGrant
  /** The path of the issuer, below which everything is served; empty at the root. */
  readonly path: string
  readonly routes: readonly HostRoute[]
  /** To be called when nothing is served any more. */
  close(): Promise<void>
}

/** The host's clients, accounts and tokens, and a device grant over them. */
export async function createHost(settings: Settings, parts: HostParts): Promise<Host> {
  const { issuer, secret, signingKey, hasher, onEvent } = parts
  const clients = createClients(issuer)
  const accounts = await createAccounts(hasher)
  const tokens = createIssuer(settings, issuer, signingKey)
  const { store, families, used, close } = await createStores(settings)
  const grant = createDeviceGrant({
    issuer,
    secret,
    store,
    families,
    clients,
    accounts,
    tokens,
    clientAssertions: { verifier: createAssertionVerifier(), used },
    passwordLogin: { hasher, scopes, defaultScopes: ['read'], passwordGrant: true },
    policy: {
      lifetime: settings.codeLifetime,
      interval: settings.pollInterval,
      refreshLifetime: settings.refreshTokenLifetime,
    },
    dialects: [rfc8628, oracle, auth0, dreadnode, dreadnodeUnversioned],
    trustedProxies: settings.trustedProxies,
    page: {
      serviceName: 'devicegrant demo',
      scopeDescriptions: {
        openid: 'Know who you are',
        profile: 'See your profile',
        offline_access: 'Stay signed in while you are away',
        read: 'Read your things',
        write: 'Change your things',
        [`${issuer}/quotes`]: 'Get quotes',
      },
    },
    events: onEvent,
  })
  const { isTokenStanding: isStanding } = grant.service
  const check = createBearerCheck(tokens, { audience: [issuer, ...resources], isStanding })
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  const admin = settings.admin ? adminRoutes(accounts, clients, grant.service) : []
  const openApi = grant.openApi({ title: 'devicegrant demo' })
  return { grant, path, routes: [...ownRoutes({ path, check, accounts, openApi }), ...admin], close }
}

function createIssuer({ accessTokenLifetime: lifetime }: Settings, issuer: string, signingKey: JWK): JwtIssuer {
  try {
    return createJwtIssuer({ issuer, keys: [signingKey], lifetime })
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    throw new Error(`DEVICEGRANT_SIGNING_KEY: ${reason}`, { cause: fault })
  }
}
