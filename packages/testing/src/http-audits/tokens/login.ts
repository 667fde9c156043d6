import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { formType, jsonType, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectProblem, expectSame, expectTokens } from '../bench/expectations.js'
import { personWith } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

const mebibyte = 1_024 * 1_024

/** `POST /login`: what it accepts, and that a refusal does not reveal which part was wrong. */
export const loginAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'login-gives-tokens',
    section: 'RFC 6749 §4.3.3',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Username and password get tokens, as a form and as JSON, with the requested scope.',
    async check(bench) {
      const { accounts, loginScope } = bench.fixtures
      const { username, password } = accounts[1]
      expectTokens(await bench.json(paths.login, { username, password }))
      const reply = await bench.form(paths.login, { username, password, scope: loginScope })
      expectThat(expectTokens(reply).scope === loginScope, `the scope ${loginScope}`, reply)
      expectThat(reply.header('Set-Cookie') === undefined, 'no Set-Cookie', reply)
    },
  }),
  httpAudit({
    id: 'login-tells-nothing',
    section: 'RFC 6749 §5.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Wrong password, unknown, disabled and passwordless account: one and the same invalid_grant.',
    async check(bench) {
      const { accounts, disabledAccount, passwordlessAccount } = bench.fixtures
      const wrong = await bench.form(paths.login, { username: accounts[0].username, password: 'not the password' })
      expectProblem(wrong, 400, 'invalid_grant')
      for (const [username, password] of [
        ['nobody-knows-this-account', 'not the password'],
        ['nobody-knows-this-account', accounts[0].password],
        [disabledAccount.username, disabledAccount.password],
        [disabledAccount.username, 'not the password'],
        [passwordlessAccount.username, 'not the password'],
        [accounts[0].username, accounts[1].password],
        ['__proto__', 'not the password'],
      ] as const) {
        expectSame(wrong, await bench.form(paths.login, { username, password }))
      }
    },
  }),
  httpAudit({
    id: 'login-needs-both',
    section: 'RFC 6749 §4.3.2',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A request without a username or without a password is an invalid_request.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      for (const fields of [{}, { username }, { password }, { username, password: '' }, { username: '', password }]) {
        expectProblem(await bench.form(paths.login, fields), 400, 'invalid_request')
        expectProblem(await bench.json(paths.login, fields), 400, 'invalid_request')
      }
    },
  }),
  httpAudit({
    id: 'login-takes-text-only',
    section: 'RFC 6749 §4.3.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Arrays, objects, numbers and other types are refused: none is converted to a string.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      for (const wrong of [[username], { $ne: '' }, { toString: 'x' }, 1, true, null]) {
        expectProblem(await bench.json(paths.login, { username: wrong, password }), 400, 'invalid_request')
        expectProblem(await bench.json(paths.login, { username, password: wrong }), 400, 'invalid_request')
      }
      for (const name of ['username[]', 'username[0]', 'username[x]']) {
        expectProblem(await bench.form(paths.login, { [name]: username, password }), 400, 'invalid_request')
      }
    },
  }),
  httpAudit({
    id: 'login-repeated-parameter',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A repeated username or password is refused, in forms and in JSON.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      const fields = [
        ['username', username],
        ['password', password],
      ] as const
      for (const again of [
        ['username', 'x'],
        ['password', password],
      ] as const) {
        expectProblem(await bench.form(paths.login, [...fields, again]), 400, 'invalid_request')
        const members = [...fields, again].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
        const reply = await bench.post(paths.login, { body: `{${members.join(',')}}`, type: jsonType })
        expectProblem(reply, 400, 'invalid_request')
      }
    },
  }),
  httpAudit({
    id: 'login-ignores-what-it-did-not-ask',
    section: 'RFC 6749 §3.2',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Members such as sub, roles or user_id are ignored.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      const extra = { is_admin: 'true', sub: 'somebody', roles: 'admin', user_id: '1' }
      expectTokens(await bench.form(paths.login, { username, password, ...extra }))
      const body = JSON.stringify({ username, password, ...extra }).replace('{', '{"__proto__":{"disabled":false},')
      expectTokens(await bench.post(paths.login, { body, type: jsonType }))
    },
  }),
  httpAudit({
    id: 'login-scope-is-judged',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A scope that a login may not request is an invalid_scope.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      for (const scope of ['nobody-knows-this-scope', 'a"b', 'é']) {
        expectProblem(await bench.form(paths.login, { username, password, scope }), 400, 'invalid_scope')
      }
    },
  }),
  httpAudit({
    id: 'login-in-parallel',
    section: 'RFC 6749 §4.3.3',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Twenty correct logins to one account at the same time all succeed.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      const replies = await Promise.all(
        Array.from({ length: 20 }, () => bench.form(paths.login, { username, password })),
      )
      for (const reply of replies) expectTokens(reply)
    },
  }),
  httpAudit({
    id: 'login-is-a-person',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'The token of a login may look codes up as the person who logged in.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      const { accessToken } = expectTokens(await bench.form(paths.login, { username, password }))
      await personWith(bench, accessToken).view((await bench.start()).userCode)
    },
  }),
  httpAudit({
    id: 'login-takes-post-only',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Username and password in a URL are refused, by any method.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      const query = `?${encodeForm({ username, password })}`
      const reply = await bench.send('GET', paths.login + query)
      expectProblem(reply, 405)
      expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      expectProblem(await bench.form(paths.login + query, {}), 400, 'invalid_request')
      expectProblem(await bench.form(paths.login + query, { username, password }), 400, 'invalid_request')
    },
  }),
  httpAudit({
    id: 'login-body-is-bounded',
    section: 'RFC 9110 §15.5.14',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A password of one mebibyte is refused without being hashed.',
    async check(bench) {
      const { username } = bench.fixtures.accounts[0]
      const body = encodeForm({ username, password: 'x'.repeat(mebibyte) })
      expectProblem(await bench.post(paths.login, { body, type: formType }), [400, 413])
    },
  }),
]
