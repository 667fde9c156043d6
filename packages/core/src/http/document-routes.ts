import type { Call } from '../service/call/call.js'
import type { InternalService } from '../service/internal-service.js'
import type { Dialect } from '../wire/dialect.js'
import type { DialectDocument, DocumentFacts } from '../wire/documents/document.js'
import { writeMetadata } from '../wire/documents/metadata.js'
import { createResponseWriter } from './dialect-responses.js'
import type { GrantFacts } from './response-context.js'
import { documentResponse } from './responses.js'
import type { Route } from './route.js'

/** The path of the public keys. */
const jwksPath = '/jwks'

/** The input of `documentRoutes`. */
export interface DocumentDeps
  extends Omit<DocumentFacts, 'urls' | 'grantTypes' | 'codeChallengeMethods' | 'proofAlgorithms'>,
    GrantFacts {
  /** The served parts of the dialects. */
  readonly dialects: readonly Dialect[]
  readonly service: Pick<InternalService, 'publicKeys' | 'proofs'>
  /** The URLs of what stands beside the dialects, by their names in the metadata. */
  readonly openIdUrls: Readonly<Record<string, string>>
  /** The other origins whose pages may read the documents, by CORS. */
  readonly corsOrigins: readonly string[]
}

/**
 * Returns the routes of the documents of the dialects, such as the RFC 8414 metadata, and of the public keys (RFC 7517).
 */
export function documentRoutes(deps: DocumentDeps): readonly Route[] {
  const { corsOrigins: origins } = deps
  return [...metadataRoutes(deps), ...keyRoutes(deps)].map((route) => ({ ...route, origins }))
}

function metadataRoutes(deps: DocumentDeps): readonly Route[] {
  return documentsOf(deps.dialects, deps.issuer).map(({ dialect, path, write }) => {
    const document = write(factsOf(dialect, deps))
    return documentRoute(deps, dialect, 'metadata', path, async () => document)
  })
}

function keyRoutes(deps: DocumentDeps): readonly Route[] {
  const [dialect] = deps.dialects
  const { publicKeys } = deps.service
  if (publicKeys === undefined || dialect === undefined) return []
  return [documentRoute(deps, dialect, 'keys', jwksPath, publicKeys)]
}

/** A document, and the dialect that it describes. */
interface Described extends DialectDocument {
  readonly dialect: Dialect
}

/** Returns the documents of all dialects. The well-known paths describe the first dialect without documents of its own. */
function documentsOf(dialects: readonly Dialect[], issuer: string): readonly Described[] {
  const usual = dialects.find((dialect) => dialect.documents === undefined && hasMetadataNames(dialect))
  const wellKnown = metadataPaths(issuer).map((path) => ({ path, write: writeMetadata }))
  return dialects.flatMap((dialect) =>
    (dialect === usual ? wellKnown : (dialect.documents ?? [])).map((document) => ({ ...document, dialect })),
  )
}

/** Returns whether a document of these dialects is served. */
export function hasDocuments(dialects: readonly Dialect[]): boolean {
  return dialects.some((dialect) => dialect.documents?.length ?? hasMetadataNames(dialect))
}

function hasMetadataNames({ endpoints }: Dialect): boolean {
  return endpoints.some(({ metadataName }) => metadataName !== undefined)
}

function factsOf({ endpoints, codeChallengeMethods = [], dpop = false }: Dialect, deps: DocumentDeps): DocumentFacts {
  const { issuer, baseUrl, service, openIdUrls, assertionAlgorithms, idTokenAlgorithms, scopes, claims } = deps
  const named = endpoints.flatMap(({ metadataName, path }) =>
    metadataName === undefined ? [] : [[metadataName, baseUrl + path] as const],
  )
  return {
    issuer,
    urls: {
      ...Object.fromEntries(named),
      ...(service.publicKeys && { jwks_uri: baseUrl + jwksPath }),
      ...openIdUrls,
    },
    grantTypes: endpoints.flatMap(({ reads }) => ('byGrantType' in reads ? Object.keys(reads.byGrantType) : [])),
    codeChallengeMethods,
    assertionAlgorithms,
    idTokenAlgorithms,
    proofAlgorithms: dpop ? (service.proofs?.algorithms ?? []) : [],
    scopes,
    claims,
  }
}

/** Returns every path of a document that no dialect names, served or not. No endpoint may have one of these paths. */
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
