/** The members of a JSON schema that the tests read. */
interface Schema {
  readonly [keyword: string]: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly allOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly $ref?: string
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

/** One operation of an OpenAPI document. */
interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly security?: readonly object[]
  readonly parameters?: readonly object[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

/** An OpenAPI document, as a client reads it. */
export interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly securitySchemes: object }
}

/** Converts a document to JSON and back. */
export function fetched(described: object): Document {
  return JSON.parse(JSON.stringify(described))
}

/** Returns every schema that a value may have: the schema itself, or its alternatives. */
export function alternativesOf(schema: Schema | undefined): readonly Schema[] {
  if (schema === undefined) return []
  const { anyOf, oneOf } = schema
  return (anyOf ?? oneOf)?.flatMap(alternativesOf) ?? [schema]
}

/** Returns the operation of a path. Throws if there is none. */
export function operationAt(document: Document, path: string): Operation {
  const operation = document.paths[path]?.['post'] ?? document.paths[path]?.['get']
  if (operation === undefined) throw new Error(`the document has no operation at ${path}`)
  return operation
}

/** Resolves the reference of a schema, if it has one. All references are to schemas of the same document. */
export function resolve(document: Document, schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '')
  return name === undefined ? schema : (document.components.schemas[name] ?? {})
}

/** The schemas that a value must all match. */
export const partsOf = (schema: Schema): readonly Schema[] => schema.allOf ?? [schema]
/** The members that a request must have. */
export const requiredBy = (schema: Schema): readonly string[] =>
  partsOf(schema).flatMap(({ required = [] }) => required)
/** The members that a request may have. */
export const knownTo = (schema: Schema): readonly string[] =>
  partsOf(schema).flatMap(({ properties = {} }) => Object.keys(properties))
/** The schema of the request at a path in one media type. */
export const requestAt = (document: Document, path: string, media: string): Schema =>
  operationAt(document, path).requestBody?.content[media]?.schema ?? {}
