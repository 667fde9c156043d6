// better-auth with its plugin for device authorization. Its tokens are opaque: each is a session of its own.
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { clientId, issuer, person } from '../names.mjs'
import { importPeer } from '../peers.mjs'
import { memoryDatabase } from './better-auth-database.mjs'

/** @param {{ mount: 'express' | 'node' | 'fetch' }} settings */
export async function open({ mount }) {
  const { betterAuth } = await importPeer('better-auth')
  const { deviceAuthorization } = await importPeer('better-auth/plugins')
  const auth = betterAuth({
    baseURL: issuer,
    secret: 'a secret that everybody may know, since it is for tests',
    database: await memoryDatabase(),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [deviceAuthorization({ expiresIn: '1d', interval: '1s', validateClient: (id) => id === clientId })],
  })
  const account = { name: person.username, email: `${person.username}@example.com`, password: person.password }
  const { headers } = await auth.api.signUpEmail({ body: account, returnHeaders: true })
  const cookie = headers.getSetCookie().map((line) => line.split(';')[0])
  return { listener: await listeners[mount](auth), ready: { cookie: cookie.join('; ') } }
}

const listeners = {
  async express(auth) {
    return express().use(await nodeHandler(auth))
  },
  node: nodeHandler,
  fetch: (auth) => getRequestListener(auth.handler),
}

async function nodeHandler(auth) {
  const { toNodeHandler } = await importPeer('better-auth/node')
  return toNodeHandler(auth)
}
