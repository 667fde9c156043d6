import { expressMiddleware } from '@devicegrant/adapter-express'
import type { PasswordHasher } from '@devicegrant/core'
import {
  auth0,
  createBearerCheck,
  createDeviceGrant,
  dreadnode,
  dreadnodeUnversioned,
  oracle,
  rfc8628,
  type SecurityEvent,
} from '@devicegrant/core'
import { createAssertionVerifier, createJwtIssuer, type JwtIssuer } from '@devicegrant/core/jwt'
import { createMemoryOnceStore, createMemoryStores } from '@devicegrant/store-memory'
import express, { type Express } from 'express'
import type { JWK } from 'jose'
import { createAccounts } from './accounts.js'
import { adminRoutes } from './admin.js'
import { createClients, resources, scopes } from './clients.js'
import type { Settings } from './settings.js'

/** What the demo application is made of, beside its settings. */
export interface AppParts {
  readonly issuer: string
  readonly secret: string
  readonly signingKey: JWK
  readonly hasher: PasswordHasher
  readonly onEvent: (event: SecurityEvent) => void
}

/** A host application such as a user would have, with devicegrant mounted in it. */
export async function createApp(settings: Settings, parts: AppParts): Promise<Express> {
  const { issuer, secret, signingKey, hasher, onEvent } = parts
  const clients = createClients(issuer)
  const accounts = await createAccounts(hasher)
  const tokens = createIssuer(settings, issuer, signingKey)
  const grant = createDeviceGrant({
    issuer,
    secret,
    ...createMemoryStores(),
    clients,
    accounts,
    tokens,
    clientAssertions: { verifier: createAssertionVerifier(), used: createMemoryOnceStore() },
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
  const middleware = expressMiddleware(grant)
  const { isTokenStanding } = grant.service
  const checkBearer = createBearerCheck(tokens, { audience: [issuer, ...resources], isStanding: isTokenStanding })

  const routes = express.Router()
  routes.use(middleware)
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  routes.get('/', (_request, response) => response.redirect(303, `${path}/device`))
  routes.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  const description = grant.openApi({ title: 'devicegrant demo' })
  routes.get('/openapi.json', (_request, response) => {
    response.json(description)
  })
  routes.get('/me', async (request, response) => {
    const verdict = await checkBearer(request.headers.authorization)
    if (!verdict.ok) {
      const { status, headers, body } = verdict.answer
      return void response.status(status).set(headers).end(body)
    }
    const { subject, clientId, scope } = verdict.claims
    const account = await accounts.findAccount(subject)
    if (account === undefined || account.disabled === true) {
      return void response.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"').json({
        error: 'invalid_token',
        error_description: 'The account of this token cannot be used.',
      })
    }
    response.json({ sub: subject, username: account.username, client_id: clientId, scope: scope.join(' ') })
  })
  if (settings.admin) routes.use('/demo', adminRoutes(accounts, clients, grant.service))

  const app = express()
  app.disable('x-powered-by')
  // RFC 8414 §3.1: the metadata of an issuer with a path is found at the root of its host.
  if (path !== '') app.get(`/.well-known/oauth-authorization-server${path}`, middleware)
  app.use(path === '' ? '/' : path, routes)
  return app
}

function createIssuer({ accessTokenLifetime: lifetime }: Settings, issuer: string, signingKey: JWK): JwtIssuer {
  try {
    return createJwtIssuer({ issuer, keys: [signingKey], lifetime })
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    throw new Error(`DEVICEGRANT_SIGNING_KEY: ${reason}`, { cause: fault })
  }
}
