import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, type Headers, paths } from '../bench/bench.js'
import { openBrowser, openSignedIn } from '../bench/browser.js'
import { expectProblem, expectStarted } from '../bench/expectations.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'
import { rightRequests, verificationPaths } from './every-endpoint.js'

const evil = 'https://evil.example'

/** The headers that a browser adds to a request of another site: by a script, by a form, without credentials. */
const fromElsewhere: readonly Headers[] = [
  [
    ['Origin', evil],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Mode', 'no-cors'],
  ],
  [
    ['Origin', 'null'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Mode', 'navigate'],
  ],
  [
    ['Origin', 'https://sibling.evil.example'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Sec-Fetch-Mode', 'cors'],
  ],
  [['Sec-Fetch-Site', 'cross-site']],
]

/** The headers of the page's own requests, and of programs that are not browsers. */
const fromHere: readonly Headers[] = [
  [],
  [['Sec-Fetch-Site', 'same-origin']],
  [
    ['Sec-Fetch-Site', 'none'],
    ['Origin', 'chrome-extension://abcdefghijklmnop'],
  ],
  // `fetch` of Node sends only this header.
  [['Sec-Fetch-Mode', 'cors']],
]

/** Requests that a page of another site makes in a person's browser. Fetch Metadata identifies them. */
export const crossSiteAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'cross-site-requests-are-refused',
    section: 'RFC 6749 §10.12',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'No endpoint of the protocol accepts a request that a page of another site makes in a browser.',
    async check(bench) {
      for (const [path, fields, headers] of rightRequests(bench)) {
        for (const said of fromElsewhere) {
          const reply = await bench.form(path, fields, [...headers, ...said])
          expectProblem(reply, 403, 'invalid_request')
          expectOriginNamed(bench, reply)
        }
      }
    },
  }),
  httpAudit({
    id: 'cross-site-is-not-what-programs-say',
    section: 'RFC 6749 §10.12',
    level: 'MUST',
    basis: 'promise',
    obligation: 'Programs without Fetch Metadata, browser extensions, and pages of the same site are served.',
    async check(bench) {
      for (const said of fromHere) {
        expectStarted(await bench.form(paths.start, { client_id: bench.fixtures.client.clientId }, said))
        for (const [path, fields, headers] of rightRequests(bench)) {
          const reply = await bench.form(path, fields, [...headers, ...said])
          expectThat(reply.status !== 403, 'a status other than 403', reply)
        }
      }
    },
  }),
  httpAudit({
    id: 'cross-site-decides-nothing',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A page of another site cannot decide, with a cookie or with a token of the person.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const person = await signIn(bench)
      const browser = await openSignedIn(bench)
      const { ticket } = await person.view(userCode)
      const approval = { user_code: userCode, ticket, decision: 'approve' }
      for (const said of fromElsewhere) {
        for (const proof of [person.authorization, browser.cookies()]) {
          for (const path of verificationPaths(bench)) {
            const reply = await bench.json(path, approval, [...proof, ...said])
            expectProblem(reply, 403)
            expectOriginNamed(bench, reply)
          }
        }
      }
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'cross-site-forms-name-our-page',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A form of another site changes nothing at the page; the response says where the right page is.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const { form } = await browser.confirm(userCode)
      for (const said of fromElsewhere) {
        for (const reply of [
          await browser.submit(form, { decision: 'approve' }, said),
          await openBrowser(bench).submit({ ...form, action: form.action.replace(/\/confirm$/, '') }, {}, said),
        ]) {
          expectThat(reply.status === 403, 'status 403', reply)
          expectOriginNamed(bench, reply)
        }
      }
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
]

function expectOriginNamed({ fixtures }: Bench, reply: Reply): void {
  const { origin } = new URL(fixtures.baseUrl)
  expectThat(reply.body.includes(origin), `the right origin, ${origin}`, reply)
  expectThat(!reply.body.includes('evil.example'), 'no mention of the other origin', reply)
}
