import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { expectForm, openBrowser, openSignedIn, targetOf } from '../bench/browser.js'
import { textOf } from '../bench/page-form.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** Signing in on the page, and the session after it. */
export const pageSignInAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'page-sign-in-is-its-own',
    section: 'RFC 9700 §4.7',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'The sign-in form works only in its own page and session, so that no other site can sign a person in.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      const browser = openBrowser(bench)
      const form = expectForm(await browser.get(`${paths.page}/confirm`), 'password')
      const values = { username, password }
      expectRefused(await browser.submit(form, values, [['Origin', 'https://evil.example']]))
      expectRefused(await browser.submit(form, values, [['Sec-Fetch-Site', 'cross-site']]))
      expectRefused(await browser.submit(form, { ...values, csrf: 'x' }))
      expectRefused(await openBrowser(bench).submit(form, values))
    },
  }),
  httpAudit({
    id: 'page-sign-in-goes-on-by-get',
    section: 'RFC 9700 §4.12',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'After the sign-in the browser is redirected by 303, with the code and without the password.',
    async check(bench) {
      const { userCode } = await bench.start()
      const reply = await openBrowser(bench).signIn(bench.fixtures.accounts[0], userCode)
      const target = targetOf(bench, reply)
      expectThat(target.includes(userCode), 'the code in the target', reply)
      expectThat(!target.includes('password') && reply.body === '', 'no credentials in the redirect', reply)
    },
  }),
  httpAudit({
    id: 'page-sign-in-keeps-the-code',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A sign-in form that is out of date, or without its cookie, signs no person in and is shown again.',
    async check(bench) {
      const { userCode } = await bench.start()
      const { username, password } = bench.fixtures.accounts[0]
      for (const changes of [{}, { csrf: 'x' }]) {
        const opened = openBrowser(bench)
        const form = expectForm(await opened.get(`${paths.page}/sign-in?user_code=${userCode}`), 'password')
        const browser = 'csrf' in changes ? opened : openBrowser(bench)
        const refused = await browser.submit(form, { username, password, ...changes })
        expectRefused(refused)
        expectForm(await browser.get(`${paths.page}/confirm`), 'password')
        const again = expectForm(refused, 'password')
        const kept = again.fields.some(([name, value]) => name === 'user_code' && value === userCode)
        expectThat(kept && textOf(refused.body).includes(userCode), `the code ${userCode} in the form`, refused)
        expectThat(!refused.body.includes(password), 'no password in a page', refused)
        const signedIn = await browser.submit(again, { username, password })
        expectForm(await browser.follow(signedIn), 'decision')
      }
    },
  }),
  httpAudit({
    id: 'page-sign-in-tells-nothing',
    section: 'RFC 6749 §5.2',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'Wrong password, unknown, disabled and passwordless account: one and the same page.',
    async check(bench) {
      const { accounts, disabledAccount, passwordlessAccount } = bench.fixtures
      const seen = new Set<string>()
      for (const [username, password] of [
        [accounts[0].username, 'not the password'],
        ['nobody-knows-this-account', 'not the password'],
        [disabledAccount.username, disabledAccount.password],
        [passwordlessAccount.username, 'not the password'],
      ] as const) {
        const reply = await openBrowser(bench).signIn({ username, password })
        expectThat(reply.status === 400 && reply.header('Set-Cookie') === undefined, 'a refusal, no session', reply)
        expectThat(!reply.body.includes('not the password'), 'no password in a page', reply)
        seen.add(textOf(reply.body).replaceAll(username, 'the name'))
      }
      expectThat(seen.size === 1, `one page for all, not:\n${[...seen].join('\n')}`)
    },
  }),
  httpAudit({
    id: 'page-session-cookie',
    section: 'RFC 6265bis §4.1.3',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'The cookie is HttpOnly and SameSite, new at each sign-in, and for an https issuer __Host- and Secure.',
    async check(bench) {
      const first = await openBrowser(bench).signIn()
      const browser = openBrowser(bench)
      const anonymous = (await browser.get(`${paths.page}/confirm`)).header('Set-Cookie') ?? ''
      const reply = await browser.signIn()
      const cookie = reply.header('Set-Cookie') ?? ''
      expectThat(
        /; *HttpOnly/i.test(cookie) && /; *SameSite=(Lax|Strict)/i.test(cookie),
        'HttpOnly and SameSite',
        reply,
      )
      if (bench.fixtures.baseUrl.startsWith('https:')) {
        const kept = /^__Host-/.test(cookie) && /; *Secure/i.test(cookie) && /; *Path=\/(;|$)/i.test(cookie)
        expectThat(kept && !/; *Domain=/i.test(cookie), '__Host-, Secure, Path=/ and no Domain', reply)
      }
      const values = [anonymous, cookie, first.header('Set-Cookie') ?? ''].map((text) => text.split(';')[0])
      expectThat(new Set(values).size === 3, 'a new session at each sign-in', reply)
    },
  }),
  httpAudit({
    id: 'page-signs-out',
    section: 'RFC 9700 §4.7',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A signed-in person can sign out by a form of the page, and has no session afterwards.',
    async check(bench) {
      const browser = await openSignedIn(bench)
      const form = expectForm(await browser.get(paths.page), 'csrf')
      expectRefused(await browser.submit(form, {}, [['Origin', 'https://evil.example']]))
      expectRefused(await browser.submit(form, { csrf: 'x' }))
      targetOf(bench, await browser.submit(form))
      expectForm(await browser.get(`${paths.page}/confirm`), 'password')
    },
  }),
  httpAudit({
    id: 'page-changes-accounts-for-a-code',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A person who changes accounts at a code signs in again for that code.',
    async check(bench) {
      const { userCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const { reply } = await browser.confirm(userCode)
      const left = await browser.follow(await browser.submit(expectForm(reply, 'csrf')))
      expectForm(left, 'password')
      expectThat(textOf(left.body).includes(userCode), `the code ${userCode} on the page`, left)
    },
  }),
]

function expectRefused(reply: Reply): void {
  expectThat(reply.status === 403, 'a refusal with 403', reply)
}
