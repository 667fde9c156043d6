// oidc-provider with its device flow. What is not set here has the default of the library.
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const clientId = 'mycli'
const otherClientId = 'othercli'
const confidentialClientId = 'myserver'
const confidentialClientSecret = 'a-secret-that-everybody-may-know'
const accountId = 'alice'
const claims = { sub: accountId, name: 'Alice', email: 'alice@example.com', email_verified: true }

const server = createServer()
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
const issuer = `http://127.0.0.1:${server.address().port}`

// Its warnings about defaults are for the person who runs it. They go to the other stream of this program.
console.info = console.error
console.warn = console.error
server.on('request', new Provider(issuer, configuration()).callback())

const endpoints = {
  introspectionEndpoint: `${issuer}/token/introspection`,
  revocationEndpoint: `${issuer}/token/revocation`,
  userinfoEndpoint: `${issuer}/me`,
}
const ids = { clientId, otherClientId, confidentialClientId, confidentialClientSecret }
process.stdout.write(`${JSON.stringify({ issuer, ...ids, scope: 'openid profile offline_access', ...endpoints })}\n`)
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})

function configuration() {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return {
    jwks: { keys: [{ ...key, kid: 'first', alg: 'ES256', use: 'sig' }] },
    cookies: { keys: ['a key that everybody may know, since it is for tests'] },
    clients: [
      { client_id: clientId, client_name: 'My CLI', token_endpoint_auth_method: 'none' },
      { client_id: otherClientId, client_name: 'Other CLI', token_endpoint_auth_method: 'none' },
      { client_id: confidentialClientId, client_name: 'My server', client_secret: confidentialClientSecret },
    ],
    clientDefaults: {
      application_type: 'native',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: 'ES256',
    },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    findAccount: (_context, id) => (id === accountId ? { accountId, claims: () => claims } : undefined),
    features: {
      deviceFlow: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      // The pages of the library for development: they ask for an account and its consent, and take every password.
      devInteractions: { enabled: true },
    },
  }
}
