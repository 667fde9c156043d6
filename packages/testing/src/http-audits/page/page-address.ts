import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { type Browser, expectForm, openBrowser, openSignedIn } from '../bench/browser.js'
import { expectPage } from '../bench/page-expectations.js'
import { formWith } from '../bench/page-form.js'
import { expectThat, type Reply } from '../bench/reply.js'

/** URLs as people type them. */
export const pageAddressAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'page-answers-as-typed',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation:
      'The page accepts other capitals in its path, a slash at the end and a doubled slash, with the query, or redirects them.',
    async check(bench) {
      const { userCode } = await bench.start()
      for (const path of [paths.page, `${paths.page}/confirm`, `${paths.page}/sign-in`]) {
        for (const typed of [capitals(path), `${path}/`, `${capitals(path)}/`, `/${path}`]) {
          const query = `?user_code=${userCode}`
          const reply = await getAndFollow(
            openBrowser(bench),
            typed + (typed === capitals(path) ? capitals(query) : query),
          )
          expectPage(reply, 200)
          const { fields } = expectForm(reply, 'user_code')
          expectThat(
            fields.some(([, value]) => value === userCode),
            'the code of the query',
            reply,
          )
          const head = await bench.send('HEAD', typed)
          expectThat(head.status === 200 || isRedirect(head), 'status 200 or a redirect for HEAD too', head)
        }
      }
    },
  }),
  httpAudit({
    id: 'page-looks-at-codes-at-one-address',
    section: 'RFC 8628 §5.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation:
      'No path with other capitals or doubled slashes looks a code up, so that limits on guesses by path apply.',
    async check(bench) {
      const { userCode } = await bench.start()
      const browser = await openSignedIn(bench)
      // No doubled slash at the start of the path: some frameworks remove it below their own path.
      const confirm = `${paths.page}/confirm`
      for (const typed of [capitals(paths.page), capitals(confirm), `${paths.page}//confirm`]) {
        const reply = await browser.get(`${typed}?user_code=${userCode}`)
        expectThat(
          formWith(reply.body, 'decision') === undefined,
          'no confirm page at another spelling of the path',
          reply,
        )
      }
    },
  }),
]

const capitals = (path: string) => path.replace(/[a-z]/g, (letter) => letter.toUpperCase())

const isRedirect = ({ status }: Reply) => [301, 302, 303, 307, 308].includes(status)

async function getAndFollow(browser: Browser, path: string): Promise<Reply> {
  const reply = await browser.get(path)
  return isRedirect(reply) ? browser.follow(reply) : reply
}
