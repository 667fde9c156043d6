import type { Operation } from '../protocol/command.js'
import type { Dialect, JsonObject } from './dialect.js'

/** What the metadata document says beside the dialect's own table. */
export interface MetadataFacts {
  readonly issuer: string
  /** The public URL below which everything is served, without a slash at the end. */
  readonly baseUrl: string
  /** Where the public keys are, when there are any. */
  readonly jwksPath?: string
  /** The algorithms that client assertions may be signed with (RFC 7523); none where no assertion is taken. */
  readonly assertionAlgorithms: readonly string[]
  /** The algorithms that ID tokens are signed with; none where there are no ID tokens. */
  readonly idTokenAlgorithms: readonly string[]
}

/**
 * The RFC 8414 document of a dialect, made from the table that is served, so that it lists what works and nothing else
 * (RFC 8628 §4 adds the device authorization endpoint).
 */
export function writeMetadata(dialect: Dialect, facts: MetadataFacts): JsonObject {
  const { issuer, baseUrl, jwksPath, assertionAlgorithms, idTokenAlgorithms } = facts
  const endpoints = dialect.endpoints.flatMap(({ metadataName, path }) =>
    metadataName === undefined ? [] : [[metadataName, baseUrl + path] as const],
  )
  const grantTypes = dialect.endpoints.flatMap(({ reads }) =>
    'byGrantType' in reads ? Object.keys(reads.byGrantType) : [],
  )
  const proofs = [
    'client_secret_basic',
    'client_secret_post',
    ...(assertionAlgorithms.length > 0 ? ['private_key_jwt'] : []),
  ]
  return {
    issuer,
    ...Object.fromEntries(endpoints),
    jwks_uri: jwksPath === undefined ? undefined : baseUrl + jwksPath,
    // RFC 8414 §2 requires the member; no grant of ours has an authorization endpoint.
    response_types_supported: [],
    grant_types_supported: grantTypes,
    ...authentication('token_endpoint', ['none', ...proofs], assertionAlgorithms),
    ...(serves(dialect, 'revokeToken') &&
      authentication('revocation_endpoint', ['none', ...proofs], assertionAlgorithms)),
    ...(serves(dialect, 'introspectToken') && authentication('introspection_endpoint', proofs, assertionAlgorithms)),
    // OpenID Connect Discovery §3. Clients take ID tokens to be RS256 where nothing else is said.
    id_token_signing_alg_values_supported: unlessEmpty(idTokenAlgorithms),
  }
}

// RFC 8414 §2: where the methods include an assertion, the algorithms must be listed too.
function authentication(endpoint: string, methods: readonly string[], algorithms: readonly string[]): JsonObject {
  return {
    [`${endpoint}_auth_methods_supported`]: methods,
    [`${endpoint}_auth_signing_alg_values_supported`]: unlessEmpty(algorithms),
  }
}

function serves({ endpoints }: Dialect, operation: Operation): boolean {
  return endpoints.some(({ reads }) => 'operation' in reads && reads.operation === operation)
}

function unlessEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list
}
