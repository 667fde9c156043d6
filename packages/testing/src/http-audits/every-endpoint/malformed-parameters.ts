import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { formType, jsonType, paths } from '../bench/bench.js'
import { expectProblem } from '../bench/expectations.js'
import { expectEachRefused, rightRequests } from './every-endpoint.js'

/** Parameters that no honest client sends, at each endpoint. RFC 6749 §3.2 */
export const malformedParameterAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'malformed-nul',
    section: 'RFC 6749 appendix A',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A NUL in any parameter is refused and causes no server error.',
    async check(bench) {
      // Revocation and introspection accept any text as a token: their own audits try that.
      const judged = ['client_id', 'scope', 'resource', 'grant_type', 'device_code', 'refresh_token']
      for (const name of [...judged, 'username', 'password']) {
        for (const [path, fields] of rightRequests(bench)) {
          if (!(name in fields)) continue
          expectProblem(await bench.form(path, { ...fields, [name]: 'a\u0000b' }), [400, 401])
          expectProblem(await bench.json(path, { ...fields, [name]: '\u0000' }), [400, 401])
        }
      }
    },
  }),
  httpAudit({
    id: 'malformed-too-many',
    section: 'RFC 6749 §3.2',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Thousands of parameters, a thousand with the same name, and deeply nested JSON are refused.',
    async check(bench) {
      const many = (count: number, name: (nth: number) => string) =>
        Array.from({ length: count }, (_, nth) => `${name(nth)}=1`).join('&')
      await expectEachRefused(
        bench,
        (body) => ({ body: `${body}&${many(5_000, (nth) => `p${nth}`)}`, type: formType }),
        [400, 413],
      )
      await expectEachRefused(
        bench,
        (body) => ({ body: `${body}&${many(1_000, () => 'x')}`, type: formType }),
        [400, 413],
      )
      const deep = (open: string, close: string) => open.repeat(5_000) + close.repeat(5_000)
      for (const body of [deep('[', ']'), `{"client_id":${deep('[', ']')}}`, `${deep('{"a":', '')}1${deep('', '}')}`]) {
        await expectEachRefused(bench, () => ({ body, type: jsonType }), [400, 413])
      }
    },
  }),
  httpAudit({
    id: 'malformed-brackets',
    section: 'RFC 6749 §3.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Names with brackets are other names: no parameter becomes a list or an object.',
    async check(bench) {
      for (const [path, fields, headers] of rightRequests(bench)) {
        for (const suffix of ['[]', '[0]', '[x]', '[$ne]', '[__proto__]']) {
          const renamed = Object.entries(fields).map(([name, value]) => [name + suffix, value] as const)
          expectProblem(await bench.form(path, renamed, headers), 400, 'invalid_request')
        }
      }
    },
  }),
  httpAudit({
    id: 'malformed-json',
    section: 'RFC 8259 §2',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Invalid JSON, a value that is not an object, and a repeated member are an invalid_request.',
    async check(bench) {
      const wrong = [
        '',
        '[]',
        '"s"',
        '1',
        'null',
        'true',
        '{',
        '{"a":1,}',
        "{'a':1}",
        'NaN',
        '{}{}',
        '\ufeff{}',
        '{"a":"\n"}',
      ]
      for (const body of [...wrong, '{"a":"1","a":"2"}', '{"a":"1","\\u0061":"2"}']) {
        await expectEachRefused(bench, () => ({ body, type: jsonType }), 400)
      }
      await expectEachRefused(
        bench,
        () => ({ body: Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), type: jsonType }),
        400,
      )
      const right = JSON.stringify({ client_id: bench.fixtures.client.clientId })
      const marked = await bench.post(paths.start, { body: `\ufeff${right}`, type: jsonType })
      expectProblem(marked, 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'malformed-prototype',
    section: 'RFC 6749 §3.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Members called __proto__ or constructor are unknown names like any other, and have no effect.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const inherited = `{"__proto__":{"client_id":${JSON.stringify(clientId)}}}`
      expectProblem(await bench.post(paths.start, { body: inherited, type: jsonType }), 400, 'invalid_request')
      const built = `{"constructor":{"prototype":{"client_id":${JSON.stringify(clientId)}}}}`
      expectProblem(await bench.post(paths.start, { body: built, type: jsonType }), 400, 'invalid_request')
      const form = `__proto__[client_id]=${encodeURIComponent(clientId)}&__proto__.client_id=x`
      expectProblem(await bench.post(paths.start, { body: form, type: formType }), 400, 'invalid_request')
      expectProblem(await bench.form(paths.start, {}), 400, 'invalid_request')
    },
  }),
]
