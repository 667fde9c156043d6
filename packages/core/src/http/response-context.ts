import type { HttpRequest } from '../ports/http-request.js'
import type { Clock } from '../ports/runtime.js'
import type { Dialect, ResponseContext } from '../wire/dialect.js'
import { parameterInQuery } from './url-parameters.js'

/** The facts about a grant that its responses depend on. */
export interface GrantFacts extends Pick<ResponseContext, 'issuer' | 'baseUrl'> {
  readonly clock: Clock
}

const credentialHeaders = ['authorization', 'cookie', 'proxy-authorization']

/** Returns the facts that the response to a request may depend on. Without a request, no header and no query is known. */
export function responseContext(
  dialect: Pick<Dialect, 'userCode' | 'verification' | 'names'>,
  { issuer, baseUrl, clock }: GrantFacts,
  request?: HttpRequest,
): ResponseContext {
  const { userCode, verification } = dialect
  let now: number | undefined
  let requestId: string | undefined
  return {
    issuer,
    baseUrl,
    userCode,
    verification,
    get now() {
      now ??= clock.now()
      return now
    },
    get requestId() {
      requestId ??= crypto.randomUUID()
      return requestId
    },
    header: (name) => (credentialHeaders.includes(name) ? undefined : request?.headers[name]),
    query: (name) => parameterInQuery(dialect, request?.query ?? '', name),
  }
}
