import { instead, onResponse } from '../altered.js'
import { type Fault, metadata, withMembers } from './fault.js'

/** Faults of the metadata and of the keys. */
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
  {
    what: 'has no token endpoint in its metadata',
    namesEndpoints: true,
    breaking: withMembers(metadata, { token_endpoint: undefined }),
    fails: ['metadata-token-endpoint'],
  },
  {
    what: 'has no device authorization endpoint in its metadata',
    namesEndpoints: true,
    breaking: withMembers(metadata, { device_authorization_endpoint: undefined }),
    fails: ['metadata-device-endpoint'],
  },
]
