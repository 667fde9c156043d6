import type * as z from 'zod'
import type { ClientId } from '../machine/names.js'
import type { Duration, Instant } from '../machine/time.js'
import type { UserCodeFormat } from '../machine/user-code.js'
import type { DialectTerms } from '../protocol/command.js'
import type { Success, SuccessKind, SuccessOf } from '../protocol/outcome.js'
import type { Problem, ProblemCode } from '../protocol/problem.js'
import type { DialectDocument } from './documents/document.js'
import type { Endpoint, ErrorSpelling } from './endpoint.js'
import type { JsonObject, JsonValue } from './json-value.js'

/** The facts about one request that its response may depend on. */
export interface ResponseContext extends Pick<Dialect, 'userCode' | 'verification'> {
  /** The public URL below which all paths are served, without a slash at the end. */
  readonly baseUrl: string
  /** The RFC 8414 issuer. */
  readonly issuer: string
  /** The current time, in milliseconds since the Unix epoch. */
  readonly now: Instant
  /** A random UUID, the same for the body and the headers of one response. */
  readonly requestId: string
  /**
   * Returns a header of the request. `name` is in lower case. The headers with credentials, `authorization`, `cookie` and
   * `proxy-authorization`, count as absent. Check the value before you repeat it in a response.
   */
  header(name: string): string | undefined
  /**
   * Returns a parameter of the URL's query that the request has once. Secrets and codes count as absent. Check the value
   * before you repeat it in a response.
   */
  query(name: string): string | undefined
}

/** One member of a response: its name on the wire and a function that returns its value. `undefined` leaves it out. */
export type ResponseField<K extends SuccessKind> = readonly [
  name: string,
  value: (response: SuccessOf<K>, context: ResponseContext) => JsonValue | undefined,
]

/** How a body is written: its media type, and a function that returns its text. */
export interface Representation {
  /** In lower case, such as `application/json`. */
  readonly media: string
  write(body: JsonObject): string
}

/** The headers of a response by name. `undefined` leaves one out. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>

/** A problem with its spelling. */
export interface SpelledProblem extends Problem, ErrorSpelling {}

/** The page where a person enters and decides on codes of this dialect. */
export interface VerificationPage {
  readonly path: string
  /**
   * Where the code is in `verification_uri_complete` (RFC 8628 §3.3.1): in a query parameter of this name, or as the last
   * segment of the path. The parameter `k` is taken: it has the proof of the link.
   */
  readonly codeIn: { readonly query: string } | 'path'
}

/**
 * One system's spelling of the protocol, as a table. `readCommand` and `writeResponse` interpret every table. No code
 * depends on which dialect it serves.
 */
export interface Dialect {
  /** The unique name of the dialect. A code is valid only in the dialect that issued it. */
  readonly name: string
  readonly endpoints: readonly Endpoint[]
  /**
   * The public documents that it serves.
   *
   * @defaultValue the RFC 8414 metadata at its well-known paths, for the first dialect without this member that has an
   * endpoint with a `metadataName`
   */
  readonly documents?: readonly DialectDocument[]
  readonly verification: VerificationPage
  readonly userCode: UserCodeFormat
  /**
   * The longest lifetime of its codes, in milliseconds. The `codeLifetime` of a client overrides it.
   *
   * @defaultValue the lifetime of the policy
   */
  readonly lifetime?: Duration
  /**
   * How soon after the start a poll is never too fast, in milliseconds. For systems whose clients poll twice at once.
   *
   * @defaultValue 0: only the first poll is never too fast (RFC 8628 §3.5)
   */
  readonly startGrace?: Duration
  /** The client of every request, for a dialect whose requests name no client. The host must register it. */
  readonly anonymousClient?: ClientId
  /**
   * Whether its clients can send DPoP proofs (RFC 9449), if the host has the option `dpop`.
   *
   * @defaultValue `false`: proofs are ignored, and all tokens are Bearer tokens
   */
  readonly dpop?: boolean
  /** `signed`: refresh tokens are JWTs with an `exp` that clients can read. @defaultValue `opaque` */
  readonly refreshTokens?: 'opaque' | 'signed'
  /** Whether responses list the organizations of an account, and an approval chooses one. @defaultValue `false` */
  readonly organizations?: boolean
  /**
   * The code challenge methods that its requests take (RFC 7636 §4.3), for the metadata. A poll that takes a `code_verifier` needs
   * a device authorization endpoint that takes a `code_challenge`.
   *
   * @defaultValue none: the parameters of PKCE are ignored
   */
  readonly codeChallengeMethods?: readonly 'S256'[]
  /** Whether its polls take the number that the page shows, and its problems ask for it. @defaultValue `false` */
  readonly verificationNumbers?: boolean
  /**
   * Whether its clients show no user code, so that a person needs the address with the code in it. A client with
   * `completeAddress: false` cannot use such a dialect.
   *
   * @defaultValue `false`
   */
  readonly needsCompleteAddress?: boolean
  /**
   * The names of parameters on the wire, by their names in OAuth: `{ client_id: 'clientId' }`. A parameter that is not named
   * here has the same name in both.
   *
   * @defaultValue none: every parameter has its name in OAuth
   */
  readonly names?: Readonly<Record<string, string>>
  /**
   * The members of each response, in the order in which they are written. `noBody`: the response has no body. A kind that no
   * endpoint can answer with may be left out.
   */
  readonly responses: { readonly [K in SuccessKind]?: readonly ResponseField<K>[] | 'noBody' }
  /** The spelling of every problem. A missing code does not compile. */
  readonly problems: Readonly<Record<ProblemCode, ErrorSpelling>>
  /** Returns the body of a problem response. Not called for a problem whose `word` is empty. */
  readonly envelope: (problem: SpelledProblem, context: ResponseContext) => JsonObject
  /**
   * Returns the headers that the system documents. Those of caching, cookies, challenges, CORS and the body cannot be
   * changed.
   *
   * @defaultValue {@link standardHeaders}: `Retry-After`, if the problem has one
   */
  readonly headers?: (response: Success | SpelledProblem, context: ResponseContext) => ResponseHeaders
  /**
   * The representations that a client may choose from with `Accept` (RFC 9110 §12.5.1). A request that names none of them
   * gets the first one.
   *
   * @defaultValue JSON
   */
  readonly representations?: readonly [Representation, ...Representation[]]
  /**
   * The schemas of all responses, for the types of clients, for tests and for the OpenAPI document. A kind that no endpoint
   * can answer with, and that of a response without a body, may be left out.
   */
  readonly schemas: { readonly [K in SuccessKind]?: z.ZodType } & { readonly problem: z.ZodType }
}

/** Returns the part of a dialect that the service needs. */
export function dialectTermsOf(dialect: Dialect): DialectTerms {
  const { name, userCode, lifetime, refreshTokens, organizations, verificationNumbers, startGrace } = dialect
  const { needsCompleteAddress, dpop } = dialect
  return {
    dialect: name,
    userCode,
    ...(lifetime !== undefined && { lifetime }),
    ...(refreshTokens && { refreshTokens }),
    ...(organizations !== undefined && { organizations }),
    ...(verificationNumbers !== undefined && { verificationNumbers }),
    ...(startGrace !== undefined && { startGrace }),
    ...(dpop !== undefined && { proofs: dpop }),
    ...(needsCompleteAddress !== undefined && { needsCompleteAddress }),
  }
}
