import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { formType, paths } from '../bench/bench.js'
import { basic } from '../bench/encode.js'
import { expectProblem, expectSame } from '../bench/expectations.js'
import { expectThat } from '../bench/reply.js'

const mebibyte = 1_024 * 1_024

/** Requests that `POST /device_authorization` refuses, RFC 6749 §5.2. */
export const deviceAuthorizationRefusalAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'start-needs-a-client',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A request without a client_id is an invalid_request.',
    async check(bench) {
      expectProblem(await bench.form(paths.start, { scope: bench.fixtures.client.scopes[0] }), 400, 'invalid_request')
      expectProblem(await bench.form(paths.start, { client_id: '' }), 400, 'invalid_request')
      expectProblem(await bench.send('POST', paths.start), 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'start-unknown-client',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Unknown clients, disabled clients and wrong secrets are refused with one and the same invalid_client.',
    async check(bench) {
      const { confidentialClient, disabledClient } = bench.fixtures
      const unknown = await bench.form(paths.start, { client_id: 'nobody-knows-this-client' })
      expectProblem(unknown, 401, 'invalid_client')
      const disabled = await bench.form(paths.start, { client_id: disabledClient.clientId })
      const wrong = [['Authorization', basic(confidentialClient.clientId, 'not the secret')]] as const
      expectSame(unknown, disabled)
      expectSame(unknown, await bench.form(paths.start, {}, wrong))
    },
  }),
  httpAudit({
    id: 'start-client-without-the-grant',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A client that may not use the device grant receives unauthorized_client.',
    async check(bench) {
      const { clientId } = bench.fixtures.clientWithoutGrant
      expectProblem(await bench.form(paths.start, { client_id: clientId }), 400, 'unauthorized_client')
    },
  }),
  httpAudit({
    id: 'start-confidential-client-proves-itself',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A client with a secret is refused without it or with a wrong one, with a challenge for Basic.',
    async check(bench) {
      const { clientId } = bench.fixtures.confidentialClient
      const replies = [
        await bench.form(paths.start, { client_id: clientId }),
        await bench.form(paths.start, { client_id: clientId, client_secret: 'not the secret' }),
        await bench.form(paths.start, {}, [['Authorization', basic(clientId, 'not the secret')]]),
      ]
      for (const reply of replies) {
        expectProblem(reply, 401, 'invalid_client')
        expectThat(/^Basic realm="/.test(reply.header('WWW-Authenticate') ?? ''), 'a challenge for Basic', reply)
      }
    },
  }),
  httpAudit({
    id: 'start-scope-is-judged',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A scope that does not exist, or that this client may not request, is an invalid_scope.',
    async check(bench) {
      const { client, otherClient } = bench.fixtures
      const asked = [
        { client_id: client.clientId, scope: 'nobody-knows-this-scope' },
        { client_id: client.clientId, scope: `${client.scopes[0]} nobody-knows-this-scope` },
        { client_id: client.clientId, scope: client.scopes[0].toUpperCase() },
        { client_id: otherClient.clientId, scope: otherClient.forbiddenScope },
      ]
      for (const fields of asked) expectProblem(await bench.form(paths.start, fields), 400, 'invalid_scope')
    },
  }),
  httpAudit({
    id: 'start-scope-characters',
    section: 'RFC 6749 §3.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A scope with a quotation mark, a backslash, a control or a letter outside ASCII is an invalid_scope.',
    async check(bench) {
      const { clientId, scopes } = bench.fixtures.client
      for (const wrong of [`${scopes[0]}"`, 'a\\b', 'a\tb', 'é', `${scopes[0]}\u0000`, `${scopes[0]}\n${scopes[1]}`]) {
        expectProblem(await bench.form(paths.start, { client_id: clientId, scope: wrong }), 400, 'invalid_scope')
      }
    },
  }),
  httpAudit({
    id: 'start-resource-is-judged',
    section: 'RFC 8707 §2',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'A resource that is relative, has a fragment, or is not served here is an invalid_target.',
    async check(bench) {
      const { clientId, resources } = bench.fixtures.client
      for (const wrong of ['/api', 'api.example', '#part', `${resources[0]}#part`, 'https://elsewhere.invalid/api']) {
        expectProblem(await bench.form(paths.start, { client_id: clientId, resource: wrong }), 400, 'invalid_target')
        const fields = [
          ['client_id', clientId],
          ['resource', resources[0]],
          ['resource', wrong],
        ] as const
        expectProblem(await bench.form(paths.start, fields), 400, 'invalid_target')
      }
    },
  }),
  httpAudit({
    id: 'start-repeated-parameter',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'No parameter may occur more than once, even with the same value, except resource.',
    async check(bench) {
      const { clientId, scopes } = bench.fixtures.client
      const client = ['client_id', clientId] as const
      const repeated = [
        [client, client],
        [client, ['scope', scopes[0]], ['scope', scopes[1]]],
        [client, ['scope', scopes[0]], ['scope', '']],
        [client, ['unknown', '1'], ['unknown', '1']],
      ] as const
      for (const fields of repeated) expectProblem(await bench.form(paths.start, fields), 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'start-takes-post-only',
    section: 'RFC 9110 §9.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'Any other method is refused with 405, Allow: POST and a JSON body.',
    async check(bench) {
      const query = `?client_id=${encodeURIComponent(bench.fixtures.client.clientId)}`
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const reply = await bench.send(method, paths.start + query)
        expectProblem(reply, 405)
        expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      }
    },
  }),
  httpAudit({
    id: 'start-reads-no-query',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Credentials in the URL are refused, alone and beside valid ones in the body.',
    async check(bench) {
      const { client, confidentialClient } = bench.fixtures
      const { clientId, secret } = confidentialClient
      const both = `client_id=${encodeURIComponent(clientId)}&client_secret=${encodeURIComponent(secret)}`
      expectProblem(await bench.send('POST', `${paths.start}?${both}`), [400, 401])
      expectProblem(await bench.form(`${paths.start}?client_id=${encodeURIComponent(client.clientId)}`, {}), [400, 401])
      const beside = await bench.form(`${paths.start}?${both}`, { client_id: clientId, client_secret: secret })
      expectProblem(beside, [400, 401])
    },
  }),
  httpAudit({
    id: 'start-json-is-judged',
    section: 'RFC 6749 §3.2',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A JSON member that is not a string, or occurs twice, is an invalid_request.',
    async check(bench) {
      const { clientId, scopes } = bench.fixtures.client
      expectProblem(await bench.json(paths.start, { client_id: null }), 400, 'invalid_request')
      for (const wrong of [1, true, {}, [clientId], { $ne: '' }]) {
        expectProblem(await bench.json(paths.start, { client_id: wrong }), 400, 'invalid_request')
        expectProblem(await bench.json(paths.start, { client_id: clientId, scope: wrong }), 400, 'invalid_request')
      }
      const twice = `{"client_id":"x","client_id":${JSON.stringify(clientId)},"scope":"${scopes[0]}"}`
      const reply = await bench.post(paths.start, { body: twice, type: 'application/json' })
      expectProblem(reply, 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'start-body-is-bounded',
    section: 'RFC 9110 §15.5.14',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A body of one mebibyte is refused with a JSON response, not by a broken connection.',
    async check(bench) {
      const body = `client_id=${encodeURIComponent(bench.fixtures.client.clientId)}&padding=${'x'.repeat(mebibyte)}`
      expectProblem(await bench.post(paths.start, { body, type: formType }), [400, 413], 'invalid_request')
    },
  }),
]
