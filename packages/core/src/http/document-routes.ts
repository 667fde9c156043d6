import type { TokenIssuer } from '../ports/token-issuer.js'
import type { Dialect } from '../wire/dialect.js'
import { writeMetadata } from '../wire/metadata.js'
import { documentAnswer, problemAnswer } from './answers.js'
import type { Route } from './route.js'

/** Where the public keys are served. */
const jwksPath = '/jwks'

/** What the public documents are made of. */
export interface DocumentParts {
  /** The parts of the dialects that are served. The first that the RFC 8414 metadata has a name for is described there. */
  readonly dialects: readonly Dialect[]
  readonly issuer: string
  /** The public URL below which everything is served, without a slash at the end. */
  readonly baseUrl: string
  readonly tokens: TokenIssuer
  /** What client assertions may be signed with; none where no assertion is taken. */
  readonly assertionAlgorithms: readonly string[]
  /** The other origins whose pages may read the documents, by CORS. */
  readonly corsOrigins: readonly string[]
}

/** The RFC 8414 metadata, at both names by which clients look for it, and the public keys (RFC 7517). */
export function documentRoutes(parts: DocumentParts): readonly Route[] {
  const { corsOrigins: origins } = parts
  return [...metadataRoutes(parts), ...keyRoutes(parts)].map((route) => ({ ...route, origins }))
}

function metadataRoutes(parts: DocumentParts): readonly Route[] {
  const { dialects, issuer, baseUrl, tokens, assertionAlgorithms } = parts
  const dialect = dialects.find(({ endpoints }) => endpoints.some(({ metadataName }) => metadataName !== undefined))
  if (dialect === undefined) return []
  const { jwks, idTokenAlgorithms = [] } = tokens
  const facts = { issuer, baseUrl, assertionAlgorithms, idTokenAlgorithms, ...(jwks && { jwksPath }) }
  const metadata = writeMetadata(dialect, facts)
  return metadataPaths(issuer).map((path) => documentRoute(dialect, path, async () => metadata))
}

function keyRoutes({ dialects: [dialect], tokens }: DocumentParts): readonly Route[] {
  const { jwks } = tokens
  if (jwks === undefined || dialect === undefined) return []
  return [documentRoute(dialect, jwksPath, () => jwks.call(tokens))]
}

/** Every path of a document, served or not, and what it is: no endpoint may be there. */
export function documentPaths(issuer: string): readonly { readonly path: string; readonly what: string }[] {
  const metadata = metadataPaths(issuer).map((path) => ({ path, what: 'the metadata' }))
  return [...metadata, { path: jwksPath, what: 'the public keys' }]
}

// RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 behind it. The first is
// reached where the handler is mounted at the root.
function metadataPaths(issuer: string): readonly string[] {
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  const below = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']
  return path === '' ? below : [...below, `/.well-known/oauth-authorization-server${path}`]
}

function documentRoute(dialect: Dialect, path: string, read: () => Promise<object>): Route {
  return {
    method: 'GET',
    path,
    answer: async () => documentAnswer(await read()),
    refuse: (refusal) => problemAnswer(dialect, refusal),
  }
}
