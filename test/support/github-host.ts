import { createServer, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AccountDirectory,
  type BearerCheck,
  type Client,
  type DeviceGrant,
  digestClientSecret,
} from '@devicegrant/core'
import { github } from '@devicegrant/core/dialects'
import express, { type Express, type RequestHandler } from 'express'
import { createAccounts } from '../../examples/demo/src/accounts.js'
import { type ExpressHost, plainHasher, startExpressHost } from './express-host.js'

/** The client of GitHub's command line, by the identifier that is built into it. */
const gh: Client = {
  clientId: '178c6fc778ccc68e1d6a',
  name: 'GitHub CLI',
  authMethods: ['none'],
  grantTypes: ['device_code'],
  scopes: ['repo', 'read:org', 'gist'],
  defaultScopes: [],
  pollInterval: 1_000,
}

/** A client like the OAuth apps that use octokit. */
export const oauthApp: Client = { ...gh, clientId: 'octokit-app', name: 'An OAuth app', pollInterval: 5_000 }

/** The secret that a GitHub App sends with a refresh. */
export const githubAppSecret = 'the secret of a GitHub App'

/** A client like the GitHub Apps that use octokit: its tokens expire, and only its refreshes have the secret. */
export const githubApp: Client = {
  ...oauthApp,
  authMethods: ['none', 'client_secret_post'],
  secretDigests: [digestClientSecret(githubAppSecret)],
  clientId: 'lv1.octokit-app',
  name: 'A GitHub App',
  grantTypes: ['device_code', 'refresh_token'],
  refreshTokens: 'always',
}

/**
 * Starts a host that speaks the dialect of GitHub, with what its clients call after the login at `api.github.localhost`.
 * `change` is for the client of `gh`.
 */
export async function startGithubHost(change: Partial<Client> = {}): Promise<ExpressHost> {
  const clients = [{ ...gh, ...change }, oauthApp, githubApp, { ...gh, clientId: 'web-only', grantTypes: [] }]
  const accounts = await createAccounts(plainHasher)
  const findClient = async (clientId: string) => clients.find((client) => client.clientId === clientId)
  const addRoutes = (app: Express, grant: DeviceGrant): void => addApi(app, grant, accounts)
  return startExpressHost({ accounts, clients: { findClient }, dialects: [github], addRoutes })
}

function addApi(app: Express, grant: DeviceGrant, accounts: AccountDirectory): void {
  const bearer = grant.bearer({ schemes: ['Bearer', 'token'] })
  const api = express.Router()
  api.get(
    '/',
    answer(bearer, async ({ scope }) => ({ headers: { 'X-OAuth-Scopes': scope.join(', ') } })),
  )
  api.get(
    '/user',
    answer(bearer, async ({ subject }) => ({ body: { login: await loginOf(subject) } })),
  )
  api.post(
    '/graphql',
    answer(bearer, async ({ subject }) => ({ body: { data: { viewer: { login: await loginOf(subject) } } } })),
  )
  app.use((request, response, next) =>
    request.hostname === 'api.github.localhost' ? api(request, response, next) : next(),
  )
  const loginOf = async (subject: string) => (await accounts.findAccount(subject))?.username
}

type Claims = Extract<Awaited<ReturnType<BearerCheck>>, { readonly ok: true }>['claims']

function answer(
  bearer: BearerCheck,
  make: (claims: Claims) => Promise<{ readonly body?: object; readonly headers?: Readonly<Record<string, string>> }>,
): RequestHandler {
  return async (request, response) => {
    const verdict = await bearer(request.headers.authorization)
    if (!verdict.ok) {
      response.status(verdict.response.status).set(verdict.response.headers).end(verdict.response.body)
      return
    }
    const { body = {}, headers = {} } = await make(verdict.claims)
    response.set(headers).json(body)
  }
}

/** A proxy that brings every request to one host, whatever name it was sent to. */
export interface NameProxy {
  /** For the environment variable `http_proxy`. */
  readonly address: string
  /** Method, address and status of each request, in order. */
  readonly seen: readonly string[]
  close(): Promise<void>
}

/**
 * Starts a proxy (RFC 9110 §7.6) in front of a host. `before` is called with the address of each request, before the host
 * gets it.
 */
export async function startNameProxy(issuer: string, before: (url: string) => void): Promise<NameProxy> {
  const seen: string[] = []
  const proxy = createServer((request, response) => {
    const { method, url = '', headers } = request
    before(url)
    const { pathname, search, host } = new URL(url)
    const target = new URL(issuer)
    const { hostname, port } = target
    const path = pathname + search
    const forwarded = sendRequest({ hostname, port, method, path, headers: { ...headers, host } }, (answered) => {
      seen.push(`${method} ${url} ${answered.statusCode}`)
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(response)
    })
    forwarded.on('error', (error) => response.destroy(error))
    request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    address: `http://127.0.0.1:${address.port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve())
        proxy.closeAllConnections()
      }),
  }
}
