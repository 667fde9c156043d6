import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectClientChallenge, expectProblem } from '../bench/expectations.js'
import { byBasic, inBody, link, refreshed, revoke } from '../bench/grants.js'
import { expectThat } from '../bench/reply.js'

/** Revocation requests that revoke nothing, RFC 7009 §2.1. */
export const revokeRefusalAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'revoke-needs-a-token',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A request without a token is an invalid_request.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      expectProblem(await bench.form(paths.revoke, { client_id: clientId }), 400, 'invalid_request')
      expectProblem(await bench.form(paths.revoke, { client_id: clientId, token: '' }), 400, 'invalid_request')
      expectProblem(await bench.json(paths.revoke, { client_id: clientId }), 400, 'invalid_request')
      expectProblem(await bench.send('POST', paths.revoke), [400, 401])
    },
  }),
  httpAudit({
    id: 'revoke-needs-its-client',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A client that does not authenticate revokes nothing and receives invalid_client with a challenge.',
    async check(bench) {
      const { confidentialClient, disabledClient } = bench.fixtures
      const { clientId } = confidentialClient
      const credentials = inBody(confidentialClient)
      const { refreshToken } = await link(bench, { credentials })
      expectClientChallenge(await revoke(bench, refreshToken, { client_id: clientId }))
      expectClientChallenge(await revoke(bench, refreshToken, inBody({ clientId, secret: 'not the secret' })))
      const wrong = byBasic({ clientId, secret: 'not the secret' })
      expectClientChallenge(await revoke(bench, refreshToken, { client_id: '' }, wrong))
      expectClientChallenge(await revoke(bench, refreshToken, { client_id: disabledClient.clientId }))
      expectClientChallenge(await revoke(bench, refreshToken, { client_id: 'nobody-knows-this-client' }))
      expectProblem(await revoke(bench, refreshToken, { client_id: '' }), [400, 401])
      await refreshed(bench, refreshToken, credentials)
    },
  }),
  httpAudit({
    id: 'revoke-of-another-client',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'No client can revoke a token of another client, neither an access token nor a refresh token.',
    async check(bench) {
      const { confidentialClient, otherClient, clientWithoutGrant } = bench.fixtures
      const { accessToken, refreshToken } = await link(bench)
      const strangers = [
        inBody(confidentialClient),
        { client_id: otherClient.clientId },
        { client_id: clientWithoutGrant.clientId },
      ]
      for (const stranger of strangers) {
        for (const token of [refreshToken, accessToken]) {
          const reply = await revoke(bench, token, stranger)
          // RFC 7009 §2.1 requires a refusal; some servers respond with success instead.
          if (reply.status !== 200) expectProblem(reply, 400)
        }
      }
      await refreshed(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'revoke-takes-each-parameter-once',
    section: 'RFC 7009 §2.2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A repeated parameter is an invalid_request, and neither of the tokens is revoked.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const [one, other] = [await link(bench), await link(bench)]
      const fields = [
        ['client_id', clientId],
        ['token', one.refreshToken],
      ] as const
      for (const again of [...fields, ['token', other.refreshToken] as const]) {
        expectProblem(await bench.form(paths.revoke, [...fields, again]), 400, 'invalid_request')
      }
      for (const { refreshToken } of [one, other]) await refreshed(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'revoke-reads-no-query',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'Only a POST revokes, and only a token in its body: a token in the URL is refused.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const { refreshToken } = await link(bench)
      const query = `?${encodeForm({ client_id: clientId, token: refreshToken })}`
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const reply = await bench.send(method, paths.revoke + query)
        expectProblem(reply, 405)
        expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      }
      expectProblem(await bench.form(paths.revoke + query, { client_id: clientId }), 400, 'invalid_request')
      expectProblem(await bench.form(paths.revoke + query, {}), 400, 'invalid_request')
      await refreshed(bench, refreshToken)
    },
  }),
]
