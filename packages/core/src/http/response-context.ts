import type { Instant } from '../machine/time.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { Clock } from '../ports/runtime.js'
import type { Dialect, ResponseContext } from '../wire/dialect.js'
import { parameterInQuery } from './url-parameters.js'

/** The facts about a grant that its responses depend on. */
export interface GrantFacts extends Pick<ResponseContext, 'issuer' | 'baseUrl'> {
  readonly clock: Clock
}

type ContextDialect = Pick<Dialect, 'userCode' | 'verification' | 'names'>

const credentialHeaders = ['authorization', 'cookie', 'proxy-authorization']

/** Returns the facts that the response to a request may depend on. Without a request, no header and no query is known. */
export function responseContext(dialect: ContextDialect, facts: GrantFacts, request?: HttpRequest): ResponseContext {
  return new RequestContext(dialect, facts, request)
}

// A class, because V8 makes a hidden class for each literal with getters.
class RequestContext implements ResponseContext {
  readonly issuer: string
  readonly baseUrl: string
  readonly userCode: ResponseContext['userCode']
  readonly verification: ResponseContext['verification']
  readonly header: ResponseContext['header']
  readonly query: ResponseContext['query']
  readonly #clock: Clock
  #now: Instant | undefined
  #requestId: string | undefined

  constructor(dialect: ContextDialect, { issuer, baseUrl, clock }: GrantFacts, request: HttpRequest | undefined) {
    this.issuer = issuer
    this.baseUrl = baseUrl
    this.userCode = dialect.userCode
    this.verification = dialect.verification
    this.#clock = clock
    const header: ResponseContext['header'] = (name) =>
      credentialHeaders.includes(name) ? undefined : request?.headers[name]
    const query: ResponseContext['query'] = (name) => parameterInQuery(dialect, request?.query ?? '', name)
    // Members, so that a host may take them out of the context. A function that is assigned at once would be made in old memory
    // (docs/decisions/0082).
    this.header = header
    this.query = query
  }

  get now(): Instant {
    this.#now ??= this.#clock.now()
    return this.#now
  }

  get requestId(): string {
    this.#requestId ??= crypto.randomUUID()
    return this.#requestId
  }
}
