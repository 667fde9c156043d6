import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Headers, paths } from '../bench/bench.js'
import { expectJson, expectKept, expectProblem, expectStarted, isObject } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'
import { requestsOfEveryKind, responsesOfEveryKind } from './every-answer.js'
import { protocolPaths, verificationPaths } from './every-endpoint.js'

const statuses = [200, 400, 401, 403, 404, 405, 413, 415]

/** What holds for every response, and how headers can affect it. */
export const transportAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'answers-are-guarded',
    section: 'RFC 6749 §5.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Every response of a JSON endpoint is JSON, has no-store and nosniff, and names no software.',
    async check(bench) {
      for (const reply of await responsesOfEveryKind(bench)) {
        const { status } = reply
        expectJson(reply, statuses)
        expectKept(reply)
        if (status !== 200) expectProblem(reply, status)
      }
    },
  }),
  httpAudit({
    id: 'answers-tell-no-insides',
    section: 'RFC 9110 §17',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'No response contains a stack trace, a file path or the name of a module.',
    async check(bench) {
      for (const reply of await responsesOfEveryKind(bench)) {
        expectJson(reply, statuses)
        const leaks = /\n\s*at |node_modules|\.[cm]?[jt]s\b|\/(usr|home|var|work|app)\//.test(reply.body)
        expectThat(!leaks, 'no internals', reply)
      }
    },
  }),
  httpAudit({
    id: 'answers-grant-no-other-origin',
    section: 'RFC 9700 §2.6',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'CORS allows no other origin, in responses and preflights, at token endpoint and verification.',
    async check(bench) {
      const origin: Headers = [['Origin', 'https://evil.example']]
      const ask: Headers = [
        ...origin,
        ['Access-Control-Request-Method', 'POST'],
        ['Access-Control-Request-Headers', 'content-type'],
      ]
      for (const path of [...protocolPaths(bench), ...verificationPaths(bench), paths.page]) {
        const preflight = await bench.send('OPTIONS', path, ask)
        expectThat([200, 204, 403, 405].includes(preflight.status), 'a refusal or an empty response', preflight)
        expectNoCors(preflight)
        const reply = await bench.form(path, {}, origin)
        expectThat(reply.status >= 400, 'a refusal', reply)
        expectNoCors(reply)
      }
    },
  }),
  httpAudit({
    id: 'answers-go-on',
    section: 'RFC 9112 §9.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A refusal of any kind does not affect the next request.',
    async check(bench) {
      for (const refuse of requestsOfEveryKind(bench)) {
        await refuse()
        await bench.start()
      }
    },
  }),
  httpAudit({
    id: 'answers-ignore-method-overrides',
    section: 'RFC 9110 §9',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'The method is that of the request line, whatever a header or a parameter says.',
    async check(bench) {
      const fields = { client_id: bench.fixtures.client.clientId, _method: 'GET' }
      for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
        expectStarted(await bench.form(paths.start, fields, [[name, 'DELETE']]))
        expectProblem(await bench.send('GET', paths.start, [[name, 'POST']]), 405)
      }
    },
  }),
  httpAudit({
    id: 'answers-survive-headers',
    section: 'RFC 6585 §5',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Very long and very many headers are refused or ignored, and the server continues to work.',
    async check(bench) {
      const long: Headers = [['X-Padding', 'x'.repeat(15_000)]]
      const many: Headers = Array.from({ length: 300 }, (_, nth) => [`X-Padding-${nth}`, 'x'] as const)
      for (const headers of [long, many]) {
        const reply = await bench.form(paths.start, { client_id: bench.fixtures.client.clientId }, headers)
        expectThat([200, 400, 431].includes(reply.status), 'a normal response, or 431', reply)
        await bench.start()
      }
    },
  }),
  httpAudit({
    id: 'answers-believe-no-forwarded-address',
    section: 'RFC 9700 §4.13',
    level: 'SHOULD',
    basis: 'promise',
    obligation:
      'An address in X-Forwarded-For is shown only if a trusted proxy wrote it, and garbage in it causes no error.',
    async check(bench) {
      const person = await signIn(bench)
      const claims = [
        '203.0.113.9',
        '',
        'a',
        ', ,',
        '::ffff:203.0.113.9',
        'fe80::1%eth0',
        '203.0.113.9:80',
        '[::1]:80',
        '203.0.113.9,'.repeat(1_000),
      ]
      for (const claim of claims) {
        const headers: Headers = [
          ['X-Forwarded-For', claim],
          ['Forwarded', `for=${claim.slice(0, 50)}`],
          ['X-Real-IP', '203.0.113.9'],
        ]
        const reply = await bench.form(paths.start, { client_id: bench.fixtures.client.clientId }, headers)
        const { requester } = await person.view(expectStarted(reply).userCode)
        const shown = isObject(requester) ? requester['ip'] : undefined
        expectThat(shown === undefined || !String(shown).includes('203.0.113.9'), 'no unverified address', reply)
      }
    },
  }),
  httpAudit({
    id: 'answers-bound-the-device-label',
    section: 'RFC 8628 §5.4',
    level: 'MAY',
    basis: 'promise',
    obligation: "A device's description of itself is cut to 200 characters and loses all invisible characters.",
    async check(bench) {
      const person = await signIn(bench)
      const fields = { client_id: bench.fixtures.client.clientId }
      for (const label of ['TV '.repeat(1_700), `TV\t\u0085\u00ad<img src=x onerror=alert(1)>`]) {
        const reply = await bench.form(paths.start, fields, [['User-Agent', label]])
        const { requester } = await person.view(expectStarted(reply).userCode)
        const shown = isObject(requester) ? String(requester['user_agent'] ?? '') : ''
        expectThat(shown.startsWith('TV') && shown.length <= 200, 'the label, 200 characters at most', reply)
        expectThat(!/[\p{Cc}\p{Cf}]/u.test(shown), `no invisible characters in "${shown}"`, reply)
      }
    },
  }),
]

function expectNoCors(reply: Reply): void {
  expectThat(reply.header('Access-Control-Allow-Origin') === undefined, 'no Access-Control-Allow-Origin', reply)
}
