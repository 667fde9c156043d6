import { documentPaths } from '../../../http/document-routes.js'
import { openIdPaths } from '../../../http/openid-routes.js'
import { type ConfigurationProblem, problem } from '../../../misuse/configuration-error.js'
import { isBag } from '../../../misuse/option-names.js'
import type { SuccessKind } from '../../../protocol/outcome.js'
import { codeSegment, pageSteps } from '../../../verification/places.js'
import { type Dialect, dialectTermsOf } from '../../../wire/dialect.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'
import { shapeOfPath } from '../../../wire/path-patterns.js'
import { successKinds } from '../../../wire/success-kinds.js'
import { firstPartyClient } from '../../options/password-login-options.js'
import type { DeviceGrantOptions } from '../../options.js'
import { checkDialectList } from './dialect-list.js'

type Options = Pick<DeviceGrantOptions, 'issuer' | 'dialects' | 'stores' | 'passwordLogin'>

/** Returns the problems of each dialect, and of all dialects together. */
export function checkDialects(options: Options): readonly ConfigurationProblem[] {
  const { dialects = [rfc8628] } = options
  const malformed = checkDialectList(dialects)
  if (malformed.length > 0) return malformed
  return [
    ...checkPersons(dialects, options),
    ...checkPaths(dialects, options),
    ...checkPages(dialects),
    ...checkResponses(dialects),
    ...checkSharedNames(dialects),
    ...checkNeeds(dialects, options),
  ]
}

// Otherwise every token of that dialect would count as a sign-in of a person, and could approve.
function checkPersons(dialects: readonly Dialect[], { passwordLogin }: Options): readonly ConfigurationProblem[] {
  if (!isBag(passwordLogin)) return []
  const personal = dialects.find(({ anonymousClient }) => anonymousClient === firstPartyClient(passwordLogin))
  if (personal === undefined) return []
  const message = `passwordLogin.clientId must not be ${personal.anonymousClient}: the dialect ${personal.name} uses it for every request`
  return [problem('client-id-reserved', 'passwordLogin.clientId', message)]
}

/** A path, and what the handler serves there. */
interface Claim {
  readonly path: string
  readonly what: string
}

// Each path can have only one route. This includes different methods: the refusals of a path, and the origins that may
// call it, are the same for all of its methods.
function checkPaths(dialects: readonly Dialect[], options: Options): readonly ConfigurationProblem[] {
  const byPath = new Map<string, readonly Claim[]>()
  for (const claim of claimsOf(dialects, options)) {
    const shape = shapeOfPath(claim.path)
    byPath.set(shape, [...(byPath.get(shape) ?? []), claim])
  }
  return [...byPath.values()].flatMap((claims) => {
    const [first, second] = claims
    if (first === undefined || second === undefined) return []
    const { path } = first
    const times = claims.every(({ what }) => what.startsWith('an endpoint')) ? 'by two of them' : 'twice'
    const message = `dialects must not share a path: ${path} is served ${times}, as ${first.what} and ${second.what}`
    return [problem('dialect-paths-overlap', 'dialects', message)]
  })
}

// An endpoint comes first, because the host can change its path.
function claimsOf(dialects: readonly Dialect[], { issuer }: Options): readonly Claim[] {
  const endpoints = dialects
    .toReversed()
    .flatMap(({ name, endpoints }) => endpoints.map(({ path }) => ({ path, what: `an endpoint of ${name}` })))
  const ownDocuments = dialects
    .toReversed()
    .flatMap(({ name, documents = [] }) => documents.map(({ path }) => ({ path, what: `a document of ${name}` })))
  // Dialects with the same page path share one page.
  const pages = new Map(dialects.toReversed().map(({ verification, name }) => [verification.path, name]))
  const steps = [...pages].toReversed().flatMap(([path, name]) =>
    pageSteps.map((step) => ({
      path: path + step,
      what: `${step === '' ? 'the page' : 'a part of the page'} of ${name}`,
    })),
  )
  const withLinks = dialects.toReversed().filter(({ verification }) => verification.codeIn === 'path')
  const links = [...new Map(withLinks.map(({ verification, name }) => [verification.path, name]))].map(
    ([path, name]) => ({
      path: codeSegment(path),
      what: `the links of ${name}`,
    }),
  )
  const documents = typeof issuer === 'string' && URL.canParse(issuer) ? documentPaths(issuer) : []
  return [...endpoints, ...ownDocuments, ...steps, ...links, ...documents, ...openIdPaths]
}

// `servedDialect` leaves out what the service does not serve, so an endpoint of a table may never be served. It is checked
// all the same: the mistake is in the table.
function checkResponses(dialects: readonly Dialect[]): readonly ConfigurationProblem[] {
  return dialects.flatMap(({ name, endpoints, responses, schemas }) =>
    endpoints.flatMap(({ path, reads, response }) => {
      const readings = 'operation' in reads ? [reads] : Object.values(reads.byGrantType)
      const kinds = new Set(readings.map(({ operation }) => successKinds[operation]))
      return [...kinds].flatMap((kind) => {
        const lacking = lackingMember(kind, responses, response === undefined ? schemas : { [kind]: response })
        if (lacking === undefined) return []
        const message = `the dialect ${name} has an endpoint ${path} whose response is ${kind}, so it needs ${lacking}.${kind}`
        return [problem('dialects-invalid', 'dialects', message)]
      })
    }),
  )
}

function lackingMember(
  kind: SuccessKind,
  responses: Dialect['responses'],
  schemas: Partial<Dialect['schemas']>,
): string | undefined {
  if (responses[kind] === undefined) return 'responses'
  return responses[kind] === 'noBody' || schemas[kind] !== undefined ? undefined : 'schemas'
}

function checkPages(dialects: readonly Dialect[]): readonly ConfigurationProblem[] {
  const first = (path: string): Dialect | undefined => dialects.find(({ verification }) => verification.path === path)
  const mixed = dialects.find(({ verification, userCode }) => !isSame(first(verification.path)?.userCode, userCode))
  if (mixed === undefined) return []
  const { path } = mixed.verification
  const message = `dialects that share the page ${path} must have the same userCode format: ${first(path)?.name} and ${mixed.name} differ`
  return [problem('dialect-pages-differ', 'dialects', message)]
}

// A code is valid in every dialect with the name under which it was issued.
function checkSharedNames(dialects: readonly Dialect[]): readonly ConfigurationProblem[] {
  return dialects.flatMap((dialect, index) => {
    const namesake = dialects.slice(0, index).find(({ name }) => name === dialect.name)
    const different = namesake === undefined ? undefined : differenceOf(codesOf(namesake), codesOf(dialect))
    if (different === undefined) return []
    const message = `dialects with the same name redeem each other's codes: two are called ${dialect.name} but differ in ${different}, so rename one`
    return [problem('dialect-names-repeated', 'dialects', message)]
  })
}

function codesOf(dialect: Dialect): Readonly<Record<string, unknown>> {
  return { ...dialectTermsOf(dialect), anonymousClient: dialect.anonymousClient }
}

function differenceOf(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string | undefined {
  return Object.keys({ ...one, ...other }).find((member) => !isSame(one[member], other[member]))
}

/** Returns whether two values, or all members of two objects, are the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isBag(one) || !isBag(other)) return one === other
  return Object.keys({ ...one, ...other }).every((member) =>
    isSame(Reflect.get(one, member), Reflect.get(other, member)),
  )
}

// A client of such a dialect reads `exp` of its refresh token, so there must be one.
function checkNeeds(dialects: readonly Dialect[], { stores }: Options): readonly ConfigurationProblem[] {
  const families: unknown = Reflect.get(Object(stores), 'families')
  const lacking = dialects.find(({ refreshTokens }) => refreshTokens === 'signed' && families === undefined)
  if (lacking === undefined) return []
  const message = `stores.families is required: the dialect ${lacking.name} needs it for its refresh tokens`
  return [problem('family-store-missing', 'stores.families', message)]
}
