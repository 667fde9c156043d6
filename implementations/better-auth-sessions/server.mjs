// better-auth with its device authorization alone, for its own clients: the token is that of a session. What is not set here has
// its default.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { bearer, deviceAuthorization } from 'better-auth/plugins'
import { withPage } from '../better-auth/page.mjs'

const clientIds = { clientId: 'mycli', otherClientId: 'othercli' }
const alice = { name: 'Alice', email: 'alice@example.com', password: 'correct horse battery staple' }

const server = createServer()
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
const tables = {}
const auth = betterAuth({
  baseURL: `http://127.0.0.1:${server.address().port}`,
  secret: 'a secret that everybody may know, since it is for tests',
  database: memoryAdapter(tables),
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  plugins: [
    bearer(),
    // The default interval is 5 s. A test waits for the real one.
    deviceAuthorization({ verificationUri: '/device', interval: '1s', validateClient: isClient }),
  ],
})
const { tables: models, baseURL: issuer } = await auth.$context
for (const model of Object.keys(models)) tables[model] = []
await auth.api.signUpEmail({ body: alice })
server.on('request', withPage(issuer, toNodeHandler(auth)))

// The server has no metadata, so its endpoints are here.
const endpoints = {
  deviceAuthorizationEndpoint: `${issuer}/device/code`,
  tokenEndpoint: `${issuer}/device/token`,
  userinfoEndpoint: `${issuer}/get-session`,
}
process.stdout.write(`${JSON.stringify({ issuer, ...clientIds, scope: 'openid profile', ...endpoints })}\n`)
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})

function isClient(id) {
  return Object.values(clientIds).includes(id)
}
