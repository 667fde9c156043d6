import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, paths } from '../bench/bench.js'
import { expectForm, openBrowser, openSignedIn, targetOf } from '../bench/browser.js'
import { expectJson, expectTokens, type Started } from '../bench/expectations.js'
import { expectPage } from '../bench/page-expectations.js'
import { textOf } from '../bench/page-form.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'
import { expectFound } from './user-codes.js'

/** What people paste instead of a code: a code with characters that chats add, and links. RFC 8628 §6.1 */
export const userCodeInputAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'user-code-between-marks',
    section: 'RFC 8628 §6.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation:
      'Invisible marks, quotes, brackets, punctuation and all kinds of dashes are ignored, wherever they stand.',
    async check(bench) {
      const marks = [
        ...['\u00ad', '\u180e', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff', '\ufe0f'],
        ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'],
        ...['"', "'", '`', '“', '”', '‘', '’', '«', '»', '(', ')', '[', ']', '{', '}', '<', '>', '【', '】'],
        ...[
          '!',
          ',',
          ';',
          ':',
          '/',
          '\\',
          '|',
          '*',
          '+',
          '=',
          '~',
          '#',
          '&',
          '?',
          '%',
          '·',
          '・',
          '。',
          '、',
          '\u0000',
        ],
        ...['\u2043', '\u2053', '\u2e3a', '\u301c', '\u3030', '\ufe31', '\uff0d', '\u3000', '\u0301'],
      ]
      await expectFound(bench, (code) => [
        ...marks.map((mark) => `${mark}${[...code.replaceAll('-', '')].join(mark)}${mark}`),
        `\u2068${code}\u2069`,
        `**${code}**`,
        `👉 ${code} 👈`,
      ])
    },
  }),
  httpAudit({
    id: 'user-code-in-full-width',
    section: 'RFC 8628 §6.1',
    level: 'MAY',
    basis: 'promise',
    obligation: 'Full-width letters and digits, as East Asian keyboards write them, are read as letters and digits.',
    async check(bench) {
      const wide = (text: string) =>
        text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
      await expectFound(bench, (code) => [wide(code), wide(code.toLowerCase()), wide(code.slice(0, 3)) + code.slice(3)])
    },
  }),
  httpAudit({
    id: 'user-code-of-a-pasted-link',
    section: 'RFC 8628 §3.3.1',
    level: 'MAY',
    basis: 'promise',
    obligation: 'A pasted verification_uri_complete is read as its code: at the look-up, at the decision, on the page.',
    async check(bench) {
      const started = await bench.start()
      const link = linkOf(bench, started)
      const encoded = encodeURIComponent(link)
      const pasted = [
        link,
        link.replace(/-/g, '%2D'),
        encoded,
        `https://mail-filter.example/?url=${encoded}&data=05%7C02`,
        `Open ${link} to go on.`,
        `<${link}>`,
        `${link}&utm_source=chat#top`,
      ]
      const person = await signIn(bench)
      for (const typed of pasted) {
        const reply = await person.lookUp(typed)
        expectThat(expectJson(reply, 200)['user_code'] === started.userCode, `the code ${started.userCode}`, reply)
        const page = await openBrowser(bench).get(paths.page)
        const entered = await openBrowser(bench).submit(expectForm(page, 'user_code'), { user_code: typed })
        expectThat(targetOf(bench, entered).includes(started.userCode), 'the code in the target', entered)
      }
      const { ticket } = await person.view(link)
      expectJson(await person.decide({ user_code: link, ticket, decision: 'approve' }), 200)
      expectTokens(await bench.poll(started.deviceCode))
    },
  }),
  httpAudit({
    id: 'user-code-of-a-link-with-any-proof',
    section: 'RFC 8628 §3.3.1',
    level: 'MAY',
    basis: 'promise',
    obligation:
      'A link leads to its code with a wrong proof and without one, and its proof is kept through the sign-in.',
    async check(bench) {
      const started = await bench.start()
      const { userCode } = started
      const { username, password } = bench.fixtures.accounts[0]
      const browser = await openSignedIn(bench)
      for (const proof of ['', '&k=', '&k=AAAAAAAAAAAAAAAA', '&k=%3Cb%3E', '&k=%FF']) {
        const page = await browser.get(`${paths.page}?user_code=${userCode}${proof}`)
        expectThat(
          expectForm(page, 'decision').fields.some(([, value]) => value === userCode),
          'the code',
          page,
        )
      }
      const { authorization } = await signIn(bench)
      for (const k of ['', 'A', 'AAAAAAAAAAAAAAAA', 7, null, []]) {
        expectJson(await bench.json(paths.lookup, { user_code: userCode, k }, authorization), 200)
      }
      const { search } = new URL(linkOf(bench, started))
      const stranger = openBrowser(bench)
      const form = expectForm(await stranger.get(paths.page + search), 'password')
      const reply = await stranger.submit(form, { username, password })
      const [kept = ''] = /&k=[\w-]+/.exec(search) ?? []
      expectThat(targetOf(bench, reply).includes(kept), 'the proof of the link in the target', reply)
    },
  }),
  httpAudit({
    id: 'user-code-is-missing-from-a-link',
    section: 'RFC 8628 §3.3.1',
    level: 'MAY',
    basis: 'promise',
    obligation: 'For a link whose code cannot be read, opened or pasted, the page says so and asks for the code.',
    async check(bench) {
      const link = linkOf(bench, await bench.start())
      const [address = '', query = ''] = link.split('?')
      const [name = ''] = query.split('=')
      const [withoutProof = ''] = link.split('&k=')
      const cut = withoutProof.slice(0, -1)
      for (const path of [cut, `${address}?${name}=%`, `${link}&${query}`, `${address}/confirm?${name}=nothing`]) {
        const { origin } = new URL(link)
        expectCodeless(await bench.sendRaw({ method: 'GET', path: path.slice(origin.length), headers: [] }))
      }
      for (const pasted of [cut, address]) expectCodeless(await bench.form(paths.page, { user_code: pasted }))
    },
  }),
]

function linkOf(bench: Bench, { userCode, verificationUriComplete }: Started): string {
  return verificationUriComplete ?? `${bench.fixtures.baseUrl}${paths.page}?user_code=${userCode}`
}

function expectCodeless(reply: Reply): void {
  expectPage(reply, 400)
  expectThat(/\blink\b.*\bcode\b/i.test(textOf(reply.body)), 'a page that says that the link has no code', reply)
  expectForm(reply, 'user_code')
}
