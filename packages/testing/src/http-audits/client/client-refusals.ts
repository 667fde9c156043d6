import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, type Headers, paths } from '../bench/bench.js'
import { base64, basic } from '../bench/encode.js'
import { expectClientChallenge, expectProblem, expectSame, expectStarted } from '../bench/expectations.js'
import type { Reply } from '../bench/reply.js'

/** Invalid client credentials, RFC 6749 §2.3 and §5.2. */
export const clientRefusalAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'client-basic-malformed',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A malformed or non-Basic Authorization header is an invalid_client, never a server error.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const headers = [
        'Basic',
        'Basic !!!',
        'Basic ====',
        `Basic ${base64('no colon')}`,
        `Basic ${base64(':')}`,
        `Basic ${base64(':secret')}`,
        `Basic ${base64(`${clientId}:%zz`)}`,
        'Basic /////w==',
        `Basic ${base64('x'.repeat(6_000))}`,
        `Basic${base64(`${clientId}:`)}`,
        `${clientId}:`,
        'Bearer x',
        'Digest username="x"',
        'Unheard-Of',
      ]
      for (const header of headers) expectClientChallenge(await startWith(bench, header, { client_id: clientId }))
    },
  }),
  httpAudit({
    id: 'client-two-authorization-headers',
    section: 'RFC 6749 §2.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A request with two Authorization headers is refused.',
    async check(bench) {
      const { confidentialClient, client } = bench.fixtures
      const right = ['Authorization', basic(confidentialClient.clientId, confidentialClient.secret)] as const
      const other = ['Authorization', basic(client.clientId, '')] as const
      for (const headers of [
        [right, other],
        [other, right],
        [right, right],
      ]) {
        expectProblem(await bench.form(paths.start, {}, headers), [400, 401])
      }
    },
  }),
  httpAudit({
    id: 'client-one-method-at-a-time',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Basic beside another secret in the body is an invalid_request, even if one of the two is right.',
    async check(bench) {
      const { clientId, secret } = bench.fixtures.confidentialClient
      const [right, wrong] = [secret, 'not the secret']
      for (const [header, body] of [
        [right, wrong],
        [wrong, right],
        ['', right],
      ] as const) {
        const reply = await startWith(bench, basic(clientId, header), { client_id: clientId, client_secret: body })
        expectProblem(reply, 400, 'invalid_request')
      }
    },
  }),
  httpAudit({
    id: 'client-one-name-at-a-time',
    section: 'RFC 6749 §2.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Basic for one client beside the client_id of another is refused for both.',
    async check(bench) {
      const { client, confidentialClient } = bench.fixtures
      const proof = basic(confidentialClient.clientId, confidentialClient.secret)
      expectProblem(await startWith(bench, proof, { client_id: client.clientId }), [400, 401])
      const { secret } = confidentialClient
      expectProblem(await startWith(bench, proof, { client_id: client.clientId, client_secret: secret }), [400, 401])
      expectProblem(await startWith(bench, `Basic ${base64('%zz:%')}`, { client_id: client.clientId }), [400, 401])
    },
  }),
  httpAudit({
    id: 'client-public-has-no-secret',
    section: 'RFC 6749 §2.3.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A public client that sends a secret is an invalid_client; an empty secret counts as none.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const sent = { client_id: clientId, client_secret: 'surprise' }
      expectProblem(await bench.form(paths.start, sent), 401, 'invalid_client')
      expectProblem(await startWith(bench, basic(clientId, 'surprise')), 401, 'invalid_client')
      expectStarted(await bench.form(paths.start, { client_id: clientId, client_secret: '' }))
    },
  }),
  httpAudit({
    id: 'client-assertion-is-not-ignored',
    section: 'RFC 7521 §4.2.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'An invalid client assertion is an invalid_client, alone and beside other credentials.',
    async check(bench) {
      const { client, confidentialClient } = bench.fixtures
      const assertion = {
        client_assertion: 'x.y.z',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      }
      for (const { clientId } of [confidentialClient, client]) {
        expectClientChallenge(await bench.form(paths.start, { client_id: clientId, ...assertion }))
      }
    },
  }),
  httpAudit({
    id: 'client-is-compared-exactly',
    section: 'RFC 6749 §1.9',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A client_id with other case, a space, a NUL, a look-alike letter or a pattern is unknown.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const others = [
        clientId.toUpperCase(),
        `${clientId} `,
        ` ${clientId}`,
        `${clientId}\u0000`,
        `${clientId}\u0301`,
        '*',
        '%',
      ]
      for (const other of others) {
        expectProblem(await bench.form(paths.start, { client_id: other }), 401, 'invalid_client')
      }
    },
  }),
  httpAudit({
    id: 'client-unknown-and-wrong-are-one',
    section: 'RFC 6749 §10.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'By Basic too, an unknown client and a wrong secret get one and the same response.',
    async check(bench) {
      const { clientId } = bench.fixtures.confidentialClient
      const wrong = await startWith(bench, basic(clientId, 'not the secret'))
      expectClientChallenge(wrong)
      expectSame(wrong, await startWith(bench, basic('nobody-knows-this-client', 'not the secret')))
      expectSame(wrong, await bench.form(paths.start, { client_id: clientId }))
    },
  }),
]

function startWith(bench: Bench, authorization: string, fields: Record<string, string> = {}): Promise<Reply> {
  const headers: Headers = [['Authorization', authorization]]
  return bench.form(paths.start, fields, headers)
}
