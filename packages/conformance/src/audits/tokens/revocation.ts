import type { ServerAudit } from '../../bench/audit.js'
import type { Bench } from '../../bench/bench.js'
import type { Fields } from '../../bench/fields.js'
import { errorIn, expectError, expectNoTokens } from '../../bench/refusal.js'
import { readTokens } from '../../bench/token-set.js'
import { expectThat, NotConcerned, Unclear } from '../../bench/verdicts.js'
import { unknownClient, withoutSecret } from '../../bench/wrong-clients.js'
import { type Exchange, objectIn } from '../../http/exchange.js'

/** The revocation of tokens. RFC 7009 §2 */
export const revocationAudits: readonly ServerAudit[] = [
  {
    id: 'revoke-unknown-token',
    section: 'RFC 7009 §2.2',
    level: 'MUST',
    obligation: 'A token that the server never gave gets status 200.',
    needs: ['revocation'],
    async check(bench) {
      const exchange = await revoke(bench, [['token', 'devicegrant-audit-unknown-token-000000']])
      expectThat(exchange.status === 200, 'status 200', exchange)
    },
  },
  {
    id: 'revoke-missing-token',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    obligation: 'A request without a token gets invalid_request.',
    needs: ['revocation'],
    async check(bench) {
      expectError(await revoke(bench, []), 'invalid_request')
    },
  },
  {
    id: 'revoke-unknown-client',
    section: 'RFC 7009 §2.1',
    level: 'SHOULD',
    obligation: 'A client that the server does not know gets invalid_client.',
    needs: ['revocation'],
    note: 'The section requires credentials of clients that have some. Without the check, a stranger can at least send load.',
    async check(bench) {
      const token = [['token', 'devicegrant-audit-unknown-token-000000']] as const
      expectError(await bench.post('revocation', token, { client: unknownClient }), 'invalid_client')
    },
  },
  {
    id: 'revoke-without-secret',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    obligation: 'A client that has a secret gets invalid_client if it does not send it.',
    needs: ['revocation', 'confidentialClient'],
    async check(bench) {
      const token = [['token', 'devicegrant-audit-unknown-token-000000']] as const
      expectError(await bench.post('revocation', token, { client: withoutSecret(bench.client) }), 'invalid_client')
    },
  },
  {
    id: 'revoke-refresh-token',
    section: 'RFC 7009 §2',
    level: 'MUST',
    obligation: 'A client can revoke its refresh token, which gets no tokens any more.',
    needs: ['revocation', 'decisions'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      await expectRevoked(bench, refreshToken, 'refresh_token')
    },
  },
  {
    id: 'revoke-wrong-hint',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    obligation: 'A refresh token is revoked also if the hint says that it is an access token.',
    needs: ['revocation', 'decisions'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      await revoke(bench, [['token', 'devicegrant-audit-unknown-token-000000']])
      await expectRevoked(bench, refreshToken, 'access_token')
    },
  },
  {
    id: 'revoke-again',
    section: 'RFC 7009 §2.2',
    level: 'MUST',
    obligation: 'A token that is revoked already gets status 200.',
    needs: ['revocation', 'decisions'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      const first = await revoke(bench, [['token', refreshToken]])
      const again = await bench.post('revocation', [['token', refreshToken]])
      expectThat(again.status === 200, 'status 200', first, again)
    },
  },
  {
    id: 'revoke-foreign-client',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    obligation: 'Another client cannot revoke a token: its own client can use it as before.',
    needs: ['revocation', 'decisions', 'otherClient'],
    async check(bench) {
      const { refreshToken } = await bench.signInWithRefreshToken()
      const token = [['token', refreshToken]] as const
      const foreign = await bench.post('revocation', token, { client: bench.otherClient })
      const own = await bench.refresh(refreshToken)
      expectThat(readTokens(own) !== undefined, 'tokens for the own client', foreign, own)
    },
  },
  {
    id: 'revoke-access-token',
    section: 'RFC 7009 §2.1',
    level: 'SHOULD',
    obligation: 'After the revocation of a refresh token, the access tokens of its grant are not active any more.',
    needs: ['revocation', 'introspection', 'decisions'],
    note: 'A server whose resource servers check access tokens by themselves cannot take them back.',
    async check(bench) {
      const { refreshToken, accessToken } = await bench.signInWithRefreshToken()
      const before = await bench.post('introspection', [['token', accessToken]])
      if (objectIn(before)?.['active'] !== true)
        throw new NotConcerned('this client cannot introspect its access token')
      const revoked = await revoke(bench, [['token', refreshToken]])
      const after = await bench.post('introspection', [['token', accessToken]])
      expectThat(objectIn(after)?.['active'] === false, 'an access token that is not active', revoked, after)
    },
  },
]

/** Sends a request of the own client, which has to be one that may revoke. `revoke-refresh-token` names a server that refuses it. */
async function revoke(bench: Bench, fields: Fields): Promise<Exchange> {
  const exchange = await bench.post('revocation', fields)
  if (exchange.status === 401 || exchange.status === 403) {
    throw new Unclear('the server does not let this client revoke', [exchange])
  }
  return exchange
}

async function expectRevoked(bench: Bench, refreshToken: string, hint: string): Promise<void> {
  const revoked = await bench.post('revocation', [
    ['token', refreshToken],
    ['token_type_hint', hint],
  ])
  if (errorIn(revoked) === 'unsupported_token_type') throw new Unclear('refresh tokens cannot be revoked', [revoked])
  expectThat(revoked.status === 200, 'status 200', revoked)
  expectNoTokens(await bench.refresh(refreshToken), revoked)
}
