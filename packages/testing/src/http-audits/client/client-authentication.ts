import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, type Headers, paths } from '../bench/bench.js'
import { basic, unencodedBasic } from '../bench/encode.js'
import { expectClientChallenge, expectProblem, expectStarted } from '../bench/expectations.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** Client authentication, RFC 6749 §2.3. Tried at the device authorization endpoint; polls accept the same. */
export const clientAuthenticationAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'client-by-basic',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Basic with the right secret is accepted, however the scheme is capitalized.',
    async check(bench) {
      const { clientId, secret } = bench.fixtures.confidentialClient
      const credentials = basic(clientId, secret).slice('Basic '.length)
      for (const scheme of ['Basic', 'basic', 'BASIC', 'bAsIc']) {
        expectStarted(await startWith(bench, `${scheme} ${credentials}`))
      }
    },
  }),
  httpAudit({
    id: 'client-by-body',
    section: 'RFC 6749 §2.3.1',
    level: 'MAY',
    basis: 'promise',
    obligation:
      'A client_id and a secret in the body are accepted from a client that may send them there, also in JSON.',
    async check(bench) {
      const { clientId, secret } = bench.fixtures.confidentialClient
      const credentials = { client_id: clientId, client_secret: secret }
      expectStarted(await bench.form(paths.start, credentials))
      expectStarted(await bench.json(paths.start, credentials))
    },
  }),
  httpAudit({
    id: 'client-basic-is-form-encoded',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['awkwardClient'],
    obligation:
      'The client_id and the secret in Basic are form-decoded, with colons, spaces and letters outside ASCII.',
    async check(bench) {
      const { clientId, secret } = bench.fixture('awkwardClient')
      expectStarted(await startWith(bench, basic(clientId, secret)))
      expectStarted(await bench.form(paths.start, { client_id: clientId, client_secret: secret }))
      expectProblem(await startWith(bench, basic(clientId, `${secret}+`)), 401, 'invalid_client')
    },
  }),
  httpAudit({
    id: 'client-basic-unencoded',
    section: 'RFC 7617 §2',
    level: 'MAY',
    basis: 'promise',
    needs: ['unencodedClient'],
    obligation:
      'A secret that is not form-encoded in Basic, with `+` and `%`, authenticates its client too, and no similar secret does.',
    async check(bench) {
      const { clientId, secrets } = bench.fixture('unencodedClient')
      for (const secret of secrets) {
        expectStarted(await startWith(bench, basic(clientId, secret)))
        expectStarted(await startWith(bench, unencodedBasic(clientId, secret)))
        expectStarted(await startWith(bench, unencodedBasic(clientId, secret), { client_id: clientId }))
        for (const wrong of [`${secret}+`, `${secret}%`, secret.replace('+', ' '), secret.replace('+', '%2B')]) {
          expectClientChallenge(await startWith(bench, basic(clientId, wrong)))
        }
        expectClientChallenge(await startWith(bench, unencodedBasic(clientId, `${secret}+`)))
      }
    },
  }),
  httpAudit({
    id: 'client-basic-unencoded-at-every-endpoint',
    section: 'RFC 7617 §2',
    level: 'MAY',
    basis: 'promise',
    needs: ['unencodedClient', 'introspectingClient', 'refresh'],
    obligation: 'Polls, refreshes, revocation and introspection read Basic as the device authorization endpoint does.',
    async check(bench) {
      const { clientId, secrets } = bench.fixture('unencodedClient')
      for (const secret of secrets) {
        const headers: Headers = [['Authorization', unencodedBasic(clientId, secret)]]
        expectProblem(await bench.poll('nothing', { client_id: '' }, headers), 400, 'invalid_grant')
        const refresh = { grant_type: 'refresh_token', refresh_token: 'nothing' }
        expectProblem(await bench.form(paths.token, refresh, headers), 400, 'invalid_grant')
        const revoked = await bench.form(paths.revoke, { token: 'nothing' }, headers)
        expectThat(revoked.status === 200, 'status 200', revoked)
        // The client is known but may lack the right to introspect: only failed authentication gives 401.
        const introspected = await bench.form(paths.introspect, { token: 'nothing' }, headers)
        expectThat([200, 403].includes(introspected.status), 'status 200 or 403', introspected)
      }
    },
  }),
  httpAudit({
    id: 'client-one-method-said-twice',
    section: 'RFC 6749 §2.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'The same secret in the body may accompany Basic, with or without the same client_id.',
    async check(bench) {
      const { clientId, secret } = bench.fixtures.confidentialClient
      const proof = basic(clientId, secret)
      expectStarted(await startWith(bench, proof, { client_id: clientId, client_secret: secret }))
      expectStarted(await startWith(bench, proof, { client_secret: secret }))
      const wrong = { client_id: clientId, client_secret: 'not the secret' }
      expectClientChallenge(await startWith(bench, basic(clientId, 'not the secret'), wrong))
    },
  }),
  httpAudit({
    id: 'client-basic-beside-the-same-name',
    section: 'RFC 6749 §3.2.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'The same client_id in the body, or an empty one, may accompany Basic.',
    async check(bench) {
      const { clientId, secret } = bench.fixtures.confidentialClient
      const proof = basic(clientId, secret)
      expectStarted(await startWith(bench, proof, { client_id: clientId }))
      expectStarted(await startWith(bench, proof, { client_id: '' }))
      expectStarted(await startWith(bench, proof, { client_secret: '' }))
    },
  }),
  httpAudit({
    id: 'client-public-by-basic',
    section: 'RFC 6749 §2.3.1',
    level: 'MAY',
    basis: 'promise',
    obligation:
      'A public client may send its client_id by Basic with an empty secret, also with client_id in the body.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      expectStarted(await startWith(bench, basic(clientId, '')))
      expectStarted(await startWith(bench, basic(clientId, ''), { client_id: clientId }))
    },
  }),
  httpAudit({
    id: 'client-two-secrets',
    section: 'RFC 6749 §2.3.1',
    level: 'MAY',
    basis: 'promise',
    needs: ['rotatingClient'],
    obligation: 'While a client rotates its secret, both secrets are accepted, in header and body.',
    async check(bench) {
      const { clientId, secrets } = bench.fixture('rotatingClient')
      for (const secret of secrets) {
        expectStarted(await startWith(bench, basic(clientId, secret)))
        expectStarted(await bench.form(paths.start, { client_id: clientId, client_secret: secret }))
      }
      expectClientChallenge(await startWith(bench, basic(clientId, secrets.join(''))))
      expectClientChallenge(await bench.form(paths.start, { client_id: clientId }))
    },
  }),
]

function startWith(bench: Bench, authorization: string, fields: Record<string, string> = {}): Promise<Reply> {
  const headers: Headers = [['Authorization', authorization]]
  return bench.form(paths.start, fields, headers)
}
