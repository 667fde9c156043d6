import { describe, expect, it } from 'vitest'
import type { Operation } from '../protocol/command.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import { type MetadataFacts, writeMetadata } from './metadata.js'
import { servedDialect } from './served.js'

// RFC 8414 §2, RFC 8628 §4.

const facts: MetadataFacts = {
  issuer: 'https://example.com/tenant',
  baseUrl: 'https://example.com/tenant/oauth',
  assertionAlgorithms: [],
  idTokenAlgorithms: [],
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const everything: readonly Operation[] = [
  'startAuthorization',
  'exchangeDeviceCode',
  'exchangeRefreshToken',
  'exchangePassword',
  'logIn',
  'revokeToken',
  'introspectToken',
]

/** The document as it is sent, if only these operations are served. */
function documentOf(operations: readonly Operation[], changes: Partial<MetadataFacts> = {}): unknown {
  return JSON.parse(JSON.stringify(writeMetadata(servedDialect(rfc8628, operations), { ...facts, ...changes })))
}

/** The members that every configuration has. */
const always = {
  issuer: 'https://example.com/tenant',
  device_authorization_endpoint: 'https://example.com/tenant/oauth/device_authorization',
  token_endpoint: 'https://example.com/tenant/oauth/token',
  response_types_supported: [],
  grant_types_supported: [deviceGrant],
  token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
}

describe('writeMetadata', () => {
  it('lists only the device grant at its public URLs if nothing else is on', () => {
    expect(documentOf(['startAuthorization', 'exchangeDeviceCode'])).toEqual(always)
  })

  it('lists everything if everything is on', () => {
    const changes = { jwksPath: '/jwks', assertionAlgorithms: ['ES256', 'RS256'], idTokenAlgorithms: ['EdDSA'] }
    expect(documentOf(everything, changes)).toEqual({
      issuer: 'https://example.com/tenant',
      device_authorization_endpoint: 'https://example.com/tenant/oauth/device_authorization',
      token_endpoint: 'https://example.com/tenant/oauth/token',
      revocation_endpoint: 'https://example.com/tenant/oauth/revoke',
      introspection_endpoint: 'https://example.com/tenant/oauth/introspect',
      jwks_uri: 'https://example.com/tenant/oauth/jwks',
      response_types_supported: [],
      grant_types_supported: [deviceGrant, 'refresh_token', 'password'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256'],
      revocation_endpoint_auth_methods_supported: [
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      introspection_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256'],
      id_token_signing_alg_values_supported: ['EdDSA'],
    })
  })

  it('lists revocation and introspection with the auth methods of their callers', () => {
    const operations: readonly Operation[] = [
      'startAuthorization',
      'exchangeDeviceCode',
      'exchangeRefreshToken',
      'revokeToken',
      'introspectToken',
    ]
    expect(documentOf(operations)).toEqual({
      ...always,
      revocation_endpoint: 'https://example.com/tenant/oauth/revoke',
      introspection_endpoint: 'https://example.com/tenant/oauth/introspect',
      grant_types_supported: [deviceGrant, 'refresh_token'],
      revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    })
  })

  it.each([[[]], [['ES256']]])(
    'never lists none as an auth method of introspection (RFC 7662 §2.1): assertions signed with %j',
    (assertionAlgorithms) => {
      const document = writeMetadata(rfc8628, { ...facts, assertionAlgorithms })
      expect(document['introspection_endpoint_auth_methods_supported']).not.toContain('none')
    },
  )

  it('lists assertions with their algorithms, as RFC 8414 §2 requires', () => {
    expect(
      documentOf(['startAuthorization', 'exchangeDeviceCode'], { assertionAlgorithms: ['ES256', 'PS256'] }),
    ).toEqual({
      ...always,
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256'],
    })
  })

  it('lists the algorithms of ID tokens, and the address of the keys', () => {
    const changes = { jwksPath: '/jwks', idTokenAlgorithms: ['RS256'] }
    expect(documentOf(['startAuthorization', 'exchangeDeviceCode'], changes)).toEqual({
      ...always,
      jwks_uri: 'https://example.com/tenant/oauth/jwks',
      id_token_signing_alg_values_supported: ['RS256'],
    })
  })

  it('does not list the login, which is not an OAuth grant type', () => {
    expect(documentOf(['startAuthorization', 'exchangeDeviceCode', 'logIn'])).toEqual(always)
  })

  it('has no jwks_uri if there are no keys', () => {
    expect(JSON.stringify(writeMetadata(rfc8628, facts))).not.toContain('jwks_uri')
  })

  it('follows the table of any dialect', () => {
    const renamed = { ...rfc8628, endpoints: rfc8628.endpoints.map((each) => ({ ...each, path: `/v2${each.path}` })) }
    expect(writeMetadata(renamed, facts)).toMatchObject({
      token_endpoint: 'https://example.com/tenant/oauth/v2/token',
      revocation_endpoint: 'https://example.com/tenant/oauth/v2/revoke',
      introspection_endpoint: 'https://example.com/tenant/oauth/v2/introspect',
    })
  })
})
