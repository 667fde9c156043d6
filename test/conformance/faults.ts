import { type Breaking, changeMembers, hasError, instead, onRequest, onResponse, together } from './altered.js'
import { clientSecret } from './world.js'

/** A server that is broken on purpose, and the audits that name the fault. */
export interface Fault {
  readonly what: string
  readonly breaking: Breaking
  /** All audits that fail. */
  readonly fails: readonly string[]
  /** Whether the client of the run has a secret. */
  readonly isConfidential?: true
}

const deviceAuthorization = '/device_authorization'
const metadata = '/.well-known/oauth-authorization-server'
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

const error = (code: string, status = 400) =>
  Response.json({ error: code }, { status, headers: { 'Cache-Control': 'no-store' } })

function withMembers(path: string, members: Readonly<Record<string, unknown>>): Breaking {
  return onResponse((response, request) => {
    if (request.path === path && response.status === 200) changeMembers(response, (old) => ({ ...old, ...members }))
  })
}

function otherError(from: string, to: string): Breaking {
  return onResponse((response) => {
    if (hasError(response, from)) changeMembers(response, (old) => ({ ...old, error: to }))
  })
}

function withoutHeader(name: string, isMeant: (body: string, path: string) => boolean = () => true): Breaking {
  return onResponse((response, { path }) => {
    if (isMeant(response.body, path)) response.headers.delete(name)
  })
}

const hasTokens = (body: string) => body.includes('"access_token"')

export const metadataFaults: readonly Fault[] = [
  {
    what: 'has the issuer of another server in its metadata',
    breaking: withMembers(metadata, { issuer: 'https://other.example' }),
    fails: ['metadata-issuer'],
  },
  {
    what: 'has an issuer with a query',
    breaking: withMembers(metadata, { issuer: 'http://127.0.0.1:3000/?tenant=1' }),
    fails: ['metadata-issuer-form'],
  },
  {
    what: 'serves its metadata as text',
    breaking: onResponse((response, { path }) => {
      if (path === metadata) response.headers.set('Content-Type', 'text/plain')
    }),
    fails: ['metadata-media-type'],
  },
  {
    what: 'has an empty list in its metadata',
    breaking: withMembers(metadata, { ui_locales_supported: [] }),
    fails: ['metadata-empty-lists'],
  },
  {
    what: 'has a string in place of a list in its metadata',
    breaking: withMembers(metadata, { scopes_supported: 'read write' }),
    fails: ['metadata-lists'],
  },
  {
    what: 'has no response types in its metadata',
    breaking: withMembers(metadata, { response_types_supported: undefined }),
    fails: ['metadata-response-types'],
  },
  {
    what: 'does not list the device grant',
    breaking: withMembers(metadata, { grant_types_supported: ['refresh_token'] }),
    fails: ['metadata-device-grant'],
  },
  {
    what: 'does not list public clients',
    breaking: withMembers(metadata, { token_endpoint_auth_methods_supported: ['client_secret_basic'] }),
    fails: ['metadata-client-method'],
  },
  {
    what: 'takes assertions, and names no algorithm for them',
    breaking: withMembers(metadata, {
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: undefined,
    }),
    fails: ['metadata-assertion-algorithms'],
  },
  {
    what: 'takes symmetric proofs',
    breaking: withMembers(metadata, { dpop_signing_alg_values_supported: ['ES256', 'HS256'] }),
    fails: ['metadata-dpop-algorithms'],
  },
  {
    what: 'publishes a private key',
    breaking: onResponse((response, { path }) => {
      if (path === '/jwks') response.body = response.body.replace('"kty"', '"d":"AQAB","kty"')
    }),
    fails: ['keys-public'],
  },
  {
    what: 'has no keys at the address of its keys',
    breaking: instead(({ path }) => (path === '/jwks' ? Response.json({}) : undefined)),
    fails: ['keys-served'],
  },
]

export const codeFaults: readonly Fault[] = [
  {
    what: 'gives codes with status 201',
    breaking: onResponse((response, { path }) => {
      if (path === deviceAuthorization && response.status === 200) response.status = 201
    }),
    fails: ['codes-served'],
  },
  {
    what: 'gives codes as text',
    breaking: onResponse((response, { path }) => {
      if (path === deviceAuthorization && response.status === 200) response.headers.set('Content-Type', 'text/plain')
    }),
    fails: ['codes-media-type'],
  },
  {
    what: 'does not say how long codes are valid',
    breaking: withMembers(deviceAuthorization, { expires_in: undefined }),
    fails: ['codes-lifetime'],
  },
  {
    what: 'has the interval as a string',
    breaking: withMembers(deviceAuthorization, { interval: '5' }),
    fails: ['codes-interval'],
  },
  {
    what: 'has no complete URI',
    breaking: withMembers(deviceAuthorization, { verification_uri_complete: undefined }),
    fails: ['codes-complete-uri'],
  },
  {
    what: 'has the user code in the short URI',
    breaking: onResponse((response, { path }) => {
      if (path !== deviceAuthorization || response.status !== 200) return
      changeMembers(response, (old) => ({ ...old, verification_uri: old['verification_uri_complete'] }))
    }),
    fails: ['codes-short-uri'],
  },
  {
    what: 'lets caches store codes',
    breaking: withoutHeader('Cache-Control', (body) => body.includes('"device_code"')),
    fails: ['codes-no-store'],
  },
  {
    what: 'reads JSON alone at the device authorization endpoint',
    breaking: instead(({ path }) => (path === deviceAuthorization ? new Response('no', { status: 415 }) : undefined)),
    fails: ['codes-form'],
  },
  {
    what: 'gives codes to clients that it does not know',
    breaking: onRequest(({ path, form }) => {
      if (path === deviceAuthorization && form.get('client_id')?.includes('unknown')) form.set('client_id', 'mycli')
    }),
    fails: ['codes-unknown-client'],
  },
  {
    what: 'gives codes to a client that has no name',
    breaking: onRequest(({ path, form }) => {
      if (path === deviceAuthorization && !form.has('client_id')) form.set('client_id', 'mycli')
    }),
    fails: ['codes-missing-client'],
  },
  {
    what: 'takes the first of two equal parameters for codes',
    breaking: onRequest(({ path, form }) => {
      if (path === deviceAuthorization) for (const [name, value] of [...form].reverse()) form.set(name, value)
    }),
    fails: ['codes-repeated-parameter'],
  },
  {
    what: 'refuses a scope without a value',
    breaking: instead(({ path, form }) =>
      path === deviceAuthorization && form.get('scope') === '' ? error('invalid_scope') : undefined,
    ),
    fails: ['codes-empty-parameter'],
  },
  {
    what: 'refuses parameters that it does not know',
    breaking: instead(({ path, form }) =>
      path === deviceAuthorization && form.has('devicegrant_audit') ? error('invalid_request') : undefined,
    ),
    fails: ['codes-unknown-parameter'],
  },
  {
    what: 'refuses a scope that it does not know with another error',
    breaking: instead(({ path, form }) =>
      path === deviceAuthorization && form.get('scope')?.includes('unknown') ? error('invalid_request') : undefined,
    ),
    fails: ['codes-unknown-scope'],
  },
  {
    what: 'gives codes for a GET',
    breaking: instead(({ path, method }) =>
      path === deviceAuthorization && method === 'GET' ? Response.json({ device_code: 'x' }) : undefined,
    ),
    fails: ['codes-get'],
  },
  {
    what: 'has no page',
    breaking: instead(({ path, method }) =>
      path === '/device' && method === 'GET' ? new Response('', { status: 404 }) : undefined,
    ),
    fails: ['page-served'],
  },
  {
    what: 'lets other sites frame its page',
    breaking: together(
      withoutHeader('X-Frame-Options', (_body, path) => path === '/device'),
      withoutHeader('Content-Security-Policy', (_body, path) => path === '/device'),
    ),
    fails: ['page-framing'],
  },
]

export const pollFaults: readonly Fault[] = [
  {
    what: 'says that a code is pending with status 200',
    breaking: onResponse((response) => {
      if (hasError(response, 'authorization_pending')) response.status = 200
    }),
    fails: ['responses-error-status'],
  },
  {
    what: 'ends an authorization that is polled too fast',
    breaking: otherError('slow_down', 'access_denied'),
    fails: ['poll-too-fast', 'poll-slow-down'],
  },
  {
    what: 'never says slow_down',
    breaking: otherError('slow_down', 'authorization_pending'),
    fails: ['poll-slow-down'],
  },
  {
    what: 'has another error for unknown codes',
    breaking: instead(({ form }) =>
      form.get('device_code')?.includes('unknown') ? error('access_denied') : undefined,
    ),
    fails: ['poll-unknown-code'],
  },
  {
    what: 'lets each client poll the codes of another',
    breaking: onRequest(({ form }) => {
      if (form.get('grant_type') === deviceCode && form.get('client_id') === 'othercli') form.set('client_id', 'mycli')
    }),
    fails: ['poll-foreign-client', 'redeem-foreign-client'],
  },
  {
    what: 'reads JSON alone at the token endpoint',
    breaking: instead(({ path }) => (path === '/token' ? new Response('no', { status: 415 }) : undefined)),
    fails: ['token-form'],
  },
  {
    what: 'needs no grant type',
    breaking: onRequest(({ path, form }) => {
      if (path === '/token' && !form.has('grant_type')) form.set('grant_type', deviceCode)
    }),
    fails: ['token-missing-grant-type'],
  },
  {
    what: 'has another error for unknown grant types',
    breaking: otherError('unsupported_grant_type', 'invalid_request'),
    fails: ['token-unknown-grant-type'],
  },
  {
    what: 'says of a missing code that it is unknown',
    breaking: instead(({ form }) =>
      form.get('grant_type') === deviceCode && !form.has('device_code') ? error('invalid_grant') : undefined,
    ),
    fails: ['token-missing-code'],
  },
  {
    what: 'says of an empty code that it is unknown',
    breaking: instead(({ form }) =>
      form.get('grant_type') === deviceCode && form.get('device_code') === '' ? error('invalid_grant') : undefined,
    ),
    fails: ['token-empty-code'],
  },
  {
    what: 'takes the first of two equal parameters of a poll',
    breaking: onRequest(({ path, form }) => {
      if (path === '/token') for (const [name, value] of [...form].reverse()) form.set(name, value)
    }),
    fails: ['token-repeated-parameter'],
  },
  {
    what: 'refuses parameters of a poll that it does not know',
    breaking: instead(({ path, form }) =>
      path === '/token' && form.has('devicegrant_audit') ? error('invalid_request') : undefined,
    ),
    fails: ['token-unknown-parameter'],
  },
  {
    what: 'answers polls by GET',
    breaking: instead(({ path, method }) =>
      path === '/token' && method === 'GET' ? error('authorization_pending') : undefined,
    ),
    fails: ['token-get'],
  },
  {
    what: 'breaks down at strange codes',
    breaking: instead(({ form }) =>
      form.get('device_code')?.includes('\u0000') ? new Response('', { status: 500 }) : undefined,
    ),
    fails: ['token-strange-code', 'responses-server-errors'],
  },
  {
    what: 'has errors as HTML',
    breaking: onResponse((response) => {
      if (response.status === 400) response.headers.set('Content-Type', 'text/html')
    }),
    fails: ['responses-error-form'],
  },
  {
    what: 'has a quotation mark in a description',
    breaking: onResponse((response) => {
      if (hasError(response, 'invalid_grant'))
        changeMembers(response, (old) => ({ ...old, error_description: 'no "x"' }))
    }),
    fails: ['responses-error-characters'],
  },
  {
    what: 'has no challenge beside 401',
    breaking: withoutHeader('WWW-Authenticate'),
    fails: ['responses-challenge'],
  },
  {
    what: 'does not say which methods there are',
    breaking: withoutHeader('Allow'),
    fails: ['responses-allow'],
  },
]

export const clientFaults: readonly Fault[] = [
  {
    what: 'gives codes to a client without its secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers, form }) => {
      if (path !== deviceAuthorization || headers.has('Authorization')) return
      if (form.get('client_id') === 'myserver') form.set('client_secret', clientSecret)
    }),
    fails: ['codes-without-secret'],
  },
  {
    what: 'gives tokens to a client without its secret',
    isConfidential: true,
    breaking: onRequest(({ path, headers, form }) => {
      if (path !== '/token' || headers.has('Authorization') || form.has('client_secret')) return
      if (form.get('client_id') === 'myserver') form.set('client_secret', clientSecret)
    }),
    fails: ['client-without-secret', 'redeem-without-secret', 'refresh-without-secret'],
  },
  {
    what: 'has status 400 for a wrong secret in the header',
    isConfidential: true,
    breaking: onResponse((response, { headers }) => {
      if (response.status === 401 && headers.has('Authorization')) response.status = 400
    }),
    fails: ['client-basic-challenge'],
  },
  {
    what: 'lets every caller introspect',
    isConfidential: true,
    breaking: onRequest(({ path, headers }) => {
      if (path === '/introspect' && !headers.has('Authorization')) {
        headers.set('Authorization', `Basic ${btoa(`myserver:${clientSecret}`)}`)
      }
    }),
    fails: ['introspect-without-client'],
  },
  {
    what: 'has times as strings in introspections',
    isConfidential: true,
    breaking: onResponse((response, { path }) => {
      if (path === '/introspect')
        changeMembers(response, (old) => ({ ...old, ...(old['active'] === true && { exp: '1' }) }))
    }),
    fails: ['introspect-active'],
  },
  {
    what: 'says more of tokens that are not active',
    isConfidential: true,
    breaking: onResponse((response, { path }) => {
      if (path === '/introspect') changeMembers(response, (old) => ({ reason: 'unknown', ...old }))
    }),
    fails: ['introspect-says-no-more'],
  },
  {
    what: 'says that every token is active',
    isConfidential: true,
    breaking: onResponse((response, { path }) => {
      if (path === '/introspect' && response.status === 200)
        changeMembers(response, (old) => ({ ...old, active: true }))
    }),
    fails: ['introspect-unknown-token', 'introspect-revoked-token', 'revoke-access-token'],
  },
  {
    what: 'introspects a missing token',
    isConfidential: true,
    breaking: instead(({ path, form }) =>
      path === '/introspect' && !form.has('token') ? Response.json({ active: false }) : undefined,
    ),
    fails: ['introspect-missing-token'],
  },
]

export const tokenFaults: readonly Fault[] = [
  {
    what: 'gives tokens without their type',
    breaking: withMembers('/token', { token_type: undefined }),
    fails: ['approval-tokens', 'dpop-token-type'],
  },
  {
    what: 'gives tokens as text',
    breaking: onResponse((response) => {
      if (hasTokens(response.body)) response.headers.set('Content-Type', 'text/plain')
    }),
    fails: ['approval-media-type'],
  },
  {
    what: 'does not say how long a token is valid',
    breaking: withMembers('/token', { expires_in: undefined }),
    fails: ['approval-expires-in'],
  },
  {
    what: 'has a list as the scope',
    breaking: withMembers('/token', { scope: ['read'] }),
    fails: ['approval-scope', 'refresh-scope'],
  },
  {
    what: 'lets caches store tokens',
    breaking: withoutHeader('Cache-Control', hasTokens),
    fails: ['responses-no-store'],
  },
  {
    what: 'says nothing to old caches',
    breaking: withoutHeader('Pragma', hasTokens),
    fails: ['responses-pragma'],
  },
  {
    what: 'says of a denied code that it is unknown',
    breaking: otherError('access_denied', 'invalid_grant'),
    fails: ['denial-refused'],
  },
  {
    what: 'says of an old code that it is unknown',
    breaking: otherError('expired_token', 'invalid_grant'),
    fails: ['expiry-refused'],
  },
  {
    what: 'gives other tokens for the same code',
    breaking: (respond) => {
      let count = 0
      return onResponse((response, { form }) => {
        if (form.get('grant_type') !== deviceCode) return
        if (hasTokens(response.body))
          changeMembers(response, (old) => ({ ...old, access_token: `${old['access_token']}.${count++}` }))
      })(respond)
    },
    fails: ['redeem-once', 'redeem-race', 'redeem-many-races'],
  },
  {
    what: 'gives every device the same access token',
    breaking: withMembers('/token', { access_token: 'the-same-token-for-each-device-of-all-people' }),
    fails: ['approval-tokens-unlike', 'refresh-tokens'],
  },
  {
    what: 'gives short access tokens',
    breaking: (respond) => {
      let count = 100_000
      return onResponse((response) => {
        if (hasTokens(response.body)) changeMembers(response, (old) => ({ ...old, access_token: `${count++}` }))
      })(respond)
    },
    fails: ['approval-token-entropy', 'redeem-once', 'redeem-race', 'redeem-many-races', 'refresh-replay'],
  },
  {
    what: 'widens the scope of a refresh',
    breaking: onRequest(({ form }) => {
      if (form.get('scope')?.includes('devicegrant-audit-more')) form.delete('scope')
    }),
    fails: [],
  },
  {
    what: 'lets each client refresh the tokens of another',
    breaking: onRequest(({ form }) => {
      if (form.has('refresh_token') && form.get('client_id') === 'othercli') form.set('client_id', 'mycli')
    }),
    fails: ['refresh-foreign-client'],
  },
  {
    what: 'has another error for unknown refresh tokens',
    breaking: instead(({ form }) =>
      form.get('refresh_token')?.includes('unknown') ? error('invalid_request') : undefined,
    ),
    fails: ['refresh-unknown-token'],
  },
  {
    what: 'does not know unknown tokens at the revocation endpoint',
    breaking: instead(({ path, form }) =>
      path === '/revoke' && form.get('token')?.includes('unknown') && form.get('client_id') === 'mycli'
        ? error('invalid_request')
        : undefined,
    ),
    fails: ['revoke-unknown-token'],
  },
  {
    what: 'revokes nothing',
    breaking: instead(({ path, form }) =>
      path === '/revoke' && form.get('client_id') === 'mycli' && form.has('token')
        ? new Response(null, { status: 200 })
        : undefined,
    ),
    fails: ['revoke-refresh-token', 'revoke-wrong-hint'],
  },
  {
    what: 'believes the hint of a revocation',
    breaking: instead(({ form }) =>
      form.get('token_type_hint') === 'access_token' ? new Response(null, { status: 200 }) : undefined,
    ),
    fails: ['revoke-wrong-hint'],
  },
  {
    what: 'revokes the tokens of other clients',
    breaking: onRequest(({ path, form }) => {
      if (path === '/revoke' && form.get('client_id') === 'othercli') form.set('client_id', 'mycli')
    }),
    fails: ['revoke-foreign-client'],
  },
  {
    what: 'does not see proofs',
    breaking: onRequest(({ headers }) => headers.delete('DPoP')),
    fails: [
      'dpop-token-type',
      'dpop-binding',
      'dpop-malformed',
      'dpop-wrong-type',
      'dpop-wrong-method',
      'dpop-wrong-address',
      'dpop-missing-jti',
      'dpop-wrong-signature',
      'dpop-old',
      'dpop-refresh-other-key',
      'dpop-refresh-without-proof',
    ],
  },
]
