// Sets up the plugin, the account and the clients by the API of glewlwyd. What is not set here has its default.
import { generateKeyPairSync } from 'node:crypto'
import { signIn } from './api.mjs'

export const ids = { clientId: 'mycli', otherClientId: 'othercli', confidentialClientId: 'myserver' }
export const confidentialClientSecret = 'a-secret-that-everybody-may-know'
export const scope = 'openid profile'

/** Returns the issuer. */
export async function setUp(origin) {
  const issuer = `${origin}/api/oidc`
  // The account of the administrator is that of each new database.
  const call = await signIn(`${origin}/api`, 'admin', 'password')
  await call('POST', '/mod/plugin/', {
    module: 'oidc',
    name: 'oidc',
    display_name: 'OpenID Connect',
    parameters: parametersOf(issuer),
  })
  await call('POST', '/scope/', { name: 'profile', display_name: 'Profile', password_required: true })
  await call('POST', '/user/', {
    username: 'alice',
    name: 'Alice',
    email: 'alice@example.com',
    password: 'correct horse battery staple',
    scope: ['g_profile', ...scope.split(' ')],
    enabled: true,
  })
  for (const client of clients()) await call('POST', '/client/', { ...client, enabled: true })
  return issuer
}

function parametersOf(iss) {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return {
    iss,
    'jwks-private': JSON.stringify({ keys: [{ ...key, kid: 'first', alg: 'ES256' }] }),
    'jwks-show': true,
    'subject-type': 'public',
    'allowed-scope': scope.split(' '),
    'name-claim': 'on-demand',
    'name-claim-scope': ['profile'],
    'access-token-duration': 3600,
    'refresh-token-duration': 14 * 24 * 3600,
    'code-duration': 600,
    'refresh-token-rolling': true,
    // The default is "never", and then a refresh token is not replaced.
    'refresh-token-one-use': 'always',
    'auth-type-code-enabled': false,
    'auth-type-client-enabled': true,
    'auth-type-device-enabled': true,
    'auth-type-refresh-enabled': true,
    'device-authorization-expiration': 600,
    'device-authorization-interval': 5,
    'introspection-revocation-allowed': true,
    'introspection-revocation-allow-target-client': true,
    'oauth-dpop-allowed': true,
    'oauth-dpop-iat-duration': 10,
  }
}

function clients() {
  const flows = ['device_authorization', 'refresh_token']
  const isPublic = { confidential: false, token_endpoint_auth_method: ['none'], authorization_type: flows }
  return [
    { ...isPublic, client_id: ids.clientId, name: 'My CLI' },
    { ...isPublic, client_id: ids.otherClientId, name: 'Other CLI' },
    {
      client_id: ids.confidentialClientId,
      name: 'My server',
      confidential: true,
      client_secret: confidentialClientSecret,
      token_endpoint_auth_method: ['client_secret_basic'],
      // Only a client with credentials of its own may introspect and revoke.
      authorization_type: [...flows, 'client_credentials'],
    },
  ]
}
