import type { Call } from '../service/call/call.js'
import type { InternalService } from '../service/internal-service.js'
import type { Dialect } from '../wire/dialect.js'
import { writeMetadata } from '../wire/metadata.js'
import { documentResponse, problemResponse } from './responses.js'
import type { Route } from './route.js'

/** The path of the public keys. */
const jwksPath = '/jwks'

/** The input of `documentRoutes`. */
export interface DocumentDeps {
  /** The served parts of the dialects. The RFC 8414 metadata describes the first one that has metadata names. */
  readonly dialects: readonly Dialect[]
  readonly issuer: string
  /** The public URL below which all paths are served, without a slash at the end. */
  readonly baseUrl: string
  readonly service: Pick<InternalService, 'publicKeys'>
  /** The algorithms of ID tokens. Empty if there are none. */
  readonly idTokenAlgorithms: readonly string[]
  /** The algorithms that client assertions may be signed with. Empty if assertions are not accepted. */
  readonly assertionAlgorithms: readonly string[]
  /** The other origins whose pages may read the documents, by CORS. */
  readonly corsOrigins: readonly string[]
}

/** Returns the routes of the RFC 8414 metadata, at both names that clients use, and of the public keys (RFC 7517). */
export function documentRoutes(deps: DocumentDeps): readonly Route[] {
  const { corsOrigins: origins } = deps
  return [...metadataRoutes(deps), ...keyRoutes(deps)].map((route) => ({ ...route, origins }))
}

function metadataRoutes(deps: DocumentDeps): readonly Route[] {
  const { dialects, issuer, baseUrl, service, idTokenAlgorithms, assertionAlgorithms } = deps
  const dialect = dialects.find(({ endpoints }) => endpoints.some(({ metadataName }) => metadataName !== undefined))
  if (dialect === undefined) return []
  const facts = { issuer, baseUrl, assertionAlgorithms, idTokenAlgorithms, ...(service.publicKeys && { jwksPath }) }
  const metadata = writeMetadata(dialect, facts)
  return metadataPaths(issuer).map((path) => documentRoute(dialect, 'metadata', path, async () => metadata))
}

function keyRoutes({ dialects: [dialect], service: { publicKeys } }: DocumentDeps): readonly Route[] {
  if (publicKeys === undefined || dialect === undefined) return []
  return [documentRoute(dialect, 'keys', jwksPath, publicKeys)]
}

/** Returns every path of a document, served or not. No endpoint may have one of these paths. */
export function documentPaths(issuer: string): readonly { readonly path: string; readonly what: string }[] {
  const metadata = metadataPaths(issuer).map((path) => ({ path, what: 'the metadata' }))
  return [...metadata, { path: jwksPath, what: 'the public keys' }]
}

// RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 puts it after. The first
// form works only if the handler is mounted at the root.
function metadataPaths(issuer: string): readonly string[] {
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  const below = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']
  return path === '' ? below : [...below, `/.well-known/oauth-authorization-server${path}`]
}

function documentRoute(
  dialect: Dialect,
  operation: 'metadata' | 'keys',
  path: string,
  read: (call: Call) => Promise<object>,
): Route {
  return {
    operation,
    dialect: dialect.name,
    method: 'GET',
    path,
    respond: async (_request, call) => documentResponse(await read(call)),
    refuse: (refusal) => problemResponse(dialect, refusal),
  }
}
