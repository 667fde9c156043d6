import type * as z from 'zod'
import type { Duration } from '../machine/time.js'
import type { CommandOf, Operation } from '../protocol/command.js'
import type { Success } from '../protocol/outcome.js'
import type { ProblemCode } from '../protocol/problem.js'

/** The media type of a request body. */
export type MediaType = 'application/x-www-form-urlencoded' | 'application/json'

/** The members of a command that come from the request's parameters, without the client's credentials and its proof. */
export type RequestedParameters<O extends Operation> = Omit<CommandOf<O>, 'operation' | 'client' | 'key'>

/** How the parameters of one operation are read. */
export type RequestSpec = { readonly [O in Operation]: OperationSpec<O> }[Operation]

/** A {@link RequestSpec} of this operation. */
export interface OperationSpec<O extends Operation> extends ParameterSpec<RequestedParameters<O>> {
  readonly operation: O
}

/** How parameters are read. */
export interface ParameterSpec<Read extends object> {
  /** Turns the sent parameters into those of the command, and finds what is wrong with them. */
  readonly parameters: z.ZodType<Read>
  /**
   * Reads the most common request without the schema, for an operation that must be fast. Returns what the schema would
   * return, or `undefined` for any other request: the schema reads it then. `sent` has no empty values.
   *
   * @defaultValue the schema reads every request
   */
  readonly fast?: (sent: Readonly<Record<string, unknown>>) => Read | undefined
  /**
   * The parameters in which an empty text is a value. The schema must accept it.
   *
   * @defaultValue none: an empty parameter counts as omitted (RFC 8628 §3.1)
   */
  readonly keepsEmpty?: readonly string[]
}

/** One path that a dialect serves. */
export interface Endpoint {
  /**
   * A GET has no body: its parameters come from the path and from `query`. It changes state, so a HEAD of the path is
   * refused, and no cache stores the response.
   */
  readonly method: 'GET' | 'POST'
  /**
   * Begins with a slash. A segment `{name}` takes any text without a slash, and is read as the parameter of that name:
   * `/pins/{id}`. A path without such a segment has priority.
   */
  readonly path: string
  /** The media types of request bodies. Empty for a GET. */
  readonly media: readonly MediaType[]
  /**
   * The query parameters that are read, by their names on the wire. All others are ignored. A secret in a URL is refused,
   * unless it is named here.
   *
   * @defaultValue none
   */
  readonly query?: readonly string[]
  /** The operation of a request to this path: always the same one, or the one that its `grant_type` names. */
  readonly reads: RequestSpec | { readonly byGrantType: Readonly<Record<string, RequestSpec>> }
  /**
   * Another operation of the same path, for requests that have this parameter. Needs `reads` with an operation.
   *
   * @defaultValue none
   */
  readonly orWith?: { readonly parameter: string; readonly reads: RequestSpec }
  /** The name of the endpoint in RFC 8414 metadata, if it has one. */
  readonly metadataName?: string
  /**
   * `required`: an empty body is a fault of its own. `optional`: an empty body means no parameters. `ignored`: the
   * content of the body has no meaning.
   *
   * @defaultValue an empty body is decoded as its Content-Type says
   */
  readonly body?: 'required' | 'optional' | 'ignored'
  /** `true`: a Bearer token in the request is ignored. @defaultValue `false`: it is a failed client authentication */
  readonly ignoresBearer?: boolean
  /** Cookies that are read as parameters of these names. Only requests from the grant's own origin may use them. */
  readonly cookies?: readonly { readonly cookie: string; readonly parameter: string }[]
  /** The cookies that a successful response sets. */
  readonly setCookies?: (response: Success) => readonly ResponseCookie[]
  /** Members that the body leaves out because they are sent in another way. @defaultValue none */
  readonly without?: readonly string[]
  /**
   * The schema of its successful response, if it has other members than those of other paths.
   *
   * @defaultValue the schema of the dialect for this kind of response
   */
  readonly response?: z.ZodType
  /** The status of its successful response. @defaultValue 200 */
  readonly status?: number
  /** The problems that this path spells in another way than `problems` of the dialect. @defaultValue none */
  readonly problems?: Readonly<Partial<Record<ProblemCode, ErrorSpelling>>>
  /**
   * The scheme of the challenge in a 401 of this path (RFC 9110 §11.6.1). `none` is for paths whose clients stop when
   * they see a challenge.
   *
   * @defaultValue `Basic` for a failed client authentication, otherwise `none`
   */
  readonly challenge?: 'Basic' | 'Bearer' | 'none'
}

/** A cookie that a response sets. It is always `HttpOnly` and `SameSite=Lax`, and `Secure` over https. */
export interface ResponseCookie {
  readonly name: string
  readonly value: string
  /** In milliseconds. 0 removes the cookie. */
  readonly lifetime: Duration
}

/** How a dialect spells a problem: the HTTP status and the error code. */
export interface ErrorSpelling {
  readonly status: number
  /** Empty: the status says everything, and the response has no body. */
  readonly word: string
}
