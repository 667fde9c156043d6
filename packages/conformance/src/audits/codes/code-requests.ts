import type { ServerAudit } from '../../bench/audit.js'
import { methodOf } from '../../bench/client.js'
import type { Fields } from '../../bench/fields.js'
import { errorIn, expectError, expectRefusal } from '../../bench/refusal.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { unknownClient, withoutSecret, withWrongSecret } from '../../bench/wrong-clients.js'
import { objectIn } from '../../http/exchange.js'

/** What the device authorization endpoint does with its parameters. RFC 8628 §3.1 */
export const codeRequestAudits: readonly ServerAudit[] = [
  {
    id: 'codes-unknown-client',
    section: 'RFC 8628 §3.2',
    level: 'MUST',
    obligation: 'A client that the server does not know gets invalid_client.',
    async check(bench) {
      expectError(await bench.requestCodes([], { client: unknownClient }), 'invalid_client')
    },
  },
  {
    id: 'codes-missing-client',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    obligation: 'A request that names no client gets an error.',
    async check(bench) {
      expectRefusal(await bench.requestCodes([], { client: null }))
    },
  },
  {
    id: 'codes-without-secret',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    obligation: 'A client that has a secret gets invalid_client if it does not send it.',
    needs: ['confidentialClient'],
    async check(bench) {
      expectError(await bench.requestCodes([], { client: withoutSecret(bench.client) }), 'invalid_client')
    },
  },
  {
    id: 'codes-wrong-secret',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    obligation: 'A client that sends a wrong secret gets invalid_client.',
    needs: ['confidentialClient'],
    async check(bench) {
      expectError(await bench.requestCodes([], { client: withWrongSecret(bench.client) }), 'invalid_client')
    },
  },
  {
    id: 'codes-repeated-parameter',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    obligation: 'A request that has one parameter twice gets invalid_request.',
    note: 'The section forbids to send a parameter twice. RFC 6749 §5.2 has invalid_request for a request that does.',
    async check(bench) {
      const { scope } = bench
      if (scope === undefined) throw new NotConcerned('the run has no scope that it could send twice')
      expectError(await bench.requestCodes([['scope', scope]]), 'invalid_request')
    },
  },
  {
    id: 'codes-empty-parameter',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    obligation: 'A parameter without a value has the same effect as none.',
    async check(bench) {
      // Some servers refuse a body without any parameter, which is another matter.
      const more: Fields =
        methodOf(bench.client) === 'client_secret_basic' ? [['client_id', bench.client.clientId]] : []
      const none = await bench.post('deviceAuthorization', more)
      const empty = await bench.post('deviceAuthorization', [...more, ['scope', '']])
      const isSame = none.status === empty.status && errorIn(none) === errorIn(empty)
      expectThat(isSame, 'the same response with scope= as without a scope', none, empty)
    },
  },
  {
    id: 'codes-unknown-parameter',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    obligation: 'A parameter that the server does not know has no effect.',
    async check(bench) {
      const exchange = await bench.requestCodes([['devicegrant_audit', 'unknown']])
      expectThat(objectIn(exchange)?.['device_code'] !== undefined, 'codes, as without the parameter', exchange)
    },
  },
  {
    id: 'codes-unknown-scope',
    section: 'RFC 6749 §3.3',
    level: 'MUST',
    obligation: 'A scope that the server does not know is left out, or the request gets invalid_scope.',
    async check(bench) {
      const exchange = await bench.post('deviceAuthorization', [['scope', 'devicegrant-audit-unknown-scope']])
      const hasCodes = objectIn(exchange)?.['device_code'] !== undefined
      expectThat(hasCodes || errorIn(exchange) === 'invalid_scope', 'codes, or the error invalid_scope', exchange)
    },
  },
  {
    id: 'codes-get',
    section: 'RFC 8628 §3.1',
    level: 'SHOULD',
    obligation: 'A GET request gets no codes.',
    note: 'The section defines the request as a POST. Addresses get into logs, and a page of another site can cause a GET.',
    async check(bench) {
      const url = new URL(bench.server.endpoints.deviceAuthorization)
      url.searchParams.set('client_id', bench.client.clientId)
      const exchange = await bench.send('GET', url.href)
      expectThat(objectIn(exchange)?.['device_code'] === undefined, 'no codes', exchange)
    },
  },
]
