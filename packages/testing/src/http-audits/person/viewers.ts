import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { openSignedIn } from '../bench/browser.js'
import { expectJson, expectProblem, expectSame, expectTokens } from '../bench/expectations.js'
import { expectActive, expectRevoked, introspect, link, refreshed, revoke } from '../bench/grants.js'
import { personWith, signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** Only people may call the verification interface, by their own login. RFC 8628 §3.3 and §5.4 */
export const viewerAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'viewer-must-be-signed-in',
    section: 'RFC 8628 §5.1',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A caller who is not signed in receives 401 for any code, live or not, and nothing else.',
    async check(bench) {
      const { userCode } = await bench.start()
      const unknown = { user_code: 'BBBB-BBBB', ticket: 'x', decision: 'approve' }
      for (const path of [paths.lookup, paths.decision]) {
        const reply = await bench.json(path, unknown)
        expectProblem(reply, 401)
        expectThat(/^Bearer\b/.test(reply.header('WWW-Authenticate') ?? ''), 'a challenge for Bearer', reply)
        expectSame(reply, await bench.json(path, { ...unknown, user_code: userCode }))
      }
      expectProblem(await personWith(bench, 'no-token-of-this-server').lookUp(userCode), 401)
      expectProblem(await bench.json(paths.lookup, {}, [['Authorization', 'Bearer']]), 401)
    },
  }),
  httpAudit({
    id: 'viewer-hears-of-a-bad-token',
    section: 'RFC 6750 §3.1',
    level: 'SHOULD',
    basis: 'standard',
    obligation: 'For an invalid token the challenge has error="invalid_token".',
    async check(bench) {
      const reply = await personWith(bench, 'no-token-of-this-server').lookUp('BBBB-BBBB')
      expectProblem(reply, 401)
      expectThat(/error="invalid_token"/.test(reply.header('WWW-Authenticate') ?? ''), 'error="invalid_token"', reply)
    },
  }),
  httpAudit({
    id: 'viewer-is-no-device',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    obligation: 'A token from the device flow identifies no person: it can neither look up nor approve.',
    async check(bench) {
      const first = await bench.start({ scope: bench.fixtures.client.scopes[0] })
      const second = await bench.start()
      const person = await signIn(bench)
      await person.approve(first.userCode)
      const { accessToken } = expectTokens(await bench.poll(first.deviceCode))
      const device = personWith(bench, accessToken)
      expectProblem(await device.lookUp(second.userCode), 403)
      const { ticket } = await person.view(second.userCode)
      const approval = { user_code: second.userCode, ticket, decision: 'approve' }
      expectProblem(await device.decide(approval), 403)
      expectProblem(await bench.poll(second.deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'viewer-is-no-device-that-refreshes',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A token from a refresh identifies no person either.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const person = await signIn(bench)
      const { refreshToken } = await link(bench, { person })
      const device = personWith(bench, (await refreshed(bench, refreshToken)).accessToken)
      expectProblem(await device.lookUp(userCode), 403)
      const { ticket } = await person.view(userCode)
      expectProblem(await device.decide({ user_code: userCode, ticket, decision: 'approve' }), 403)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'viewer-is-nobody-once-revoked',
    section: 'RFC 7009 §2',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh', 'introspectingClient'],
    obligation: 'A login whose token was revoked is no longer a sign-in, and receives 401.',
    async check(bench) {
      const { userCode } = await bench.start()
      const { username, password } = bench.fixtures.accounts[0]
      const { accessToken } = expectTokens(await bench.form(paths.login, { username, password }))
      const person = personWith(bench, accessToken)
      await person.view(userCode)
      // Only introspection reports the client of a login.
      const { client_id: clientId } = expectActive(await introspect(bench, accessToken))
      expectRevoked(await revoke(bench, accessToken, { client_id: String(clientId) }))
      expectProblem(await person.lookUp(userCode), 401)
    },
  }),
  httpAudit({
    id: 'viewer-is-asked-for-again',
    section: 'RFC 8628 §3.3',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['disable'],
    obligation: 'The session of an account that was disabled meanwhile decides nothing.',
    async check(bench) {
      const [account] = bench.fixtures.accounts
      const { userCode, deviceCode } = await bench.start()
      const person = await signIn(bench, account)
      const { ticket } = await person.view(userCode)
      await bench.disable({ username: account.username }, true)
      const looked = await person.lookUp(userCode)
      const decided = await person.decide({ user_code: userCode, ticket, decision: 'approve' })
      await bench.disable({ username: account.username }, false)
      expectProblem(looked, [401, 403])
      expectProblem(decided, [401, 403])
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'viewer-by-the-session-of-the-page',
    section: 'RFC 8628 §3.3',
    level: 'MAY',
    basis: 'promise',
    obligation:
      'The cookie of a sign-in on the page identifies a person here too, except in requests from other sites.',
    async check(bench) {
      const { userCode, deviceCode } = await bench.start()
      const browser = await openSignedIn(bench)
      const asked = { user_code: userCode }
      const { ticket } = expectJson(await bench.json(paths.lookup, asked, browser.cookies()), 200)
      const approval = { ...asked, ticket, decision: 'approve' }
      for (const foreign of [
        ['Origin', 'https://evil.example'],
        ['Sec-Fetch-Site', 'cross-site'],
      ] as const) {
        expectProblem(await bench.json(paths.decision, approval, [...browser.cookies(), foreign]), 403)
        expectProblem(await bench.json(paths.lookup, asked, [...browser.cookies(), foreign]), 403)
      }
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
      const reply = await bench.json(paths.decision, approval, browser.cookies())
      expectThat(expectJson(reply, 200)['status'] === 'approved', 'the status approved', reply)
    },
  }),
]
