import { type HttpAudit, httpAudit } from './audit.js'
import { paths } from './bench.js'
import { expectForm, openBrowser } from './browser.js'
import { expectPage } from './page-expectations.js'
import { expectThat } from './reply.js'

/** URLs as people type them. */
export const pageAddressAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'page-answers-as-typed',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    obligation: 'The page accepts other capitals in its path, a slash at the end and a doubled slash, with the query.',
    async check(bench) {
      const { userCode } = await bench.start()
      const capitals = (path: string) => path.replace(/[a-z]/g, (letter) => letter.toUpperCase())
      for (const path of [paths.page, `${paths.page}/confirm`, `${paths.page}/sign-in`]) {
        for (const typed of [capitals(path), `${path}/`, `${capitals(path)}/`, `/${path}`]) {
          const query = `?user_code=${userCode}`
          const reply = await openBrowser(bench).get(typed + (typed === capitals(path) ? capitals(query) : query))
          expectPage(reply, 200)
          const { fields } = expectForm(reply, 'user_code')
          expectThat(
            fields.some(([, value]) => value === userCode),
            'the code of the query',
            reply,
          )
          const head = await bench.send('HEAD', typed)
          expectThat(head.status === 200, 'status 200 for HEAD too', head)
        }
      }
    },
  }),
]
