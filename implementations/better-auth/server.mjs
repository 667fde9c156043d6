// better-auth as an OAuth server, with the device authorization of its OAuth provider. What is not set here has its default.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { oauthDeviceAuthorization, oauthProvider } from '@better-auth/oauth-provider'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import { withPage } from './page.mjs'

const clientIds = { clientId: 'mycli', otherClientId: 'othercli', confidentialClientId: 'myserver' }
const confidentialClientSecret = 'a-secret-that-everybody-may-know'
const scope = 'openid profile email offline_access'
const alice = { name: 'Alice', email: 'alice@example.com', password: 'correct horse battery staple' }

const server = createServer()
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
const tables = {}
/** The identifiers of clients that are not registered yet: the library asks for the next one. */
const unregistered = Object.values(clientIds)
const auth = betterAuth(optionsFor(`http://127.0.0.1:${server.address().port}`))
const { tables: models, baseURL: issuer } = await auth.$context
for (const model of Object.keys(models)) tables[model] = []
server.on('request', withPage(issuer, toNodeHandler(auth)))

await register()
const endpoints = {
  introspectionEndpoint: `${issuer}/oauth2/introspect`,
  revocationEndpoint: `${issuer}/oauth2/revoke`,
  userinfoEndpoint: `${issuer}/oauth2/userinfo`,
}
process.stdout.write(`${JSON.stringify({ issuer, ...clientIds, confidentialClientSecret, scope, ...endpoints })}\n`)
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})

function optionsFor(baseURL) {
  return {
    baseURL,
    secret: 'a secret that everybody may know, since it is for tests',
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    // The documentation of the OAuth provider asks for this: `/token` of the plugin `jwt` is for sessions.
    disabledPaths: ['/token'],
    plugins: [
      jwt(),
      oauthProvider({
        loginPage: '/sign-in',
        consentPage: '/consent',
        generateClientId: () => unregistered.shift(),
        generateClientSecret: () => confidentialClientSecret,
      }),
      // The default interval is 5 s. A test waits for the real one.
      oauthDeviceAuthorization({ verificationUri: '/device', interval: '1s' }),
    ],
  }
}

/** Makes the account, and its clients in the order of their identifiers. */
async function register() {
  const { headers } = await auth.api.signUpEmail({ body: alice, returnHeaders: true })
  const cookie = headers.getSetCookie().map((line) => line.split(';')[0])
  const clients = [
    { client_name: 'My CLI', token_endpoint_auth_method: 'none' },
    { client_name: 'Other CLI', token_endpoint_auth_method: 'none' },
    { client_name: 'My server', token_endpoint_auth_method: 'client_secret_basic' },
  ]
  const common = {
    application_type: 'native',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    scope,
  }
  for (const client of clients) {
    const body = { ...common, ...client }
    await auth.api.adminCreateOAuthClient({ headers: { cookie: cookie.join('; ') }, body })
  }
}
