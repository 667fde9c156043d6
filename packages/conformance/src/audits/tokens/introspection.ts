import type { ServerAudit } from '../../bench/audit.js'
import type { Bench } from '../../bench/bench.js'
import { expectRefusal } from '../../bench/refusal.js'
import { expectThat, NotConcerned } from '../../bench/verdicts.js'
import { type Exchange, isJson, objectIn } from '../../http/exchange.js'

/** What a resource server learns of a token. RFC 7662 §2 */
export const introspectionAudits: readonly ServerAudit[] = [
  {
    id: 'introspect-without-client',
    section: 'RFC 7662 §2.1',
    level: 'MUST',
    obligation: 'A request without any credentials learns nothing of a valid token.',
    needs: ['introspection', 'decisions'],
    async check(bench) {
      const { accessToken } = await bench.signInOnce()
      const exchange = await bench.post('introspection', [['token', accessToken]], { client: null })
      // RFC 7662 §2.2: to a caller that may not know of a token, the server may also say that it is not active.
      const isInactive = objectIn(exchange)?.['active'] === false
      if (!isInactive) expectRefusal(exchange)
    },
  },
  {
    id: 'introspect-active',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    obligation: 'The response for a valid access token has active, and its times are whole numbers.',
    needs: ['introspection', 'decisions'],
    async check(bench) {
      const exchange = await introspectOwnToken(bench)
      expectThat(exchange.status === 200 && isJson(exchange), 'status 200 and application/json', exchange)
      const body = objectIn(exchange) ?? {}
      for (const name of ['exp', 'iat', 'nbf']) {
        const value = body[name]
        expectThat(value === undefined || Number.isInteger(value), `${name} as a whole number`, exchange)
      }
      for (const name of ['scope', 'client_id', 'username', 'token_type', 'sub', 'iss', 'jti']) {
        const value = body[name]
        expectThat(value === undefined || typeof value === 'string', `${name} as a string`, exchange)
      }
    },
  },
  {
    id: 'introspect-unknown-token',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    obligation: 'A token that the server never gave is not active.',
    needs: ['introspection'],
    async check(bench) {
      const exchange = await introspectUnknownToken(bench)
      expectThat(objectIn(exchange)?.['active'] === false, 'active: false', exchange)
    },
  },
  {
    id: 'introspect-says-no-more',
    section: 'RFC 7662 §2.2',
    level: 'SHOULD',
    obligation: 'The response for a token that is not active has no other member.',
    needs: ['introspection'],
    async check(bench) {
      const exchange = await introspectUnknownToken(bench)
      const more = Object.keys(objectIn(exchange) ?? {}).filter((name) => name !== 'active')
      expectThat(more.length === 0, `no ${more.join(', no ')}`, exchange)
    },
  },
  {
    id: 'introspect-missing-token',
    section: 'RFC 7662 §2.1',
    level: 'MUST',
    obligation: 'A request without a token gets an error.',
    needs: ['introspection'],
    async check(bench) {
      await introspectUnknownToken(bench)
      expectRefusal(await bench.post('introspection', []))
    },
  },
  {
    id: 'introspect-revoked-token',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    obligation: 'A revoked token is not active.',
    needs: ['introspection', 'revocation', 'decisions'],
    async check(bench) {
      const { accessToken } = await bench.signIn()
      const before = await bench.post('introspection', [['token', accessToken]])
      if (objectIn(before)?.['active'] !== true)
        throw new NotConcerned('this client cannot introspect its access token')
      const revoked = await bench.post('revocation', [['token', accessToken]])
      if (revoked.status !== 200) throw new NotConcerned('the server does not revoke access tokens')
      const after = await bench.post('introspection', [['token', accessToken]])
      expectThat(objectIn(after)?.['active'] === false, 'active: false', revoked, after)
    },
  },
]

async function introspectOwnToken(bench: Bench): Promise<Exchange> {
  const { accessToken } = await bench.signInOnce()
  const exchange = await bench.post('introspection', [['token', accessToken]])
  // RFC 7662 §2.2: for a client that may not know of a token, the token is not active.
  if (objectIn(exchange)?.['active'] !== true) throw new NotConcerned('this client cannot introspect its access token')
  return exchange
}

async function introspectUnknownToken(bench: Bench): Promise<Exchange> {
  const exchange = await bench.post('introspection', [['token', 'devicegrant-audit-unknown-token-000000']])
  if (exchange.status === 401 || exchange.status === 403) throw new NotConcerned('this client may not introspect')
  return exchange
}
