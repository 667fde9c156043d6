import { describe, expect, it } from 'vitest'
import { rfc8628 } from './dialects/rfc8628.js'
import { writeMetadata } from './metadata.js'

// RFC 8414 §2, RFC 8628 §4; behaviour D01.

const facts = { issuer: 'https://example.com/tenant', baseUrl: 'https://example.com/tenant/oauth' }

describe('writeMetadata', () => {
  it('lists what is served at its public URLs, and nothing else', () => {
    expect(writeMetadata(rfc8628, { ...facts, jwksPath: '/jwks' })).toEqual({
      issuer: 'https://example.com/tenant',
      device_authorization_endpoint: 'https://example.com/tenant/oauth/device_authorization',
      token_endpoint: 'https://example.com/tenant/oauth/token',
      jwks_uri: 'https://example.com/tenant/oauth/jwks',
      response_types_supported: [],
      grant_types_supported: ['urn:ietf:params:oauth:grant-type:device_code'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    })
  })

  it('names no keys where there are none', () => {
    expect(JSON.stringify(writeMetadata(rfc8628, facts))).not.toContain('jwks_uri')
  })

  it('follows the table of any dialect', () => {
    const renamed = { ...rfc8628, endpoints: rfc8628.endpoints.map((each) => ({ ...each, path: `/v2${each.path}` })) }
    expect(writeMetadata(renamed, facts)).toMatchObject({ token_endpoint: 'https://example.com/tenant/oauth/v2/token' })
  })
})
