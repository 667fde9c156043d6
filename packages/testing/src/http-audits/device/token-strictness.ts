import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { deviceGrant, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectProblem, expectTokens } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** How strictly `POST /token` reads a request, and what it does not reveal. RFC 6749 §3.2 and §5.2 */
export const tokenStrictnessAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'token-takes-post-only',
    section: 'RFC 9110 §9.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'Any other method is refused with 405 and Allow: POST, and does not use up an approved code.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      const query = encodeForm({
        grant_type: deviceGrant,
        device_code: deviceCode,
        client_id: bench.fixtures.client.clientId,
      })
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const reply = await bench.send(method, `${paths.token}?${query}`)
        expectProblem(reply, 405)
        expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      }
      expectTokens(await bench.poll(deviceCode))
    },
  }),
  httpAudit({
    id: 'token-reads-no-query',
    section: 'RFC 6749 §2.3.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A device code in the URL is refused, and not used up.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      const { clientId } = bench.fixtures.client
      const inUrl = `${paths.token}?device_code=${encodeURIComponent(deviceCode)}`
      const reply = await bench.form(inUrl, { grant_type: deviceGrant, client_id: clientId })
      expectProblem(reply, 400, 'invalid_request')
      expectTokens(await bench.poll(deviceCode))
    },
  }),
  httpAudit({
    id: 'token-repeated-parameter',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'A repeated parameter is an invalid_request, and does not use up an approved code.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      const fields = [
        ['grant_type', deviceGrant],
        ['device_code', deviceCode],
        ['client_id', bench.fixtures.client.clientId],
      ] as const
      for (const again of fields) {
        expectProblem(await bench.form(paths.token, [...fields, again]), 400, 'invalid_request')
      }
      expectTokens(await bench.form(paths.token, fields))
    },
  }),
  httpAudit({
    id: 'token-takes-json',
    section: 'RFC 8628 §3.4',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A JSON object of string members means the same as the form; members of other types are refused.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      const fields = { grant_type: deviceGrant, client_id: bench.fixtures.client.clientId, device_code: deviceCode }
      for (const wrong of [1, null, true, [deviceCode], { $ne: '' }]) {
        expectProblem(await bench.json(paths.token, { ...fields, device_code: wrong }), 400, 'invalid_request')
        expectProblem(await bench.json(paths.token, { ...fields, grant_type: wrong }), 400, 'invalid_request')
      }
      await (await signIn(bench)).approve(userCode)
      expectTokens(await bench.json(paths.token, fields))
    },
  }),
  httpAudit({
    id: 'token-echoes-nothing',
    section: 'RFC 6749 §5.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'No error repeats input: not the code, the client_id, a parameter name or a header.',
    async check(bench) {
      const marker = 'echo-"\\\r\nX-Echo:1<script>'
      const { deviceCode } = await bench.start()
      const replies = [
        await bench.poll(marker),
        await bench.poll(deviceCode, { client_id: marker }),
        await bench.poll(deviceCode, { grant_type: marker }),
        await bench.poll(deviceCode, { resource: marker }),
        await bench.form(paths.token, [
          [marker, '1'],
          [marker, '2'],
        ]),
      ]
      for (const reply of replies) {
        expectProblem(reply, [400, 401])
        expectThat(
          !/echo-/i.test(reply.body) && reply.header('X-Echo') === undefined,
          'no input in the response',
          reply,
        )
      }
    },
  }),
]
