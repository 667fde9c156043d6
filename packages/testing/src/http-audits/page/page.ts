import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Headers, paths } from '../bench/bench.js'
import { expectForm, openBrowser, openSignedIn, targetOf } from '../bench/browser.js'
import { expectProblem } from '../bench/expectations.js'
import { expectGuards, expectPage } from '../bench/page-expectations.js'
import { textOf } from '../bench/page-form.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** The page of RFC 8628 §3.3 in a browser without scripts: the code, the sign-in, and the security headers. */
export const pageAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'page-asks-for-the-code',
    section: 'RFC 8628 §3.3',
    level: 'MUST',
    basis: 'standard',
    obligation: 'The page accepts the code in a form, with or without a sign-in.',
    async check(bench) {
      for (const browser of [openBrowser(bench), await openSignedIn(bench)]) {
        const reply = await browser.get(paths.page)
        expectPage(reply, 200)
        expectForm(reply, 'user_code')
      }
    },
  }),
  httpAudit({
    id: 'page-link-leads-to-one-question',
    section: 'RFC 8628 §3.3.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation:
      'A link with the code leads, after the sign-in, to the page that shows the code and asks. It decides nothing.',
    async check(bench) {
      const { deviceCode, userCode, verificationUriComplete = '' } = await bench.start()
      const path = verificationUriComplete.slice(bench.fixtures.baseUrl.length)
      const stranger = openBrowser(bench)
      const asked = await stranger.get(path)
      expectPage(asked, 200)
      expectThat(textOf(asked.body).includes(userCode), `the code ${userCode} on the page`, asked)
      const { username, password } = bench.fixtures.accounts[0]
      const signedIn = await stranger.submit(expectForm(asked, 'password'), { username, password })
      for (const reply of [await stranger.follow(signedIn), await (await openSignedIn(bench)).get(path)]) {
        expectPage(reply, 200)
        expectForm(reply, 'decision')
        expectThat(textOf(reply.body).includes(userCode), `the code ${userCode} on the page`, reply)
      }
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'page-guards',
    section: 'RFC 9700 §4.16',
    level: 'MUST',
    basis: 'standard',
    obligation: 'No page, whatever its status, can be framed, run a script, be stored, or send a referrer.',
    async check(bench) {
      const { userCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const { reply: confirm, form } = await browser.confirm(userCode)
      const replies = [
        await bench.send('GET', paths.page),
        await bench.send('GET', `${paths.page}/confirm?user_code=${userCode}`),
        confirm,
        await browser.submit(form, { ticket: 'x' }),
        await browser.get(`${paths.page}/confirm?user_code=BBBB-BBBB`),
        await bench.send('PUT', paths.page),
        await bench.form(paths.page, { user_code: 'nothing' }),
        await bench.form(paths.page, { user_code: userCode }),
        await bench.post(paths.page, { body: '{}', type: 'application/json' }),
        await bench.post(paths.page, { body: '%', type: 'application/x-www-form-urlencoded' }),
        await bench.form(`${paths.page}/confirm`, {}, [['Origin', 'https://evil.example']]),
        await browser.submit(form, { decision: 'deny' }),
      ]
      for (const reply of replies) expectGuards(reply)
    },
  }),
  httpAudit({
    id: 'page-escapes',
    section: 'RFC 6749 §10.14',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Text from a URL, a form or a device is shown as text.',
    async check(bench) {
      for (const evil of [
        '<script>alert(1)</script>',
        '"><svg onload=alert(1)>',
        "'><img src=x>",
        'javascript:alert(1)',
      ]) {
        const query = `?user_code=${encodeURIComponent(evil)}`
        const browser = await openSignedIn(bench)
        for (const reply of [
          await browser.get(paths.page + query),
          await browser.get(`${paths.page}/confirm${query}`),
          await bench.send('GET', `${paths.page}/confirm${query}`),
          await bench.form(paths.page, { user_code: evil }),
        ]) {
          expectText(reply)
        }
        const device: Headers = [['User-Agent', evil]]
        const reply = await bench.form(paths.start, { client_id: bench.fixtures.client.clientId }, device)
        const [, userCode = ''] = /"user_code":"([^"]+)"/.exec(reply.body) ?? []
        expectText((await browser.confirm(userCode)).reply)
      }
    },
  }),
  httpAudit({
    id: 'page-hides-codes-from-strangers',
    section: 'RFC 8628 §5.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'To a person who is not signed in, a live code looks like an unknown one.',
    async check(bench) {
      const { userCode } = await bench.start()
      const seen: string[] = []
      for (const code of [userCode, 'BBBB-BBBB']) {
        const reply = await openBrowser(bench).get(`${paths.page}/confirm?user_code=${code}`)
        seen.push(`${reply.status} ${textOf(reply.body).replaceAll(code, 'the code')}`)
        const entered = await bench.form(paths.page, { user_code: code })
        seen.push(`${entered.status} ${targetOf(bench, entered).replaceAll(code, 'the code')}`)
      }
      const same = seen[0] === seen[2] && seen[1] === seen[3]
      expectThat(same, `the same for a live code and an unknown one, but the server sent:\n${seen.join('\n')}`)
    },
  }),
  httpAudit({
    id: 'page-changes-nothing-on-get',
    section: 'RFC 9110 §9.2.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'No GET decides anything, whatever its query says.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const { form } = await browser.confirm(userCode)
      const query = [...form.fields, ['decision', 'approve'] as const]
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&')
      for (const path of ['', '/confirm', '/decision', '/lookup']) await browser.get(`${paths.page}${path}?${query}`)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'page-leads-nowhere-else',
    section: 'RFC 9700 §2.1',
    level: 'MUST',
    basis: 'standard',
    obligation: 'The page never leads to another origin, whatever target a URL or a form names.',
    async check(bench) {
      const { username, password } = bench.fixtures.accounts[0]
      for (const evil of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
        const names = ['return_to', 'returnTo', 'next', 'redirect_uri', 'user_code']
        const query = names.map((name) => `${name}=${encodeURIComponent(evil)}`).join('&')
        const browser = openBrowser(bench)
        const form = expectForm(await browser.get(`${paths.page}/sign-in?${query}`), 'password')
        const values = Object.fromEntries(names.map((name) => [name, evil]))
        targetOf(bench, await browser.submit(form, { ...values, username, password }))
      }
    },
  }),
]

function expectText(reply: Reply): void {
  expectThat(
    !/<script\b(?!-)|<svg onload|<img src=x|href="javascript:|onerror=alert\(1\)>/i.test(reply.body),
    'text, not markup',
    reply,
  )
}
