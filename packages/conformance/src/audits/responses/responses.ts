import type { ServerAudit } from '../../bench/audit.js'
import type { Bench } from '../../bench/bench.js'
import { malformedForm } from '../../bench/fields.js'
import { errorIn } from '../../bench/refusal.js'
import { readTokens } from '../../bench/token-set.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { isLoopback } from '../../find/addresses.js'
import { type Exchange, headerOf, isJson, isKeptFromCaches, objectIn } from '../../http/exchange.js'

/** What holds for all responses. These audits look at every exchange of the run, so they come last. */
export const responseAudits: readonly ServerAudit[] = [
  {
    id: 'responses-error-status',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'An error has status 400, or 401 for invalid_client.',
    async check(bench) {
      const errors = protocolExchanges(bench).filter((exchange) => knownErrors.includes(errorIn(exchange) ?? ''))
      const bad = errors.find((exchange) => !statusesOf(errorIn(exchange)).includes(exchange.status))
      if (bad !== undefined) expectThat(false, `status ${statusesOf(errorIn(bad)).join(' or ')}`, bad)
    },
  },
  {
    id: 'responses-error-form',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'An error with status 400 is a JSON object with an error code, in application/json.',
    async check(bench) {
      const bad = protocolExchanges(bench).find(
        (exchange) =>
          exchange.status === 400 &&
          // Another program before the server may refuse a body that is no form.
          exchange.request.body !== malformedForm &&
          !(isJson(exchange) && errorIn(exchange) !== undefined),
      )
      if (bad !== undefined) expectThat(false, 'a JSON object with error, in application/json', bad)
    },
  },
  {
    id: 'responses-error-characters',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'The error code and the description have the characters that the section allows.',
    async check(bench) {
      const bad = protocolExchanges(bench).find((exchange) => {
        const { error, error_description: description } = objectIn(exchange) ?? {}
        return [error, description].some((text) => typeof text === 'string' && !errorForm.test(text))
      })
      if (bad !== undefined) expectThat(false, 'printable ASCII without " and \\', bad)
    },
  },
  {
    id: 'responses-server-errors',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'No request to these endpoints, however wrong, leads to an error of the server.',
    async check(bench) {
      const bad = protocolExchanges(bench).find(({ status }) => status >= 500 && status !== 503)
      if (bad !== undefined) expectThat(false, 'a status below 500', bad)
    },
  },
  {
    id: 'responses-challenge',
    section: 'RFC 9110 §15.5.2',
    level: 'MUST',
    obligation: 'A response with status 401 has a challenge in WWW-Authenticate.',
    async check(bench) {
      const bad = bench.exchanges.find((one) => one.status === 401 && headerOf(one, 'WWW-Authenticate') === undefined)
      if (bad !== undefined) expectThat(false, 'WWW-Authenticate', bad)
    },
  },
  {
    id: 'responses-allow',
    section: 'RFC 9110 §15.5.6',
    level: 'MUST',
    obligation: 'A response with status 405 says in Allow which methods there are.',
    async check(bench) {
      const bad = bench.exchanges.find((one) => one.status === 405 && headerOf(one, 'Allow') === undefined)
      if (bad !== undefined) expectThat(false, 'Allow', bad)
    },
  },
  {
    id: 'responses-no-store',
    section: 'RFC 6749 §5.1',
    level: 'MUST',
    obligation: 'No cache may store a response with tokens.',
    needs: ['decisions'],
    async check(bench) {
      const bad = tokenResponses(bench).find((exchange) => !isKeptFromCaches(exchange))
      if (bad !== undefined) expectThat(false, 'Cache-Control: no-store', bad)
    },
  },
  {
    id: 'responses-pragma',
    section: 'RFC 6749 §5.1',
    level: 'SHOULD',
    obligation: 'A response with tokens has Pragma: no-cache for old caches.',
    needs: ['decisions'],
    note: 'The section says MUST. RFC 9111 §5.4 has made the header obsolete since, so a server without it harms no one today.',
    async check(bench) {
      const bad = tokenResponses(bench).find((exchange) => !/no-cache/i.test(headerOf(exchange, 'Pragma') ?? ''))
      if (bad !== undefined) expectThat(false, 'Pragma: no-cache', bad)
    },
  },
  {
    id: 'responses-nonce',
    section: 'RFC 9449 §8',
    level: 'MUST',
    obligation: 'The error use_dpop_nonce comes with a nonce in DPoP-Nonce.',
    async check(bench) {
      const asking = bench.exchanges.filter((exchange) => errorIn(exchange) === 'use_dpop_nonce')
      if (asking.length === 0) throw new NotConcerned('the server asks for no nonce')
      const bad = asking.find((exchange) => headerOf(exchange, 'DPoP-Nonce') === undefined)
      if (bad !== undefined) expectThat(false, 'DPoP-Nonce', bad)
    },
  },
  {
    id: 'responses-tls',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    obligation: 'All endpoints are https addresses.',
    async check({ server }) {
      const urls = Object.values(server.endpoints).map((address) => new URL(address))
      if (urls.every(isLoopback)) throw new NotConcerned('the server is on this machine')
      const bad = urls.filter((url) => url.protocol !== 'https:' && !isLoopback(url))
      expectThat(bad.length === 0, `https, and not ${bad.join(', ')}`)
    },
  },
]

const knownErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'authorization_pending',
  'slow_down',
  'access_denied',
  'expired_token',
  'invalid_dpop_proof',
]

/** RFC 6749 §5.2: 400, unless another one is specified. RFC 9110 §15.5 has more for requests that no endpoint can read. */
function statusesOf(error: string | undefined): readonly number[] {
  if (error === 'invalid_client') return [400, 401]
  return error === 'invalid_request' ? [400, 405, 413, 415] : [400]
}

/** RFC 6749 §5.2 */
const errorForm = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/

/** The exchanges that RFC 6749 §5.2 is about. */
function protocolExchanges({ exchanges, server }: Bench): readonly Exchange[] {
  const { deviceAuthorization, token, revocation } = server.endpoints
  return exchanges.filter(
    ({ request }) => request.method === 'POST' && [deviceAuthorization, token, revocation].includes(request.url),
  )
}

function tokenResponses(bench: Bench): readonly Exchange[] {
  return protocolExchanges(bench).filter((exchange) => readTokens(exchange) !== undefined)
}
