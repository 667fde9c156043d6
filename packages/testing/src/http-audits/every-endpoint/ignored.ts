import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, formType, type Headers, jsonType, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectJson, expectStarted, expectTokens } from '../bench/expectations.js'
import { byBasic, expectDead } from '../bench/grants.js'
import { linkListed } from '../bench/linked.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'
import { rightRequests } from './every-endpoint.js'

/** What a request may contain beside its parameters without an effect. RFC 6749 §3.2, RFC 8628 §3.1 */
export const ignoredAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'ignored-header-names',
    section: 'RFC 9110 §5.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation:
      'Headers called __proto__, constructor, toString or hasOwnProperty change no response and cause no error.',
    async check(bench) {
      const strange: Headers = inherited.map((name) => [name, 'x'])
      for (const [path, fields, headers] of rightRequests(bench)) {
        const plain = await bench.form(path, fields, headers)
        expectLike(plain, await bench.form(path, fields, [...headers, ...strange, ...strange]))
      }
      const { confidentialClient, client } = bench.fixtures
      const proof = byBasic(confidentialClient)
      for (const header of strange) {
        expectStarted(await bench.form(paths.start, {}, [...proof, header]))
        expectStarted(await bench.form(paths.start, {}, [header, ...proof]))
      }
      const wrong: Headers = [['Authorization', 'Basic x'], ...strange]
      expectJson(await bench.form(paths.start, { client_id: client.clientId }, wrong), 401)
      const page = await bench.send('GET', paths.page, strange)
      expectThat(page.status < 400, 'the page', page)
    },
  }),
  httpAudit({
    id: 'ignored-member-names',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    basis: 'standard',
    obligation:
      'Parameters called __proto__, constructor, toString or hasOwnProperty are ignored like all unknown ones.',
    async check(bench) {
      for (const [path, fields, headers] of rightRequests(bench)) {
        const plain = await bench.form(path, fields, headers)
        const more = inherited.map((name) => [name, 'x'] as const)
        expectLike(plain, await bench.form(path, [...more, ...Object.entries(fields)], headers))
        for (const value of ['{"client_id":"x"}', '"x"', '1']) {
          const members = inherited.map((name) => `"${name}":${value},`).join('')
          const body = JSON.stringify(fields).replace('{', `{${members}`)
          expectLike(plain, await bench.post(path, { body, type: jsonType }, headers))
        }
      }
    },
  }),
  httpAudit({
    id: 'ignored-unknown-members',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    basis: 'promise',
    obligation:
      'Unknown members of JSON are ignored, whatever their value, by the protocol and by the verification interface.',
    async check(bench) {
      const unknown = {
        x: 1,
        'x-list': [1, ['x'], null],
        'x-object': { client_id: 'x' },
        'x-null': null,
        'x-true': true,
      }
      for (const [path, fields, headers] of rightRequests(bench)) {
        const plain = await bench.json(path, fields, headers)
        expectLike(plain, await bench.json(path, { ...unknown, ...fields }, headers))
      }
      await expectDecided(bench, unknown)
    },
  }),
  httpAudit({
    id: 'ignored-null',
    section: 'RFC 8628 §3.1',
    level: 'MUST',
    basis: 'promise',
    obligation: 'An optional member of JSON that is null counts as omitted.',
    async check(bench) {
      const optional = ['client_secret', 'client_assertion', 'client_assertion_type', 'scope', 'resource']
      const nulls = Object.fromEntries([...optional, 'device_label', 'token_type_hint'].map((name) => [name, null]))
      for (const [path, fields, headers] of rightRequests(bench)) {
        const plain = await bench.json(path, fields, headers)
        expectLike(plain, await bench.json(path, { ...nulls, ...fields }, headers))
      }
      const { client, confidentialClient, accounts } = bench.fixtures
      const { username, password } = accounts[0]
      expectStarted(await bench.json(paths.start, { client_id: client.clientId, ...nulls }))
      expectStarted(await bench.json(paths.start, { client_id: null, ...nulls }, byBasic(confidentialClient)))
      expectTokens(await bench.json(paths.login, { username, password, scope: null }))
      await expectDecided(bench, { scope: null, organisation: null })
    },
  }),
  httpAudit({
    id: 'ignored-when-unlinking',
    section: 'RFC 8628 §3.1',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'Members that are null or unknown do not prevent a device from being listed or unlinked.',
    async check(bench) {
      const person = await signIn(bench)
      const { id, linked } = await linkListed(bench, person)
      const other = await linkListed(bench, person)
      expectJson(await bench.json(paths.linkedList, { x: 1, id: null }, person.authorization), 200)
      expectJson(await person.end({ id, all: null, x: [1] }), 200)
      await expectDead(bench, linked.refreshToken)
      expectJson(await person.end({ all: true, id: null, x: {} }), 200)
      await expectDead(bench, other.linked.refreshToken)
    },
  }),
  httpAudit({
    id: 'ignored-charset-of-ascii',
    section: 'RFC 6749 appendix B',
    level: 'SHOULD',
    basis: 'promise',
    obligation:
      'A form in ASCII is accepted with charset=ISO-8859-1 or us-ascii, where its bytes mean the same as in UTF-8.',
    async check(bench) {
      for (const [path, fields, headers] of rightRequests(bench)) {
        const plain = await bench.form(path, fields, headers)
        for (const charset of ['ISO-8859-1', 'iso-8859-1', '"us-ascii"', 'US-ASCII']) {
          const type = `${formType}; charset=${charset}`
          expectLike(plain, await bench.post(path, { body: encodeForm(fields), type }, headers))
        }
      }
    },
  }),
]

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

/** Expects the second response to mean the same as the first, which is right: both may have new tokens and codes. */
function expectLike(plain: Reply, reply: Reply): void {
  if (plain.sent.path.endsWith(paths.start)) expectStarted(plain)
  const { error } = expectJson(plain, [200, 400])
  const body = expectJson(reply, plain.status)
  expectThat(body['error'] === error, 'the same response to both requests', plain, reply)
}

/** Looks up and approves with these extra members, and expects the requested scope to be granted. */
async function expectDecided(bench: Bench, members: Readonly<Record<string, unknown>>): Promise<void> {
  const [scope] = bench.fixtures.client.scopes
  const { userCode, deviceCode } = await bench.start({ scope })
  const person = await signIn(bench)
  const looked = await bench.json(paths.lookup, { ...members, user_code: userCode }, person.authorization)
  const { ticket } = expectJson(looked, 200)
  const decided = await person.decide({ ...members, user_code: userCode, ticket, decision: 'approve' })
  expectThat(expectJson(decided, 200)['status'] === 'approved', 'the status approved', decided)
  const tokens = expectTokens(await bench.poll(deviceCode))
  expectThat(tokens.scope === scope, `the scope ${scope}`, tokens.reply)
}
