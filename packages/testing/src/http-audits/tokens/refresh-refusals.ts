import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectProblem } from '../bench/expectations.js'
import { byBasic, expectDead, expectLasting, inBody, link, refresh, refreshed, refreshFields } from '../bench/grants.js'
import { expectThat } from '../bench/reply.js'

/** Refresh requests that are refused and leave the valid token unchanged. RFC 6749 §5.2 and §6 */
export const refreshRefusalAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'refresh-never-widens-the-scope',
    section: 'RFC 6749 §6',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A scope that was not granted is an invalid_scope, and the token stays valid.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const granted = `${scopes[0]} ${bench.fixture('refresh').scope}`
      const { refreshToken } = await link(bench, { scope: granted })
      for (const scope of [`${granted} ${scopes[1]}`, scopes[1], 'nobody-knows-this-scope', 'a"b', 'é']) {
        expectProblem(await refresh(bench, refreshToken, { scope }), 400, 'invalid_scope')
      }
      await refreshed(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-never-widens-the-resources',
    section: 'RFC 8707 §2.2',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A resource that was not granted is an invalid_target, and the token stays valid.',
    async check(bench) {
      const [first, second] = bench.fixtures.client.resources
      const { refreshToken } = await link(bench, { resource: first })
      for (const resource of [second, 'https://unknown.example', 'no URI', `${first}#part`]) {
        expectProblem(await refresh(bench, refreshToken, { resource }), 400, 'invalid_target')
      }
      await refreshed(bench, refreshToken, { resource: first })
    },
  }),
  httpAudit({
    id: 'refresh-of-another-client',
    section: 'RFC 6749 §10.4',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A refresh token is not valid for another client, and stays valid for its own.',
    async check(bench) {
      const { confidentialClient, otherClient } = bench.fixtures
      const { refreshToken } = await link(bench)
      expectProblem(await refresh(bench, refreshToken, inBody(confidentialClient)), 400, 'invalid_grant')
      expectProblem(await refresh(bench, refreshToken, { client_id: otherClient.clientId }), 400)
      const next = await refreshed(bench, refreshToken)
      // A token that was used a moment ago is not valid for another client either.
      expectProblem(await refresh(bench, refreshToken, inBody(confidentialClient)), 400, 'invalid_grant')
      await refreshed(bench, next.refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-needs-its-client',
    section: 'RFC 6749 §6',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A confidential client authenticates at every refresh, and otherwise receives invalid_client.',
    async check(bench) {
      const { confidentialClient } = bench.fixtures
      const { clientId } = confidentialClient
      const { refreshToken } = await link(bench, { credentials: inBody(confidentialClient) })
      expectProblem(await refresh(bench, refreshToken, { client_id: clientId }), 401, 'invalid_client')
      const wrong = inBody({ clientId, secret: 'not the secret' })
      expectProblem(await refresh(bench, refreshToken, wrong), 401, 'invalid_client')
      expectProblem(await refresh(bench, refreshToken, { client_id: '' }), [400, 401])
      const proof = byBasic(confidentialClient)
      const next = expectLasting(await refresh(bench, refreshToken, { client_id: clientId }, proof))
      await refreshed(bench, next.refreshToken, inBody(confidentialClient))
    },
  }),
  httpAudit({
    id: 'refresh-client-without-the-grant',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A client that may not refresh receives unauthorized_client.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      const { clientId } = bench.fixtures.clientWithoutGrant
      expectProblem(await refresh(bench, refreshToken, { client_id: clientId }), 400, 'unauthorized_client')
      await refreshed(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-unknown-token',
    section: 'RFC 6749 §10.4',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation:
      'An altered token, a code, an access token and garbage are an invalid_grant, and affect no valid token.',
    async check(bench) {
      const { refreshToken, accessToken, deviceCode, userCode } = await link(bench)
      const other = await link(bench)
      const half = Math.floor(refreshToken.length / 2)
      const altered = [0, 10, half, refreshToken.length - 2].map((place) => {
        const changed = refreshToken[place] === 'A' ? 'B' : 'A'
        return refreshToken.slice(0, place) + changed + refreshToken.slice(place + 1)
      })
      const joined = refreshToken.slice(0, half) + other.refreshToken.slice(half)
      const wrong = [`${refreshToken}A`, ` ${refreshToken}`, `${refreshToken}\u0000`, refreshToken.slice(0, -1), joined]
      const others = [accessToken, deviceCode, userCode, 'nothing', '\u0000', 'x'.repeat(10_000)]
      for (const token of [...altered, ...wrong, ...others]) await expectDead(bench, token)
      // A refresh token is not a device code either.
      expectProblem(await bench.poll(refreshToken), 400, 'invalid_grant')
      await refreshed(bench, refreshToken)
      await refreshed(bench, other.refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-needs-a-token',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A request without a refresh token is an invalid_request.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const fields = { grant_type: 'refresh_token', client_id: clientId, device_code: 'x' }
      expectProblem(await bench.form(paths.token, fields), 400, 'invalid_request')
      expectProblem(await refresh(bench, ''), 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'refresh-takes-each-parameter-once',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A repeated parameter is an invalid_request, and the token is not used up by it.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      const fields = Object.entries(refreshFields(bench, refreshToken))
      for (const again of fields) {
        expectProblem(await bench.form(paths.token, [...fields, again]), 400, 'invalid_request')
      }
      await refreshed(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-takes-json',
    section: 'RFC 6749 §6',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A JSON object of string members means the same as the form; members of other types are refused.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      const fields = refreshFields(bench, refreshToken)
      expectProblem(await bench.json(paths.token, { ...fields, refresh_token: null }), 400, 'invalid_request')
      for (const wrong of [1, true, [refreshToken], { $ne: '' }]) {
        expectProblem(await bench.json(paths.token, { ...fields, refresh_token: wrong }), 400, 'invalid_request')
        expectProblem(await bench.json(paths.token, { ...fields, scope: wrong }), 400, 'invalid_request')
      }
      expectLasting(await bench.json(paths.token, fields))
    },
  }),
  httpAudit({
    id: 'refresh-reads-no-query',
    section: 'RFC 6749 §2.3.1',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A refresh token in the URL is refused, by any method, and not used up.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      const fields = refreshFields(bench, refreshToken)
      const { refresh_token: _token, ...others } = fields
      const inUrl = `${paths.token}?${encodeForm({ refresh_token: refreshToken })}`
      expectProblem(await bench.form(inUrl, others), 400, 'invalid_request')
      const reply = await bench.send('GET', `${paths.token}?${encodeForm(fields)}`)
      expectProblem(reply, 405)
      expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      await refreshed(bench, refreshToken)
    },
  }),
]
