import { type HttpAudit, httpAudit } from './audit.js'
import { type Bench, type Headers, paths } from './bench.js'
import { basic } from './encode.js'
import { expectClientChallenge, expectProblem, expectStarted } from './expectations.js'
import type { Reply } from './reply.js'

/** How a client says who it is, RFC 6749 §2.3. Tried where a device begins; the polls ask in the same way. */
export const clientAuthenticationAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'client-by-basic',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    obligation: 'Basic with the right secret is accepted, however the scheme is capitalised.',
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
    obligation: 'Identifier and secret in the body are accepted from a client that may send them there, JSON too.',
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
    needs: ['awkwardClient'],
    obligation: 'Identifier and secret are form-encoded before Basic joins them: colons, blanks and letters survive.',
    async check(bench) {
      const { clientId, secret } = bench.fixture('awkwardClient')
      expectStarted(await startWith(bench, basic(clientId, secret)))
      expectStarted(await bench.form(paths.start, { client_id: clientId, client_secret: secret }))
      expectProblem(await startWith(bench, basic(clientId, `${secret}+`)), 401, 'invalid_client')
    },
  }),
  httpAudit({
    id: 'client-basic-beside-the-same-name',
    section: 'RFC 8628 §3.4',
    level: 'MUST',
    obligation: 'The same client_id in the body, or an empty one, may stand beside Basic.',
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
    obligation: 'A public client may name itself by Basic with an empty secret, and in the body as well.',
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
    needs: ['rotatingClient'],
    obligation: 'While its secret is being exchanged for another one, a client may use both, in header and body.',
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
