import { describe, expect, it } from 'vitest'
import type { DocumentFacts } from './document.js'
import { writeMetadata } from './metadata.js'

// RFC 8414 §2, RFC 8628 §4, OpenID Connect Discovery §3.

const base = 'https://example.com/tenant/oauth'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** The facts of a grant that serves nothing but the device grant. */
const facts: DocumentFacts = {
  issuer: 'https://example.com/tenant',
  urls: { device_authorization_endpoint: `${base}/device_authorization`, token_endpoint: `${base}/token` },
  grantTypes: [deviceGrant],
  codeChallengeMethods: [],
  assertionAlgorithms: [],
  idTokenAlgorithms: [],
  proofAlgorithms: [],
  scopes: [],
  claims: [],
}

/** The URLs of a grant that serves everything. */
const everyUrl = {
  ...facts.urls,
  revocation_endpoint: `${base}/revoke`,
  introspection_endpoint: `${base}/introspect`,
  jwks_uri: `${base}/jwks`,
  authorization_endpoint: `${base}/authorize`,
  userinfo_endpoint: `${base}/userinfo`,
}

/** The document as it is sent. */
function documentWith(changes: Partial<DocumentFacts> = {}): unknown {
  return JSON.parse(JSON.stringify(writeMetadata({ ...facts, ...changes })))
}

/** The members that every configuration has. */
const always = {
  issuer: 'https://example.com/tenant',
  device_authorization_endpoint: `${base}/device_authorization`,
  token_endpoint: `${base}/token`,
  response_types_supported: [],
  grant_types_supported: [deviceGrant],
  token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
}

describe('writeMetadata', () => {
  it('lists only the device grant at its public URLs if nothing else is on', () => {
    expect(documentWith()).toEqual(always)
  })

  it('lists everything if everything is on', () => {
    const document = documentWith({
      urls: everyUrl,
      grantTypes: [deviceGrant, 'refresh_token'],
      assertionAlgorithms: ['ES256', 'RS256'],
      idTokenAlgorithms: ['RS256'],
      scopes: ['openid', 'profile', 'read'],
      claims: ['name'],
    })
    const methods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']
    expect(document).toEqual({
      issuer: 'https://example.com/tenant',
      ...everyUrl,
      scopes_supported: ['openid', 'profile', 'read'],
      response_types_supported: [],
      grant_types_supported: [deviceGrant, 'refresh_token'],
      token_endpoint_auth_methods_supported: methods,
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256'],
      revocation_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256'],
      introspection_endpoint_auth_methods_supported: methods.slice(1),
      introspection_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: ['name'],
      request_uri_parameter_supported: false,
    })
  })

  it('lists revocation and introspection with the auth methods of their callers', () => {
    const { revocation_endpoint, introspection_endpoint } = everyUrl
    const urls = { ...facts.urls, revocation_endpoint, introspection_endpoint }
    expect(documentWith({ urls })).toEqual({
      ...always,
      revocation_endpoint,
      introspection_endpoint,
      revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    })
  })

  it.each([[[]], [['ES256']]])(
    'never lists none as an auth method of introspection (RFC 7662 §2.1): assertions signed with %j',
    (assertionAlgorithms) => {
      const document = writeMetadata({ ...facts, urls: everyUrl, assertionAlgorithms })
      expect(document['introspection_endpoint_auth_methods_supported']).not.toContain('none')
    },
  )

  it('lists assertions with their algorithms, as RFC 8414 §2 requires', () => {
    expect(documentWith({ assertionAlgorithms: ['ES256', 'PS256'] })).toEqual({
      ...always,
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256'],
    })
  })

  it('has the members of an OpenID Provider only if there are ID tokens', () => {
    const members = ['subject_types_supported', 'id_token_signing_alg_values_supported', 'claims_supported']
    const claims = ['name']
    const has = (document: unknown) => members.filter((name) => name in Object(document))
    expect(has(documentWith({ claims }))).toEqual([])
    expect(has(documentWith({ claims, idTokenAlgorithms: ['ES256'] }))).toEqual(members)
    expect(has(documentWith({ idTokenAlgorithms: ['ES256'] }))).toEqual(members.slice(0, 2))
  })

  it('lists the scope values of the host also without ID tokens (RFC 8414 §2)', () => {
    expect(documentWith({ scopes: ['read'] })).toEqual({ ...always, scopes_supported: ['read'] })
  })
})
