import type { Operation } from '../protocol/command.js'
import type { Dialect, JsonObject } from './dialect.js'

/** The facts of the metadata document that the dialect's table does not hold. */
export interface MetadataFacts {
  readonly issuer: string
  /** The public URL below which all paths are served, without a slash at the end. */
  readonly baseUrl: string
  /** The path of the public keys, if they are published. */
  readonly jwksPath?: string
  /** The algorithms that client assertions may be signed with (RFC 7523). Empty if assertions are not accepted. */
  readonly assertionAlgorithms: readonly string[]
  /** The algorithms that ID tokens are signed with. Empty if there are no ID tokens. */
  readonly idTokenAlgorithms: readonly string[]
}

/**
 * Returns the RFC 8414 metadata of a dialect. It is made from the table that is served, so it lists exactly what works.
 * RFC 8628 §4 adds the device authorization endpoint.
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
    // RFC 8414 §2 requires the member. It is empty because no grant type here uses an authorization endpoint.
    response_types_supported: [],
    grant_types_supported: grantTypes,
    ...authentication('token_endpoint', ['none', ...proofs], assertionAlgorithms),
    ...(serves(dialect, 'revokeToken') &&
      authentication('revocation_endpoint', ['none', ...proofs], assertionAlgorithms)),
    ...(serves(dialect, 'introspectToken') && authentication('introspection_endpoint', proofs, assertionAlgorithms)),
    // OpenID Connect Discovery §3. Without this member clients assume RS256.
    id_token_signing_alg_values_supported: unlessEmpty(idTokenAlgorithms),
  }
}

// RFC 8414 §2: if the methods include an assertion, the algorithms must be listed too.
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
