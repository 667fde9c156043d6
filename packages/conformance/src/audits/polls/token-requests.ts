import type { ServerAudit } from '../../bench/audit.js'
import { credentialsOf, methodOf } from '../../bench/client.js'
import { deviceGrant } from '../../bench/device-grant.js'
import { malformedForm } from '../../bench/fields.js'
import { expectError, expectRefusal, isPending } from '../../bench/refusal.js'
import { readTokens } from '../../bench/token-set.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'

/** What the token endpoint does with wrong requests. RFC 6749 §5.2 */
export const tokenRequestAudits: readonly ServerAudit[] = [
  {
    id: 'token-form',
    section: 'RFC 8628 §3.4',
    level: 'MUST',
    obligation: 'The token endpoint reads its parameters from a form in the body.',
    async check(bench) {
      const exchange = await bench.postForm('token', bench.pollFields(await bench.start()))
      expectThat(exchange.status !== 415, 'another status than 415', exchange)
    },
  },
  {
    id: 'token-missing-grant-type',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A request without grant_type gets invalid_request.',
    async check(bench) {
      expectError(await bench.post('token', [['device_code', 'devicegrant-audit']]), 'invalid_request')
    },
  },
  {
    id: 'token-unknown-grant-type',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A grant type that the server does not have gets unsupported_grant_type.',
    async check(bench) {
      const exchange = await bench.post('token', [['grant_type', 'urn:devicegrant:audit:unknown']])
      expectError(exchange, 'unsupported_grant_type')
    },
  },
  {
    id: 'token-missing-code',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A poll without device_code gets invalid_request.',
    async check(bench) {
      expectError(await bench.post('token', [['grant_type', deviceGrant]]), 'invalid_request')
    },
  },
  {
    id: 'token-empty-code',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    obligation: 'A device_code without a value counts as none, and gets invalid_request.',
    async check(bench) {
      expectError(await bench.post('token', bench.pollFields({ deviceCode: '' })), 'invalid_request')
    },
  },
  {
    id: 'token-repeated-parameter',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A request that has one parameter twice gets invalid_request.',
    async check(bench) {
      const authorization = await bench.start()
      const fields = bench.pollFields(authorization)
      const twice = [...fields, ['device_code', authorization.deviceCode] as const]
      expectError(await bench.post('token', twice), 'invalid_request')
    },
  },
  {
    id: 'token-unknown-parameter',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    obligation: 'A parameter that the server does not know has no effect.',
    async check(bench) {
      const fields = bench.pollFields(await bench.start())
      const exchange = await bench.post('token', [...fields, ['devicegrant_audit', 'unknown']])
      expectThat(isPending(exchange), 'authorization_pending, as without the parameter', exchange)
    },
  },
  {
    id: 'token-get',
    section: 'RFC 6749 §3.2',
    level: 'SHOULD',
    obligation: 'A poll by GET learns nothing of the authorization: clients send token requests by POST.',
    async check(bench) {
      const url = new URL(bench.server.endpoints.token)
      const fields = bench.pollFields(await bench.start())
      for (const [name, value] of [['client_id', bench.client.clientId] as const, ...fields]) {
        url.searchParams.append(name, value)
      }
      if (methodOf(bench.client) === 'client_secret_post') throw new NotConcerned('no secret belongs in an address')
      const { headers } = credentialsOf(bench.client, bench.secrets)
      const exchange = await bench.send('GET', url.href, [['Accept', 'application/json'], ...headers])
      const isServed = readTokens(exchange) !== undefined || isPending(exchange)
      expectThat(!isServed, 'neither tokens nor authorization_pending', exchange)
    },
  },
  {
    id: 'token-malformed-request',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A body that is no form gets an error of the client, and not one of the server.',
    async check(bench) {
      const headers = [
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Accept', 'application/json'],
      ] as const
      const exchange = await bench.send('POST', bench.server.endpoints.token, headers, malformedForm)
      expectRefusal(exchange)
    },
  },
  {
    id: 'token-strange-code',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A device code of strange characters or of great length gets an error of the client.',
    async check(bench) {
      for (const code of ['a\u0000b', '\ud83d\ude00', "' OR '1'='1", 'x'.repeat(4000)]) {
        expectRefusal(await bench.post('token', bench.pollFields({ deviceCode: code })))
      }
    },
  },
]
