import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Headers, paths } from '../bench/bench.js'
import { openSignedIn } from '../bench/browser.js'
import { expectJson, expectProblem } from '../bench/expectations.js'
import { refreshed } from '../bench/grants.js'
import { expectList, linkListed } from '../bench/linked.js'
import { formWith } from '../bench/page-form.js'
import { personWith, signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** Only the person of an account may see and end its linked devices. RFC 8628 §5.4 */
export const linkedRefusalAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'linked-needs-a-person',
    section: 'RFC 6750 §3',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A caller who is not signed in receives 401 with a challenge, and unlinks nothing.',
    async check(bench) {
      const { id, linked } = await linkListed(bench, await signIn(bench))
      for (const path of [paths.linkedList, paths.linkedEnd]) {
        const reply = await bench.json(path, { id, all: true })
        expectProblem(reply, 401)
        expectThat(/^Bearer\b/.test(reply.header('WWW-Authenticate') ?? ''), 'a challenge for Bearer', reply)
      }
      const stranger = personWith(bench, 'no-token-of-this-server')
      for (const reply of [await stranger.list(), await stranger.end({ id })]) {
        expectProblem(reply, 401)
        const challenge = reply.header('WWW-Authenticate') ?? ''
        expectThat(/error="invalid_token"/.test(challenge), 'error="invalid_token"', reply)
      }
      await refreshed(bench, linked.refreshToken)
    },
  }),
  httpAudit({
    id: 'linked-is-not-for-devices',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'The token of a device, its first or a refreshed one, can neither list nor end linked devices.',
    async check(bench) {
      const { id, linked } = await linkListed(bench, await signIn(bench))
      const next = await refreshed(bench, linked.refreshToken)
      for (const { accessToken } of [linked, next]) {
        const device = personWith(bench, accessToken)
        expectProblem(await device.list(), 403)
        for (const fields of [{ id }, { all: true }]) expectProblem(await device.end(fields), 403)
      }
      await refreshed(bench, next.refreshToken)
    },
  }),
  httpAudit({
    id: 'linked-asks-the-account-again',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh', 'disable'],
    obligation:
      'While an account is disabled, its linked devices can be neither listed nor ended, by token or by cookie.',
    async check(bench) {
      const [{ username }] = bench.fixtures.accounts
      const person = await signIn(bench)
      const browser = await openSignedIn(bench)
      await bench.disable({ username }, true)
      const replies = [
        await person.list(),
        await person.end({ all: true }),
        await bench.json(paths.linkedList, {}, browser.cookies()),
        await bench.json(paths.linkedEnd, { all: true }, browser.cookies()),
      ]
      const page = await browser.get(paths.linked)
      await bench.disable({ username }, false)
      await bench.pass()
      for (const reply of replies) expectProblem(reply, [401, 403])
      expectThat(formWith(page.body, 'device') === undefined, 'a page without the devices', page)
    },
  }),
  httpAudit({
    id: 'linked-by-the-session-of-the-page',
    section: 'RFC 9700 §2.6',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation:
      'The cookie of a sign-in on the page identifies a person here too, except in requests from other sites.',
    async check(bench) {
      const browser = await openSignedIn(bench)
      const { id, linked } = await linkListed(bench, await signIn(bench))
      const { ids, reply } = expectList(await bench.json(paths.linkedList, {}, browser.cookies()))
      expectThat(ids.includes(id), 'the device in the list', reply)
      const foreign: Headers = [
        ['Origin', 'https://evil.example'],
        ['Sec-Fetch-Site', 'cross-site'],
        ['Sec-Fetch-Site', 'same-site'],
      ]
      for (const header of foreign) {
        for (const path of [paths.linkedList, paths.linkedEnd]) {
          expectProblem(await bench.json(path, { id }, [...browser.cookies(), header]), 403)
        }
      }
      await refreshed(bench, linked.refreshToken)
      expectJson(await bench.json(paths.linkedEnd, { id }, browser.cookies()), 200)
    },
  }),
  httpAudit({
    id: 'linked-takes-json-only',
    section: 'RFC 9110 §15.5.16',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation:
      'Forms are refused with 415, so no cross-site form succeeds, and a request that names no device with 400.',
    async check(bench) {
      const person = await signIn(bench)
      const { id, linked } = await linkListed(bench, person)
      const { authorization } = person
      for (const path of [paths.linkedList, paths.linkedEnd]) {
        expectProblem(await bench.form(path, { id, all: 'true' }, authorization), 415)
        for (const type of ['text/plain', 'multipart/form-data; boundary=x']) {
          expectProblem(await bench.post(path, { body: JSON.stringify({ id }), type }, authorization), 415)
        }
        for (const body of ['', '{', '[]', 'null']) {
          expectProblem(await bench.post(path, { body, type: 'application/json' }, authorization), 400)
        }
        const reply = await bench.send('GET', `${path}?id=${encodeURIComponent(id)}&all=true`, authorization)
        expectProblem(reply, 405)
        expectThat(reply.header('Allow') === 'POST', 'Allow: POST', reply)
      }
      const wrong = [{}, { id: [id] }, { id: null }, { id: { $ne: '' } }, { all: false }, { all: 'true' }, { all: 1 }]
      for (const fields of wrong) expectProblem(await person.end(fields), 400, 'invalid_request')
      const twice = `{"id":"nothing","id":${JSON.stringify(id)}}`
      expectProblem(await bench.post(paths.linkedEnd, { body: twice, type: 'application/json' }, authorization), 400)
      await refreshed(bench, linked.refreshToken)
    },
  }),
]
