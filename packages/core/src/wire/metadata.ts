import type { ClientAuthenticationMethod } from '../protocol/command.js'
import type { Dialect, JsonObject } from './dialect.js'

/** What the metadata document says beside the dialect's own table. */
export interface MetadataFacts {
  readonly issuer: string
  /** The public URL below which everything is served, without a slash at the end. */
  readonly baseUrl: string
  /** Where the public keys are, when there are any. */
  readonly jwksPath?: string
}

const authenticationMethods: readonly ClientAuthenticationMethod[] = [
  'none',
  'client_secret_basic',
  'client_secret_post',
]

/**
 * The RFC 8414 document of a dialect, made from the table that is served, so that it lists what works and nothing else
 * (RFC 8628 §4 adds the device authorization endpoint).
 */
export function writeMetadata(dialect: Dialect, { issuer, baseUrl, jwksPath }: MetadataFacts): JsonObject {
  const endpoints = dialect.endpoints.flatMap(({ metadataName, path }) =>
    metadataName === undefined ? [] : [[metadataName, baseUrl + path] as const],
  )
  const grantTypes = dialect.endpoints.flatMap(({ reads }) =>
    'byGrantType' in reads ? Object.keys(reads.byGrantType) : [],
  )
  return {
    issuer,
    ...Object.fromEntries(endpoints),
    jwks_uri: jwksPath === undefined ? undefined : baseUrl + jwksPath,
    // RFC 8414 §2 requires the member; no grant of ours has an authorization endpoint.
    response_types_supported: [],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: authenticationMethods,
  }
}
