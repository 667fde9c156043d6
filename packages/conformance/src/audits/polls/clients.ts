import type { ServerAudit } from '../../bench/audit.js'
import { basicHeader, methodOf } from '../../bench/client.js'
import { errorIn, expectError, expectUninformed } from '../../bench/refusal.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { unknownClient, withoutSecret, withWrongSecret } from '../../bench/wrong-clients.js'
import { headerOf } from '../../http/exchange.js'

/** How clients authenticate at the token endpoint. RFC 6749 §2.3 and §5.2 */
export const clientAudits: readonly ServerAudit[] = [
  {
    id: 'client-unknown',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A client that the server does not know gets invalid_client.',
    async check(bench) {
      expectError(await bench.poll(await bench.start(), { client: unknownClient }), 'invalid_client')
    },
  },
  {
    id: 'client-missing',
    section: 'RFC 8628 §3.4',
    level: 'MUST',
    obligation: 'A poll that names no client gets an error.',
    async check(bench) {
      expectUninformed(await bench.poll(await bench.start(), { client: null }))
    },
  },
  {
    id: 'client-without-secret',
    section: 'RFC 6749 §3.2.1',
    level: 'MUST',
    obligation: 'A client that has a secret gets invalid_client if it does not send it.',
    needs: ['confidentialClient'],
    async check(bench) {
      const client = withoutSecret(bench.client)
      expectError(await bench.poll(await bench.start(), { client }), 'invalid_client')
    },
  },
  {
    id: 'client-wrong-secret',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A client that sends a wrong secret gets invalid_client.',
    needs: ['confidentialClient'],
    async check(bench) {
      const client = withWrongSecret(bench.client)
      expectError(await bench.poll(await bench.start(), { client }), 'invalid_client')
    },
  },
  {
    id: 'client-empty-secret',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    obligation: 'An empty secret is a wrong one, and gets invalid_client.',
    needs: ['confidentialClient'],
    async check(bench) {
      const client = { clientId: bench.client.clientId, clientSecret: '', method: 'client_secret_post' } as const
      expectError(await bench.poll(await bench.start(), { client }), 'invalid_client')
    },
  },
  {
    id: 'client-basic-challenge',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A wrong secret in the header Authorization gets status 401 and a challenge for Basic.',
    needs: ['confidentialClient'],
    async check(bench) {
      const client = { ...withWrongSecret(bench.client), method: 'client_secret_basic' } as const
      const exchange = await bench.poll(await bench.start(), { client })
      const challenge = headerOf(exchange, 'WWW-Authenticate') ?? ''
      expectThat(exchange.status === 401, 'status 401', exchange)
      expectThat(/\bBasic\b/i.test(challenge), 'a challenge for Basic in WWW-Authenticate', exchange)
    },
  },
  {
    id: 'client-basic',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    obligation: 'A client that has a secret can send it in the header Authorization.',
    needs: ['confidentialClient'],
    async check(bench) {
      if (methodOf(bench.client) === 'client_secret_post')
        throw new NotConcerned('the run says that this client does not')
      const exchange = await bench.poll(await bench.start())
      expectThat(errorIn(exchange) !== 'invalid_client', 'another response than invalid_client', exchange)
    },
  },
  {
    id: 'client-two-methods',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    obligation: 'A request with the secret in the header and in the body gets invalid_request.',
    needs: ['confidentialClient'],
    async check(bench) {
      const { clientId, clientSecret = '' } = bench.client
      const exchange = await bench.poll(await bench.start(), {
        client: { clientId, clientSecret, method: 'client_secret_post' },
        headers: [basicHeader(clientId, clientSecret, bench.secrets)],
      })
      expectError(exchange, 'invalid_request')
    },
  },
]
