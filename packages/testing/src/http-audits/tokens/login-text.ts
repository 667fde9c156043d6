import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, formType, jsonType, paths } from '../bench/bench.js'
import { expectProblem, expectTokens } from '../bench/expectations.js'
import type { Reply } from '../bench/reply.js'

/** How usernames and passwords are compared, NIST SP 800-63B-4 §3.1.1.2 and RFC 8265. */
export const loginTextAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'login-name-has-one-form',
    section: 'RFC 8265 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'ASCII capitals in a username and spaces around it do not matter.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      for (const typed of [username.toUpperCase(), ` ${username} `, `\t${username}\r\n`]) {
        expectTokens(await bench.form(paths.login, { username: typed, password }))
      }
    },
  }),
  httpAudit({
    id: 'login-name-has-no-look-alikes',
    section: 'RFC 8265 §3.3',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Full-width letters, combining marks, Unicode spaces and NUL never lead to the account.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      const fullWidth = username.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
      for (const typed of [
        fullWidth,
        `${username}\u0301`,
        `\u00a0${username}`,
        `${username}\u0000`,
        `${username}\u200b`,
      ]) {
        expectProblem(await bench.form(paths.login, { username: typed, password }), 400, 'invalid_grant')
      }
    },
  }),
  httpAudit({
    id: 'login-password-is-composed',
    section: 'NIST SP 800-63B-4 §3.1.1.2',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'A precomposed letter and the same letter with a combining accent are equal in a password.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[1]
      expectTokens(await bench.form(paths.login, { username, password: password.normalize('NFC') }))
      expectTokens(await bench.form(paths.login, { username, password: password.normalize('NFD') }))
    },
  }),
  httpAudit({
    id: 'login-password-is-exact',
    section: 'NIST SP 800-63B-4 §3.1.1.2',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A password is not trimmed, case-folded, truncated or replaced by compatible characters.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[1]
      const others = [
        ` ${password}`,
        `${password} `,
        `${password}\u0000`,
        `${password}\u0000x`,
        `${password}x`,
        password.slice(0, -1),
        password.toUpperCase(),
        `${password}${'x'.repeat(72)}`,
        password.replace(/[!-~]/, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
        password.includes(' ') ? password.replace(' ', '\u00a0') : `\u00a0${password}`,
      ]
      for (const other of others) {
        expectProblem(await bench.form(paths.login, { username, password: other }), 400, 'invalid_grant')
      }
    },
  }),
  httpAudit({
    id: 'login-password-is-capped',
    section: 'NIST SP 800-63B-4 §3.1.1.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: '64 characters of four bytes are compared; far longer input is refused like a wrong password.',
    async check(bench) {
      const { username } = bench.fixtures.accounts[0]
      for (const password of ['\u{1f4fa}'.repeat(64), 'x'.repeat(1_025), 'x'.repeat(30_000)]) {
        expectProblem(await bench.form(paths.login, { username, password }), 400, 'invalid_grant')
      }
    },
  }),
  httpAudit({
    id: 'login-text-is-well-formed',
    section: 'RFC 6749 appendix B',
    level: 'MUST',
    basis: 'promise',
    obligation: 'A lone surrogate in JSON, or broken UTF-8 in a form, is an invalid_request.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      for (const half of ['\\ud800', '\\udfff']) {
        expectMalformed(await raw(bench, `{"username":"${username}","password":"${half}"}`, jsonType))
        expectMalformed(await raw(bench, `{"username":"${username}${half}","password":"x"}`, jsonType))
      }
      for (const bytes of ['%C3%28', '%FF', '%ED%A0%80', '%C0%80']) {
        expectMalformed(await raw(bench, `username=${username}&password=${bytes}`, formType))
        expectMalformed(await raw(bench, `username=${bytes}&password=x`, formType))
      }
      const broken = [...new TextEncoder().encode(`{"username":"${username}","password":"`), 0xff, 0x22, 0x7d]
      expectMalformed(await bench.post(paths.login, { body: Uint8Array.from(broken), type: jsonType }))
      expectTokens(await bench.json(paths.login, { username, password }))
    },
  }),
]

function raw(bench: Bench, body: string, type: string): Promise<Reply> {
  return bench.post(paths.login, { body, type })
}

function expectMalformed(reply: Reply): void {
  expectProblem(reply, 400, 'invalid_request')
}
