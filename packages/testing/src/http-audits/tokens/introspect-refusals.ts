import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectClientChallenge, expectProblem, expectSame, expectTokens } from '../bench/expectations.js'
import { byBasic, expectActive, expectInactive, inBody, introspect, link } from '../bench/grants.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** Which client may introspect which token, and how. RFC 7662 §2.1 and §2.3 */
export const introspectRefusalAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'introspect-needs-a-client',
    section: 'RFC 7662 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient'],
    obligation:
      'No credentials, a wrong secret, or a client without a secret: 401 with a challenge, for any token alike.',
    async check(bench) {
      const { client, disabledClient } = bench.fixtures
      const { clientId } = bench.fixture('introspectingClient')
      const token = await anyToken(bench)
      const wrong = { clientId, secret: 'not the secret' }
      const callers = [
        {},
        { client_id: clientId },
        inBody(wrong),
        { client_id: client.clientId },
        { client_id: disabledClient.clientId },
        { client_id: 'nobody-knows-this-client' },
      ]
      for (const caller of callers) {
        const reply = await bench.form(paths.introspect, { token, ...caller })
        expectClientChallenge(reply)
        expectSame(reply, await bench.form(paths.introspect, { token: 'nothing', ...caller }))
      }
      expectClientChallenge(await bench.form(paths.introspect, { token }, byBasic(wrong)))
      expectClientChallenge(await bench.form(paths.introspect, { token }, byBasic({ ...client, secret: '' })))
      expectClientChallenge(await bench.form(paths.introspect, { token }, [['Authorization', `Bearer ${token}`]]))
    },
  }),
  httpAudit({
    id: 'introspect-needs-the-right',
    section: 'RFC 7662 §2.3',
    level: 'MUST',
    basis: 'promise',
    needs: ['introspectingClient', 'clientWithoutIntrospection'],
    obligation: 'A client without the right to introspect receives 403, for any token alike.',
    async check(bench) {
      const caller = bench.fixture('clientWithoutIntrospection')
      const reply = await introspect(bench, await anyToken(bench), caller)
      expectProblem(reply, 403)
      expectSame(reply, await introspect(bench, 'nothing', caller))
    },
  }),
  httpAudit({
    id: 'introspect-own-tokens-only',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient', 'ownIntrospectingClient', 'refresh'],
    obligation: 'To a client that may introspect only its own tokens, those of others are inactive like unknown ones.',
    async check(bench) {
      const caller = bench.fixture('ownIntrospectingClient')
      const own = await link(bench, { credentials: inBody(caller) })
      const others = await link(bench)
      for (const token of [own.accessToken, own.refreshToken]) expectActive(await introspect(bench, token, caller))
      const unknown = await introspect(bench, 'nothing', caller)
      expectInactive(unknown)
      for (const token of [others.accessToken, others.refreshToken]) {
        expectSame(unknown, await introspect(bench, token, caller))
        expectActive(await introspect(bench, token))
      }
    },
  }),
  httpAudit({
    id: 'introspect-by-audience-only',
    section: 'RFC 7662 §4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['introspectingClient', 'audienceIntrospectingClient', 'refresh'],
    obligation:
      'To a resource server, an access token for another audience and any refresh token are inactive like unknown ones.',
    async check(bench) {
      const [first, second] = bench.fixtures.client.resources
      const { audience, ...caller } = bench.fixture('audienceIntrospectingClient')
      const forIt = await link(bench, { resource: audience })
      const claims = expectActive(await introspect(bench, forIt.accessToken, caller))
      expectThat(
        claims['aud'] === audience,
        `the audience ${audience}`,
        await introspect(bench, forIt.accessToken, caller),
      )
      const unknown = await introspect(bench, 'nothing', caller)
      expectInactive(unknown)
      const forOthers = await link(bench, { resource: audience === first ? second : first })
      const forNone = await link(bench)
      for (const token of [forOthers.accessToken, forNone.accessToken, forNone.refreshToken, forIt.refreshToken]) {
        expectActive(await introspect(bench, token))
        expectSame(unknown, await introspect(bench, token, caller))
      }
    },
  }),
  httpAudit({
    id: 'introspect-needs-a-token',
    section: 'RFC 7662 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient'],
    obligation: 'A request without a token is an invalid_request.',
    async check(bench) {
      const credentials = byBasic(bench.fixture('introspectingClient'))
      expectProblem(await bench.form(paths.introspect, {}, credentials), 400, 'invalid_request')
      expectProblem(await bench.form(paths.introspect, { token: '' }, credentials), 400, 'invalid_request')
      expectProblem(await bench.json(paths.introspect, {}, credentials), 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'introspect-by-any-body',
    section: 'RFC 7662 §2.1',
    level: 'MAY',
    basis: 'promise',
    needs: ['introspectingClient'],
    obligation:
      'JSON, a secret in the body and any hint get the same response; JSON members that are not strings are refused.',
    async check(bench) {
      const credentials = inBody(bench.fixture('introspectingClient'))
      const token = await anyToken(bench)
      const reply = await introspect(bench, token)
      expectActive(reply)
      expectSame(reply, await bench.form(paths.introspect, { token, ...credentials }))
      expectSame(reply, await bench.json(paths.introspect, { token, ...credentials }))
      for (const hint of ['refresh_token', 'access_token', 'unheard_of', '']) {
        expectSame(reply, await bench.form(paths.introspect, { token, ...credentials, token_type_hint: hint }))
      }
      for (const wrong of [1, null, true, [token], { $ne: '' }]) {
        const refused = await bench.json(paths.introspect, { ...credentials, token: wrong })
        expectProblem(refused, 400, 'invalid_request')
      }
    },
  }),
  httpAudit({
    id: 'introspect-takes-each-parameter-once',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    basis: 'promise',
    needs: ['introspectingClient'],
    obligation: 'A repeated parameter is an invalid_request.',
    async check(bench) {
      const fields = Object.entries({
        ...inBody(bench.fixture('introspectingClient')),
        token: await anyToken(bench),
      })
      for (const again of fields) {
        expectProblem(await bench.form(paths.introspect, [...fields, again]), 400, 'invalid_request')
      }
    },
  }),
  httpAudit({
    id: 'introspect-reads-no-query',
    section: 'RFC 7662 §4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['introspectingClient'],
    obligation: 'Introspection accepts only POST, and a token in the URL is refused.',
    async check(bench) {
      const credentials = byBasic(bench.fixture('introspectingClient'))
      const inUrl = `${paths.introspect}?${encodeForm({ token: await anyToken(bench) })}`
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const reply = await bench.send(method, inUrl, credentials)
        expectProblem(reply, 405)
        expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      }
      expectProblem(await bench.form(inUrl, {}, credentials), 400, 'invalid_request')
      expectProblem(await bench.form(inUrl, { token: 'nothing' }, credentials), 400, 'invalid_request')
    },
  }),
]

async function anyToken(bench: Bench): Promise<string> {
  const { deviceCode, userCode } = await bench.start()
  await (await signIn(bench)).approve(userCode)
  return expectTokens(await bench.poll(deviceCode)).accessToken
}
