import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, paths } from '../bench/bench.js'
import { expectForm, openSignedIn } from '../bench/browser.js'
import { expectJson, expectProblem, expectTokens } from '../bench/expectations.js'
import { expectDead, type Linked, link, refreshed } from '../bench/grants.js'
import { linkedFrom } from '../bench/linked.js'
import { expectPage } from '../bench/page-expectations.js'
import { type Person, personWith, signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

// More than a person looks at.
const mostOnAPage = 50
const mostPages = 100

/** Accounts with very many linked devices. */
export const linkedManyAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'linked-comes-in-pages',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A list has at most fifty devices in each response, leads on to the next, and shows no device twice.',
    async check(bench) {
      const { person, first, last } = await crowd(bench)
      const pages = [await linkedFrom(person)]
      for (let next = pages[0]?.next; next !== undefined && pages.length < mostPages; next = pages.at(-1)?.next) {
        // A device that is used meanwhile moves to the start, and no other device moves.
        if (pages.length === 1) await refreshed(bench, last.refreshToken)
        pages.push(await linkedFrom(person, next))
      }
      const ids = pages.flatMap((page) => page.ids)
      for (const { ids: shown, reply } of pages) {
        expectThat(shown.length <= mostOnAPage, `${mostOnAPage} devices at most`, reply)
      }
      const replies = pages.map(({ reply }) => reply)
      expectThat(pages[0]?.next !== undefined, 'a next, because there are more', ...replies)
      expectThat(new Set(ids).size === ids.length, 'each device once', ...replies)
      expectThat(ids.length > mostOnAPage, 'all of the devices', ...replies)
      expectProblem(await person.list('no place of a list'), 400)
      expectJson(await person.end({ all: true }), 200)
      await expectDead(bench, first.refreshToken)
      await bench.pass()
    },
  }),
  httpAudit({
    id: 'linked-ends-all-of-very-many',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'With very many devices the page shows a part, links to the next part, and unlinks all by one form.',
    async check(bench) {
      const { first, last } = await crowd(bench)
      const browser = await openSignedIn(bench, bench.fixtures.accounts[1])
      const page = await browser.get(paths.linked)
      expectPage(page, 200)
      const shown = page.body.split(`${paths.unlink}?device=`).length - 1
      expectThat(shown > 0 && shown <= mostOnAPage, `${mostOnAPage} devices at most`, page)
      expectThat(page.body.includes('rel="next"'), 'a link to the next page', page)
      expectPage(await browser.submit(expectForm(await browser.get(paths.unlinkAll), 'everything')), 200)
      for (const { refreshToken } of [first, last]) await expectDead(bench, refreshToken)
      await bench.pass()
    },
  }),
  httpAudit({
    id: 'linked-has-a-most',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'Sign-ins of one client to one account are limited: beyond the limit, the one used longest ago ends.',
    async check(bench) {
      const [, account] = bench.fixtures.accounts
      const keeper = await link(bench, { person: await signIn(bench, account) })
      const first = await stayingSignIn(bench)
      const next = await stayingSignIn(bench)
      expectJson(await first.list(), 200)
      for (let count = 2; count <= bench.fixture('refresh').grantsPerClient; count++) await stayingSignIn(bench)
      expectProblem(await first.list(), 401)
      expectJson(await next.list(), 200)
      await refreshed(bench, keeper.refreshToken)
      expectJson(await next.end({ all: true }), 200)
      await bench.pass()
    },
  }),
]

/** Links more devices to an account than fit on a page, and long sign-ins. Returns the first and the last device. */
async function crowd(
  bench: Bench,
): Promise<{ readonly person: Person; readonly first: Linked; readonly last: Linked }> {
  const person = await signIn(bench, bench.fixtures.accounts[1])
  const first = await link(bench, { person })
  const { grantsPerClient } = bench.fixture('refresh')
  const signIns = Math.min(grantsPerClient - 1, mostOnAPage - 10)
  for (let count = 0; count < signIns; count++) await stayingSignIn(bench)
  for (let count = signIns; count < mostOnAPage; count++) await link(bench, { person })
  return { person, first, last: await link(bench, { person }) }
}

/** Signs in to the second account, with a refresh token. */
async function stayingSignIn(bench: Bench): Promise<Person> {
  const { username, password } = bench.fixtures.accounts[1]
  await bench.pass()
  const scope = `${bench.fixtures.loginScope} ${bench.fixture('refresh').scope}`
  const { accessToken } = expectTokens(await bench.form(paths.login, { username, password, scope }))
  return personWith(bench, accessToken)
}
