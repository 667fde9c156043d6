import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createDeviceGrant, nodeListener } from '@devicegrant/core'
import { createJwtIssuer, createProofVerifier, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import cors from 'cors'
import { build } from 'esbuild'
import express from 'express'

/** Three origins, as a television has them: its app, the server, and an API. */
export interface ClientWorld {
  readonly app: string
  readonly issuer: string
  readonly api: string
  /** What was reported to the host. */
  readonly faults: readonly unknown[]
  close(): void
}

/** Starts the three servers. Each proof must have a nonce, so the page must be able to read the header `DPoP-Nonce`. */
export async function startClientWorld(): Promise<ClientWorld> {
  const servers = [createServer(), createServer(), createServer()] as const
  const [app, issuer, api] = await Promise.all([listen(servers[0]), listen(servers[1]), listen(servers[2])])
  const host = createFakeHost({ issuer })
  const grant = createDeviceGrant({
    ...host.options,
    // The clock of the page is that of the system, and so is that of the server.
    stores: createMemoryStores(),
    tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
    dpop: { verifier: createProofVerifier(), nonces: 'always' },
    cors: { origins: [app] },
    onWarning: () => undefined,
  })
  servers[0].on('request', (_, response) => response.setHeader('Content-Type', 'text/html').end('<title>app</title>'))
  servers[1].on('request', nodeListener(grant))
  const check = grant.bearer({ scope: ['read'], origin: api })
  const ownRoutes = express()
  ownRoutes.use(cors({ origin: app, exposedHeaders: ['DPoP-Nonce', 'WWW-Authenticate'] }))
  ownRoutes.get('/things', async (request, response) => {
    const { method, originalUrl: url } = request
    const verdict = await check({ method, url, authorization: request.get('Authorization'), dpop: request.get('DPoP') })
    if (verdict.ok) response.set(verdict.headers ?? {}).json({ owner: verdict.claims.subject })
    else {
      const { status, headers, body } = verdict.response
      response.status(status).set(headers).send(body)
    }
  })
  servers[2].on('request', ownRoutes)
  const close = () => {
    for (const server of servers) server.close()
  }
  return { app, issuer, api, faults: host.faults, close }
}

/** Bundles the main entry of the client as a script that sets the global `deviceClient`. */
export async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../packages/client/src/index.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'deviceClient',
    platform: 'browser',
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}
