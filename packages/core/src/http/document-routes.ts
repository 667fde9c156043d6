import type { Call } from '../service/call/call.js'
import type { InternalService } from '../service/internal-service.js'
import type { Dialect } from '../wire/dialect.js'
import { writeMetadata } from '../wire/metadata.js'
import { createResponseWriter } from './dialect-responses.js'
import type { GrantFacts } from './response-context.js'
import { documentResponse } from './responses.js'
import type { Route } from './route.js'

/** The path of the public keys. */
const jwksPath = '/jwks'

/** The input of `documentRoutes`. */
export interface DocumentDeps extends GrantFacts {
  /** The served parts of the dialects. The RFC 8414 metadata describes the first one that has metadata names. */
  readonly dialects: readonly Dialect[]
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
  return metadataPaths(issuer).map((path) => documentRoute(deps, dialect, 'metadata', path, async () => metadata))
}

function keyRoutes(deps: DocumentDeps): readonly Route[] {
  const [dialect] = deps.dialects
  const { publicKeys } = deps.service
  if (publicKeys === undefined || dialect === undefined) return []
  return [documentRoute(deps, dialect, 'keys', jwksPath, publicKeys)]
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
  facts: GrantFacts,
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
    refuse: createResponseWriter(dialect, facts),
  }
}
