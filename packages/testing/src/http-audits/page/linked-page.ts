import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, type Headers, paths } from '../bench/bench.js'
import { type Browser, expectForm, openBrowser, openSignedIn, targetOf } from '../bench/browser.js'
import { expectDead, type Linked, refreshed } from '../bench/grants.js'
import { linkListed } from '../bench/linked.js'
import { expectGuards, expectPage } from '../bench/page-expectations.js'
import { type PageForm, textOf } from '../bench/page-form.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** `/device/linked`: a person's linked devices in a browser without scripts. */
export const linkedPageAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'linked-page-asks-to-sign-in',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A person who is not signed in is asked to sign in, and returns to the list.',
    async check(bench) {
      const [account] = bench.fixtures.accounts
      await linkListed(bench, await signIn(bench, account))
      const browser = openBrowser(bench)
      const reply = await browser.get(paths.linked)
      expectPage(reply, 200)
      expectGuards(reply)
      const { username, password } = account
      const signedIn = await browser.submit(expectForm(reply, 'password'), { username, password })
      expectThat(targetOf(bench, signedIn).endsWith(paths.linked), 'a redirect back to the list', signedIn)
      const list = await browser.follow(signedIn)
      expectPage(list, 200)
      expectGuards(list)
      expectThat(list.body.includes(`${paths.unlink}?device=`), 'a link to unlink the device', list)
    },
  }),
  httpAudit({
    id: 'linked-page-shows-each-device',
    section: 'RFC 8628 §5.4',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'The page shows each linked device: the client, its own description, and a link to unlink it.',
    async check(bench) {
      const { page, id } = await openLinked(bench)
      const text = textOf(page.body)
      for (const shown of [bench.fixtures.client.name, 'Audit TV/1.0']) {
        expectThat(text.includes(shown), `"${shown}" on the page`, page)
      }
      expectThat(page.body.includes(linkOf(id)), 'a link for the device', page)
      expectThat(/\bunlink\b/i.test(text), 'the word "unlink"', page)
    },
  }),
  httpAudit({
    id: 'linked-page-is-found',
    section: 'RFC 8628 §5.4',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'After an approval, the page links to the list of devices.',
    async check(bench) {
      const { userCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const { form } = await browser.confirm(userCode)
      const approved = await browser.submit(form, { decision: 'approve' })
      expectPage(approved, 200)
      expectThat(approved.body.includes(`${paths.linked}"`), `a link to ${paths.linked}`, approved)
    },
  }),
  httpAudit({
    id: 'linked-page-unlinks-one',
    section: 'RFC 9700 §4.14.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation:
      'The page asks before it unlinks a device. Its form unlinks the device, whose tokens are no longer valid then.',
    async check(bench) {
      const { browser, form, id, linked } = await openLinked(bench)
      await refreshed(bench, linked.refreshToken)
      const done = await browser.submit(form)
      expectPage(done, 200)
      const list = await browser.get(paths.linked)
      expectThat(!list.body.includes(linkOf(id)), 'a list without the device', list)
      await expectDead(bench, linked.refreshToken)
      // A second submission changes nothing.
      expectPage(await browser.follow(await browser.submit(form)), 200)
    },
  }),
  httpAudit({
    id: 'linked-page-by-its-own-form-only',
    section: 'RFC 9700 §4.7',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: "Another site's form, a form of another session, and a GET unlink nothing.",
    async check(bench) {
      const { browser, form, id, linked } = await openLinked(bench)
      const everything = { everything: '1' }
      const elsewhere: readonly Headers[] = [
        [['Origin', 'https://evil.example']],
        [['Sec-Fetch-Site', 'cross-site']],
        [['Sec-Fetch-Site', 'same-site']],
      ]
      for (const headers of elsewhere) {
        expectRefused(await browser.submit(form, {}, headers))
        expectRefused(await browser.submit(form, everything, headers))
      }
      for (const csrf of ['', 'x']) {
        expectRefused(await browser.submit(form, { csrf }))
        expectRefused(await browser.submit(form, { ...everything, csrf }))
      }
      const another = await openSignedIn(bench)
      expectRefused(await another.submit(form))
      const query = [...form.fields, ['everything', '1'] as const]
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&')
      for (const path of [paths.linked, paths.unlink]) expectPage(await browser.get(`${path}?${query}`), 200)
      const nobody = await openBrowser(bench).submit(form)
      expectThat(nobody.status === 303 || nobody.status === 401, 'a redirect to sign in, or 401', nobody)
      // A person's own form cannot end the devices of others.
      const stranger = await openSignedIn(bench, bench.fixtures.accounts[1])
      const own = expectForm(await stranger.get(paths.unlinkAll), 'everything')
      await stranger.submit({ ...own, action: form.action }, { device: id })
      await refreshed(bench, linked.refreshToken)
    },
  }),
  httpAudit({
    id: 'linked-page-ends-all',
    section: 'RFC 9700 §4.14.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'One form unlinks everything, and signs the browser itself out.',
    async check(bench) {
      const [, account] = bench.fixtures.accounts
      const { browser, linked } = await openLinked(bench, account)
      const another = await openSignedIn(bench, account)
      const ended = await browser.submit(expectForm(await browser.get(paths.unlinkAll), 'everything'))
      expectPage(ended, 200)
      expectGuards(ended)
      await expectDead(bench, linked.refreshToken)
      for (const signedOut of [browser, another]) expectForm(await signedOut.get(paths.linked), 'password')
      await bench.pass()
    },
  }),
  httpAudit({
    id: 'linked-page-guards',
    section: 'RFC 9700 §4.16',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'No response of the page can be framed, run a script, be stored, or send a referrer.',
    async check(bench) {
      const { browser, page, form } = await openLinked(bench)
      const replies = [
        page,
        await browser.submit(form, { csrf: 'x' }),
        await browser.submit(form, {}, [['Origin', 'https://evil.example']]),
        await browser.submit(form),
        await bench.send('PUT', paths.linked),
        await bench.post(paths.unlink, { body: '{}', type: 'application/json' }),
        await openBrowser(bench).submit(form),
      ]
      for (const reply of replies) expectGuards(reply)
    },
  }),
]

/** A browser on the list, with one device that was just linked. */
async function openLinked(
  bench: Bench,
  account = bench.fixtures.accounts[0],
): Promise<{
  readonly browser: Browser
  readonly page: Reply
  readonly id: string
  /** The form that unlinks that device. */
  readonly form: PageForm
  readonly linked: Linked
}> {
  const { id, linked } = await linkListed(bench, await signIn(bench, account))
  const browser = await openSignedIn(bench, account)
  const page = await browser.get(paths.linked)
  expectPage(page, 200)
  const form = expectForm(await browser.get(linkOf(id)), 'device')
  return { browser, page, id, linked, form }
}

/** The page that asks before it unlinks this device. */
function linkOf(id: string): string {
  return `${paths.unlink}?device=${id}`
}

function expectRefused(reply: Reply): void {
  expectThat(reply.status === 403, 'a refusal with 403', reply)
}
