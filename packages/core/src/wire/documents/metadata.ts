import type { JsonObject } from '../json-value.js'
import type { DocumentFacts } from './document.js'

/**
 * Returns the RFC 8414 metadata of a dialect: it lists exactly what works. If ID tokens are made, it is also the
 * document of an OpenID Provider (OpenID Connect Discovery §3).
 *
 * @param facts - what is served, and at which URLs
 * @example
 * ```ts
 * const write: DialectDocument['write'] = (facts) => ({ ...writeMetadata(facts), tenant_region_scope: 'EU' })
 * ```
 */
export function writeMetadata(facts: DocumentFacts): JsonObject {
  const { issuer, urls, grantTypes, scopes, assertionAlgorithms, idTokenAlgorithms } = facts
  const { codeChallengeMethods, proofAlgorithms } = facts
  const proofs = [
    'client_secret_basic',
    'client_secret_post',
    ...(assertionAlgorithms.length > 0 ? ['private_key_jwt'] : []),
  ]
  return {
    issuer,
    ...urls,
    scopes_supported: unlessEmpty(scopes),
    // RFC 8414 §2 requires the member. It is empty because no grant type here uses an authorization endpoint.
    response_types_supported: [],
    grant_types_supported: grantTypes,
    // RFC 8414 §2. Clients such as kubelogin use PKCE if they find it.
    code_challenge_methods_supported: unlessEmpty(codeChallengeMethods),
    ...authentication('token', ['none', ...proofs], facts),
    ...authentication('revocation', ['none', ...proofs], facts),
    ...authentication('introspection', proofs, facts),
    ...(idTokenAlgorithms.length > 0 && openIdMembers(facts)),
    // RFC 9449 §5.1.
    dpop_signing_alg_values_supported: unlessEmpty(proofAlgorithms),
  }
}

// OpenID Connect Discovery §3. Clients assume RS256 if the algorithms are absent.
function openIdMembers({ idTokenAlgorithms, claims }: DocumentFacts): JsonObject {
  return {
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: idTokenAlgorithms,
    claims_supported: unlessEmpty(claims),
    // A missing member means `true`.
    request_uri_parameter_supported: false,
  }
}

// RFC 8414 §2: if the methods include an assertion, the algorithms must be listed too.
function authentication(
  name: 'token' | 'revocation' | 'introspection',
  methods: readonly string[],
  { urls, assertionAlgorithms }: DocumentFacts,
): JsonObject {
  const endpoint = `${name}_endpoint`
  if (urls[endpoint] === undefined) return {}
  return {
    [`${endpoint}_auth_methods_supported`]: methods,
    [`${endpoint}_auth_signing_alg_values_supported`]: unlessEmpty(assertionAlgorithms),
  }
}

function unlessEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list
}
