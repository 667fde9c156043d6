import { second } from '../../time.js'
import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Headers, paths } from '../bench/bench.js'
import { expectForm, openBrowser, openSignedIn } from '../bench/browser.js'
import { expectProblem, expectTokens } from '../bench/expectations.js'
import { textOf } from '../bench/page-form.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** Signing in and deciding on the page, RFC 8628 §3.3 and §5.4. */
export const pageDecisionAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'page-flow',
    section: 'RFC 8628 §3.3',
    level: 'MUST',
    basis: 'promise',
    obligation:
      'A person gets from the code to the tokens by forms alone: sign-in, confirm step with the code, approval.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      const browser = openBrowser(bench)
      const start = await browser.get(paths.page)
      const entered = await browser.submit(expectForm(start, 'user_code'), { user_code: userCode.toLowerCase() })
      const signIn = expectForm(await browser.follow(entered), 'password')
      const { username, password } = bench.fixtures.accounts[0]
      const confirm = await browser.follow(await browser.submit(signIn, { username, password }))
      const decided = await browser.submit(expectForm(confirm, 'decision'), { decision: 'approve' })
      expectResult(decided, /go back to your device/i)
      expectTokens(await bench.poll(deviceCode))
    },
  }),
  httpAudit({
    id: 'page-shows-who-asks-for-what',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'standard',
    obligation:
      'The confirm step shows code, client, scopes, device and account of the stored request, and both choices.',
    async check(bench) {
      const { client, accounts } = bench.fixtures
      const fields = { client_id: client.clientId, scope: `${client.scopes[0]} ${client.scopes[1]}` }
      const reply = await bench.form(paths.start, fields, [['User-Agent', 'Audit TV/1.0']])
      const [, userCode = ''] = /"user_code":"([^"]+)"/.exec(reply.body) ?? []
      const browser = await openSignedIn(bench)
      const lies = '&client_name=Good&client=Good&scope=none&user=bob&username=bob'
      const page = await browser.get(`${paths.page}/confirm?user_code=${userCode}${lies}`)
      const text = textOf(page.body)
      for (const shown of [
        userCode,
        client.name,
        client.scopes[0],
        client.scopes[1],
        'Audit TV/1.0',
        accounts[0].username,
      ]) {
        expectThat(text.includes(shown), `"${shown}" on the page`, page)
      }
      expectThat(!/\bGood\b/.test(text), 'no text from the URL', page)
      expectThat(/\bDeny\b/.test(text) && /\bApprove\b/.test(text), 'a button to deny and a button to approve', page)
      expectThat(/only approve if you started this/i.test(text), 'a plain warning', page)
    },
  }),
  httpAudit({
    id: 'page-decides-by-its-own-form-only',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation:
      "Another site's form, and a ticket that is missing, of another session, or from before the sign-in, decide nothing.",
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const { form } = await browser.confirm(userCode)
      const approve = { decision: 'approve' }
      const elsewhere: readonly Headers[] = [
        [['Origin', 'https://evil.example']],
        [['Sec-Fetch-Site', 'cross-site']],
        [['Sec-Fetch-Site', 'same-site']],
        [
          ['Origin', 'null'],
          ['Sec-Fetch-Site', 'cross-site'],
        ],
      ]
      for (const headers of elsewhere) expectRefused(await browser.submit(form, approve, headers))
      for (const ticket of ['', 'x']) expectRefused(await browser.submit(form, { ...approve, ticket }))
      const other = await openSignedIn(bench, bench.fixtures.accounts[1])
      expectRefused(await other.submit(form, approve))
      await browser.signIn()
      expectRefused(await browser.submit(form, approve))
      const nobody = await openBrowser(bench).submit(form, approve)
      expectThat(nobody.status === 303 || nobody.status === 401, 'a redirect to sign in, or 401', nobody)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'page-narrows-the-scope',
    section: 'RFC 6749 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A scope value that the person unticks is not granted.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { deviceCode, userCode } = await bench.start({ scope: `${scopes[0]} ${scopes[1]}` })
      const browser = await openSignedIn(bench)
      const { form } = await browser.confirm(userCode)
      const fields = form.fields.filter(([name, value]) => !(name === 'scope' && value === scopes[0]))
      await browser.submit({ ...form, fields }, { decision: 'approve' })
      const reply = await bench.poll(deviceCode)
      expectThat(expectTokens(reply).scope === scopes[1], `the scope ${scopes[1]}`, reply)
    },
  }),
  httpAudit({
    id: 'page-asks-again-when-nothing-is-ticked',
    section: 'RFC 6749 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation: 'An approval with nothing ticked decides nothing: the page asks again, with nothing ticked.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { deviceCode, userCode } = await bench.start({ scope: `${scopes[0]} ${scopes[1]}` })
      const browser = await openSignedIn(bench)
      const { form } = await browser.confirm(userCode)
      const fields = form.fields.filter(([name]) => name !== 'scope')
      const asked = await browser.submit({ ...form, fields }, { decision: 'approve' })
      expectThat(asked.status === 400 && /nothing/i.test(textOf(asked.body)), 'a page that says so, with 400', asked)
      const again = expectForm(asked, 'decision')
      expectThat(!again.fields.some(([name]) => name === 'scope'), 'nothing ticked', asked)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      expectResult(await browser.submit(again, { scope: scopes[1], decision: 'approve' }), /go back to your device/i)
      const reply = await bench.poll(deviceCode)
      expectThat(expectTokens(reply).scope === scopes[1], `the scope ${scopes[1]}`, reply)
    },
  }),
  httpAudit({
    id: 'page-tells-what-is-stored',
    section: 'RFC 8628 §3.3',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A form sent twice shows the same result; the opposite choice shows the decision that stands.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const { form } = await browser.confirm(userCode)
      for (let click = 0; click < 2; click++) {
        expectResult(await browser.submit(form, { decision: 'deny' }), /denied/i)
      }
      const contrary = await browser.submit(form, { decision: 'approve' })
      const isShown = contrary.status === 409 && /denied/i.test(textOf(contrary.body))
      expectThat(isShown, 'a page with status 409 that says it was denied', contrary)
      expectProblem(await bench.poll(deviceCode), 400, 'access_denied')
    },
  }),
  httpAudit({
    id: 'page-of-a-dead-code',
    section: 'RFC 8628 §3.3',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['advance'],
    obligation: 'For an expired or unknown code the page says so, and the person may enter another one.',
    async check(bench) {
      const { userCode, expiresIn } = await bench.start()
      const before = await (await openSignedIn(bench)).confirm(userCode)
      await bench.advance(expiresIn * second)
      const browser = await openSignedIn(bench)
      for (const code of [userCode, 'BBBB-BBBB']) {
        const reply = await browser.get(`${paths.page}/confirm?user_code=${code}`)
        const isShown = reply.status === 404 && /expired/i.test(textOf(reply.body))
        expectThat(isShown, 'a page with status 404 that says the code may have expired', reply)
        expectForm(reply, 'user_code')
      }
      const late = await browser.submit(before.form, { decision: 'approve' })
      expectThat(late.status === 403 || late.status === 404, 'no decision after the code expired', late)
    },
  }),
]

function expectResult(reply: Reply, words: RegExp): void {
  expectThat(reply.status === 200 && words.test(textOf(reply.body)), `a page that says ${words}`, reply)
}

function expectRefused(reply: Reply): void {
  expectThat(reply.status === 403, 'a refusal with 403', reply)
}
