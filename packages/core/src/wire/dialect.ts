import type { z } from 'zod'
import type { ClientId } from '../machine/names.js'
import type { Duration } from '../machine/time.js'
import type { UserCodeFormat } from '../machine/user-code.js'
import type { CommandOf, Operation, Terms } from '../protocol/command.js'
import type { Answer, AnswerKind, AnswerOf } from '../protocol/outcome.js'
import type { Problem, ProblemCode } from '../protocol/problem.js'

/** What JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A JSON object. Members that are `undefined` are left out. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined
}

/** How a request body may be written. */
export type MediaType = 'application/x-www-form-urlencoded' | 'application/json'

/** What the parameters of a request say, beside who the client is. */
export type Asked<O extends Operation> = Omit<CommandOf<O>, 'operation' | 'client'>

/** How one operation's parameters are read: a zod schema from the wire to what was asked. */
export type Reading = {
  readonly [O in Operation]: { readonly operation: O; readonly parameters: z.ZodType<Asked<O>> }
}[Operation]

/** One path that a dialect serves. */
export interface Endpoint {
  readonly method: 'POST'
  readonly path: string
  readonly media: readonly MediaType[]
  /** What a request to this path asks for: always the same, or what its `grant_type` says. */
  readonly reads: Reading | { readonly byGrantType: Readonly<Record<string, Reading>> }
  /** Its name in RFC 8414 metadata, when it has one. */
  readonly metadataName?: string
  /** `required`: a body that is not there is the fault, and not what would be in it. `ignored`: whatever is sent. */
  readonly body?: 'required' | 'optional' | 'ignored'
  /** A Bearer token beside the request means nothing. Elsewhere it is a client that failed to prove itself. */
  readonly ignoresBearer?: boolean
  /** Cookies that arrive as parameters of these names. Only requests from our own origin may bring them. */
  readonly cookies?: readonly { readonly cookie: string; readonly parameter: string }[]
  /** The cookies that a success sets. */
  readonly setCookies?: (answer: Answer) => readonly AnswerCookie[]
  /** Members of the answer that are not in the body here, because they go another way, and what is left of its schema. */
  readonly without?: { readonly members: readonly string[]; readonly schema: z.ZodType }
  /** What a 401 of this path asks for (RFC 9110 §11.6.1); nothing where clients would take it for the end. */
  readonly challenge?: 'Basic' | 'Bearer' | 'none'
}

/** A cookie that an answer sets. The attributes are the same for all: out of reach of scripts and of other sites. */
export interface AnswerCookie {
  readonly name: string
  readonly value: string
  /** 0 removes it. */
  readonly lifetime: Duration
}

/** What an answer may need to know of where it is given. */
export interface Place extends Pick<Dialect, 'userCode' | 'verification'> {
  /** The public URL below which everything is served, without a slash at the end. */
  readonly baseUrl: string
  /** The RFC 8414 issuer. */
  readonly issuer: string
}

/** One member of an answer: its name on the wire and where its value comes from. `undefined` leaves it out. */
export type Field<K extends AnswerKind> = readonly [
  name: string,
  value: (answer: AnswerOf<K>, place: Place) => JsonValue | undefined,
]

/** How a problem is spelled: its HTTP status, and the dialect's word for it. */
export interface Spelling {
  readonly status: number
  readonly word: string
}

/** A problem with its spelling. */
export interface SpelledProblem extends Problem, Spelling {}

/** Where a person decides, for codes of this dialect. */
export interface VerificationPage {
  readonly path: string
  /** The query parameter of `verification_uri_complete` (RFC 8628 §3.3.1). */
  readonly codeParameter: string
}

/**
 * One system's spelling of the protocol, as a table. Two interpreters, `readCommand` and `writeAnswer`, serve any of
 * them; nothing anywhere asks which one it is.
 */
export interface Dialect {
  /** Codes belong to the dialect that issued them. */
  readonly name: string
  readonly endpoints: readonly Endpoint[]
  readonly verification: VerificationPage
  readonly userCode: UserCodeFormat
  /** How long its codes live at most, unless a client is told otherwise. */
  readonly lifetime?: Duration
  /** The client that everything belongs to, where the dialect names none. It must be registered like any other. */
  readonly anonymousClient?: ClientId
  /** Whether refresh tokens are JWTs that tell when they end. Opaque unless told. */
  readonly refreshTokens?: 'opaque' | 'signed'
  /** Whether its answers tell the organisations of an account, and its approvals choose one. */
  readonly organisations?: boolean
  /** The members of each answer, in the order in which they are written. */
  readonly answers: { readonly [K in AnswerKind]: readonly Field<K>[] }
  /** Total: a problem code without a spelling does not compile. */
  readonly problems: Readonly<Record<ProblemCode, Spelling>>
  /** The body that a problem is told in. */
  readonly envelope: (problem: SpelledProblem) => JsonObject
  /** What goes out, as schemas: for clients' types, for tests, for documents. */
  readonly schemas: { readonly [K in AnswerKind | 'problem']: z.ZodType }
}

/** What the service has to know of a dialect. */
export function termsOf(dialect: Dialect): Terms {
  const { name, userCode, lifetime, refreshTokens, organisations } = dialect
  return {
    dialect: name,
    userCode,
    ...(lifetime !== undefined && { lifetime }),
    ...(refreshTokens && { refreshTokens }),
    ...(organisations !== undefined && { organisations }),
  }
}
