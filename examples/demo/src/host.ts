import {
  createDeviceGrant,
  type DeviceGrant,
  type DeviceGrantOptions,
  type PasswordHasher,
  type Realms,
  type SecurityEvent,
} from '@devicegrant/core'
import {
  createAssertionVerifier,
  createJwtIssuer,
  createProofVerifier,
  type JwtIssuerFactory,
} from '@devicegrant/core/jwt'
import type { DemoAccounts } from './accounts.js'
import { adminRoutes } from './admin.js'
import { createClients, resources, scopes, withRegistration } from './clients.js'
import { createMailbox } from './mailbox.js'
import { reportFault } from './messages.js'
import { createMetrics } from './metrics.js'
import type { Playground } from './playground/playground.js'
import { createRealmsOf, revokingEverywhere } from './realms.js'
import { type HostRoute, ownRoutes, respondingWith503, type StreamRoute } from './routes.js'
import type { Settings } from './settings.js'
import { createStepUp, demoLevel, vaultRule } from './step-up.js'
import type { HostStores } from './stores.js'

/** The parts of the demo application, in addition to its settings. */
export interface HostDeps {
  readonly issuer: string
  readonly secret: string
  readonly stores: Omit<HostStores, 'close'>
  readonly accounts: DemoAccounts
  readonly hasher: PasswordHasher
  readonly onEvent: (event: SecurityEvent) => void
  /** `undefined` if it is off. */
  readonly playground: Playground | undefined
}

/** The host application, independent of the framework. */
export interface Host {
  /** The device grant at the root, and the realms below it. No path belongs to two of them. */
  readonly grants: readonly [DeviceGrant, ...Realms[]]
  /** The path of the issuer. Everything is served below it. Empty at the root. */
  readonly path: string
  readonly routes: readonly HostRoute[]
  readonly streams: readonly StreamRoute[]
}

/** Creates the clients and tokens of the host, and the device grants that use them. */
export function createHost(settings: Settings, deps: HostDeps): Host {
  const { issuer, secret, stores, accounts, hasher, onEvent, playground } = deps
  const clients = createClients(issuer)
  const { dialects, realms: groups } = settings.served
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  const page = dialects[0].verification.path
  const stepUp = settings.stepUp ? createStepUp(issuer, path + page) : undefined
  const mailbox = createMailbox()
  const metrics = settings.metrics ? createMetrics(clients.has) : undefined
  const options: Omit<DeviceGrantOptions, 'issuer' | 'dialects'> = {
    secret,
    stores,
    clients: withRegistration(playground?.withShortLifetimes(clients) ?? clients, issuer, secret),
    accounts,
    tokens: createIssuer(settings, stores),
    metadata: {
      scopes,
      claims: ['sub', 'name', 'preferred_username'],
      ...(stepUp && { acrValues: [demoLevel] }),
    },
    ...(stepUp && { assurance: stepUp.assurance }),
    clientAssertions: { verifier: createAssertionVerifier() },
    dpop: { verifier: createProofVerifier(), nonces: settings.dpopNonces },
    passwordLogin: {
      hasher,
      scopes,
      defaultScopes: ['read'],
      passwordGrant: true,
      secondFactor: accounts.secondFactor,
    },
    // The demo shows the password grant too. Your server most likely has no need for it.
    acceptWarnings: ['password-grant-on'],
    policy: {
      lifetime: settings.codeLifetime,
      interval: settings.pollInterval,
      refreshLifetime: settings.refreshTokenLifetime,
    },
    trustedProxies: settings.trustedProxies,
    ...(!settings.limits && { limits: false as const }),
    cors: { origins: settings.corsOrigins },
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
    approvalNotices: { send: mailbox.send },
    onFault: reportFault,
    ...(metrics && { telemetry: metrics.telemetry }),
  }
  const grant = createDeviceGrant({ ...options, issuer, dialects })
  const realms = groups.map((group) => createRealmsOf(group, issuer, options))
  const check = grant.bearer({ audience: [issuer, ...resources] })
  const revoking = revokingEverywhere(grant, groups, realms)
  const admin = settings.admin ? [...adminRoutes(accounts, clients, revoking), mailbox.route] : []
  const openApi = grant.openApi({ title: 'devicegrant demo' })
  // The first route of a path is served, so the playground is at `/` if it is on.
  const vault = stepUp?.routes(grant.bearer({ audience: [issuer, ...resources], authentication: vaultRule })) ?? []
  const more = [...admin, ...vault, ...(metrics ? [metrics.route] : [])]
  const own = [...ownRoutes({ path, page, check, accounts, openApi }), ...more]
  const routes = [...(playground?.routes ?? []), ...own]
  return { grants: [grant, ...realms], path, routes: routes.map(respondingWith503), streams: playground?.streams ?? [] }
}

function createIssuer(
  { accessTokenLifetime: lifetime }: Settings,
  { signingKey, idTokenKey }: HostDeps['stores'],
): JwtIssuerFactory {
  try {
    return createJwtIssuer({ keys: [signingKey], lifetime, ...(idTokenKey && { idTokenKeys: [idTokenKey] }) })
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    throw new Error(`DEVICEGRANT_SIGNING_KEY: ${reason}`, { cause: fault })
  }
}
