import { documentPaths } from '../http/document-routes.js'
import { pageSteps } from '../http/verification/places.js'
import { isBag } from '../misuse/option-names.js'
import { type DeviceGrantOptions, firstPartyClient } from '../options.js'
import { type Dialect, termsOf } from '../wire/dialect.js'
import { rfc8628 } from '../wire/dialects/rfc8628.js'
import { checkDialectList } from './dialect-list.js'

type Options = Pick<DeviceGrantOptions, 'issuer' | 'dialects' | 'families' | 'passwordLogin'>

/** What is wrong with the dialects, each by itself and all beside each other. */
export function checkDialects(options: Options): readonly string[] {
  const { dialects = [rfc8628] } = options
  const malformed = checkDialectList(dialects)
  if (malformed.length > 0) return malformed
  return [
    ...checkPersons(dialects, options),
    ...checkPaths(dialects, options),
    ...checkPages(dialects),
    ...checkSharedNames(dialects),
    ...checkNeeds(dialects, options),
  ]
}

// The tokens of everybody would be sign-ins of people, and so approve.
function checkPersons(dialects: readonly Dialect[], { passwordLogin }: Options): readonly string[] {
  if (!isBag(passwordLogin)) return []
  const personal = dialects.find(({ anonymousClient }) => anonymousClient === firstPartyClient(passwordLogin))
  if (personal === undefined) return []
  return [`passwordLogin.clientId must not be ${personal.anonymousClient}, which is everybody in ${personal.name}`]
}

/** A path, and what is served there. */
interface Claim {
  readonly path: string
  readonly what: string
}

// A request can go one way only. That holds for a path by whatever method, since what a path refuses, and to which origins
// it is open, are one for all of its methods.
function checkPaths(dialects: readonly Dialect[], options: Options): readonly string[] {
  const byPath = new Map<string, readonly Claim[]>()
  for (const claim of claimsOf(dialects, options)) {
    byPath.set(claim.path, [...(byPath.get(claim.path) ?? []), claim])
  }
  return [...byPath].flatMap(([path, claims]) => {
    const [first, second] = claims
    if (first === undefined || second === undefined) return []
    const times = claims.every(({ what }) => what.startsWith('an endpoint')) ? 'by two of them' : 'twice'
    return [`dialects must have paths of their own: ${path} is served ${times}, as ${first.what} and ${second.what}`]
  })
}

// An endpoint comes first: its path is what a host can change.
function claimsOf(dialects: readonly Dialect[], { issuer }: Options): readonly Claim[] {
  const endpoints = dialects
    .toReversed()
    .flatMap(({ name, endpoints }) => endpoints.map(({ path }) => ({ path, what: `an endpoint of ${name}` })))
  // A page that several dialects share is one.
  const pages = new Map(dialects.toReversed().map((dialect) => [dialect.verification.path, dialect.name]))
  const steps = [...pages].toReversed().flatMap(([path, name]) =>
    pageSteps.map((step) => ({
      path: path + step,
      what: `${step === '' ? 'the page' : 'a part of the page'} of ${name}`,
    })),
  )
  const documents = typeof issuer === 'string' && URL.canParse(issuer) ? documentPaths(issuer) : []
  return [...endpoints, ...steps, ...documents]
}

function checkPages(dialects: readonly Dialect[]): readonly string[] {
  const first = (path: string): Dialect | undefined => dialects.find(({ verification }) => verification.path === path)
  const mixed = dialects.find(({ verification, userCode }) => !isSame(first(verification.path)?.userCode, userCode))
  if (mixed === undefined) return []
  const { path } = mixed.verification
  return [
    `dialects that share the page ${path} must have one userCode format: ${first(path)?.name} and ${mixed.name} have two`,
  ]
}

// A code is good in every dialect of the name that it was given out under.
function checkSharedNames(dialects: readonly Dialect[]): readonly string[] {
  return dialects.flatMap((dialect, index) => {
    const namesake = dialects.slice(0, index).find(({ name }) => name === dialect.name)
    const different = namesake === undefined ? undefined : differenceOf(codesOf(namesake), codesOf(dialect))
    if (different === undefined) return []
    return [
      `dialects of one name redeem each other's codes: two are called ${dialect.name} and differ in ${different}, so rename one`,
    ]
  })
}

function codesOf(dialect: Dialect): Readonly<Record<string, unknown>> {
  return { ...termsOf(dialect), anonymousClient: dialect.anonymousClient }
}

function differenceOf(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string | undefined {
  return Object.keys({ ...one, ...other }).find((member) => !isSame(one[member], other[member]))
}

/** Whether two values, or all members of two flat objects, are the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isBag(one) || !isBag(other)) return one === other
  return Object.keys({ ...one, ...other }).every((member) => Reflect.get(one, member) === Reflect.get(other, member))
}

// A client that reads `exp` of its refresh token must get one.
function checkNeeds(dialects: readonly Dialect[], { families }: Options): readonly string[] {
  const lacking = dialects.find(({ refreshTokens }) => refreshTokens === 'signed' && families === undefined)
  return lacking === undefined ? [] : [`families must be given: the dialect ${lacking.name} cannot do without`]
}
