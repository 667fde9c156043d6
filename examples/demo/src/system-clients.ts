import { type Client, digestClientSecret } from '@devicegrant/core'

/** The scope values that the command line of Sentry requests. */
const sentryScopes: readonly string[] = [
  ...['project:read', 'project:write', 'project:admin', 'org:read', 'org:integrations', 'event:read', 'event:write'],
  ...['member:read', 'team:read', 'team:write', 'team:admin', 'alerts:read', 'alerts:write'],
]

// Those that mail programs request, such as mutt_oauth2.py.
const mailScopes = ['IMAP.AccessAsUser.All', 'POP.AccessAsUser.All', 'SMTP.Send'].map(
  (name) => `https://outlook.office.com/${name}`,
)

/** Returns the clients that the programs of other systems expect. */
export function systemClients(
  shared: Pick<Client, 'defaultScopes' | 'resources' | 'authMethods' | 'verified'>,
): readonly Client[] {
  const refreshing = { ...shared, grantTypes: ['device_code', 'refresh_token'] } as const
  return [
    // It expects a refresh token, and has no scope value that asks for one.
    {
      ...refreshing,
      clientId: 'demo-sentry',
      name: 'Sentry CLI',
      scopes: sentryScopes,
      defaultScopes: ['org:read'],
      refreshTokens: 'always',
    },
    // The client of every request in the Dreadnode dialect, which names no client.
    { ...refreshing, clientId: 'dreadnode', name: 'Dreadnode CLI', scopes: ['read'], refreshTokens: 'always' },
    // The client of every request in the dialect of npm, which names no client.
    { ...shared, clientId: 'npm', name: 'npm', grantTypes: ['device_code'], scopes: ['read'] },
    // The identifier is built into gh.
    {
      ...shared,
      clientId: '178c6fc778ccc68e1d6a',
      name: 'GitHub CLI',
      grantTypes: ['device_code'],
      scopes: ['repo', 'read:org', 'gist'],
      defaultScopes: [],
    },
    // The libraries of Microsoft always request the last three.
    {
      ...refreshing,
      clientId: 'demo-msal',
      name: 'An app of Contoso',
      scopes: ['User.Read', 'openid', 'profile', 'offline_access', ...mailScopes],
      defaultScopes: ['User.Read'],
    },
    // A television of Google sends its secret only with its polls, and requests no offline_access.
    {
      ...refreshing,
      clientId: 'demo-google',
      name: 'Google TV',
      scopes: ['openid', 'profile'],
      defaultScopes: ['profile'],
      authMethods: ['none', 'client_secret_post'],
      secretDigests: [digestClientSecret('demo-google-secret')],
      refreshTokens: 'always',
    },
    // A player of Trakt sends no scope and expects a refresh token.
    { ...refreshing, clientId: 'demo-trakt', name: 'Trakt player', scopes: ['read'], refreshTokens: 'always' },
    // The admin client of Keycloak expects a refresh token with its password grant.
    {
      ...shared,
      clientId: 'admin-cli',
      name: 'Admin CLI',
      grantTypes: ['password', 'refresh_token'],
      scopes: ['openid', 'profile', 'read'],
      authMethods: ['client_secret_basic', 'client_secret_post'],
      secretDigests: [digestClientSecret('admin-cli-secret')],
      refreshTokens: 'always',
    },
  ]
}
