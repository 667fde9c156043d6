import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectClientChallenge, expectProblem, expectSame, expectTokens } from '../bench/expectations.js'
import { byBasic, expectDead, expectLasting, inBody, type Parameters, refreshed } from '../bench/grants.js'
import { personWith, signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/**
 * `grant_type=password`, RFC 6749 §4.3, which RFC 9700 §2.4 forbids: it is off, or limited to a client that may use it.
 */
export const passwordGrantAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'password-grant-is-off',
    section: 'RFC 9700 §2.4',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Only a client that may use the password grant gets tokens for a password, as a form and as JSON.',
    async check(bench) {
      const { client, confidentialClient, passwordClient } = bench.fixtures
      const error = passwordClient === undefined ? 'unsupported_grant_type' : 'unauthorized_client'
      const isOther = passwordClient?.clientId !== confidentialClient.clientId
      for (const credentials of [{ client_id: client.clientId }, ...(isOther ? [inBody(confidentialClient)] : [])]) {
        const fields = { ...passwordFields(bench), ...credentials }
        expectProblem(await bench.form(paths.token, fields), 400, error)
        expectProblem(await bench.json(paths.token, fields), 400, error)
        expectProblem(await bench.form(paths.token, { ...fields, password: 'not the password' }), 400, error)
      }
    },
  }),
  httpAudit({
    id: 'password-grant-gives-tokens',
    section: 'RFC 6749 §4.3.3',
    level: 'MUST',
    basis: 'standard',
    needs: ['passwordClient'],
    obligation: 'Its client gets tokens for username and password, by Basic and in the body, as a form and as JSON.',
    async check(bench) {
      const passwordClient = bench.fixture('passwordClient')
      const [scope] = bench.fixtures.client.scopes
      const fields = passwordFields(bench)
      expectTokens(await bench.form(paths.token, fields, byBasic(passwordClient)))
      expectTokens(await bench.form(paths.token, { ...fields, ...inBody(passwordClient) }))
      const reply = await bench.json(paths.token, { ...fields, ...inBody(passwordClient), scope })
      expectThat(expectTokens(reply).scope === scope, `the scope ${scope}`, reply)
      expectThat(reply.header('Set-Cookie') === undefined, 'no Set-Cookie', reply)
    },
  }),
  httpAudit({
    id: 'password-grant-needs-its-client',
    section: 'RFC 6749 §4.3.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['passwordClient'],
    obligation: 'A client that does not authenticate receives invalid_client, whether the password is right or wrong.',
    async check(bench) {
      const { clientId } = bench.fixture('passwordClient')
      for (const password of [bench.fixtures.accounts[0].password, 'not the password']) {
        const fields = { ...passwordFields(bench), password }
        expectClientChallenge(await bench.form(paths.token, { ...fields, client_id: clientId }))
        const wrong = { clientId, secret: 'not the secret' }
        expectClientChallenge(await bench.form(paths.token, { ...fields, ...inBody(wrong) }))
        expectClientChallenge(await bench.form(paths.token, fields, byBasic(wrong)))
        expectProblem(await bench.form(paths.token, fields), [400, 401])
      }
    },
  }),
  httpAudit({
    id: 'password-grant-tells-nothing',
    section: 'RFC 6749 §5.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['passwordClient'],
    obligation: 'Wrong password, unknown, disabled and passwordless account: one and the same invalid_grant.',
    async check(bench) {
      const { accounts, disabledAccount, passwordlessAccount } = bench.fixtures
      const credentials = byBasic(bench.fixture('passwordClient'))
      const ask = (username: string, password: string) =>
        bench.form(paths.token, { ...passwordFields(bench), username, password }, credentials)
      const wrong = await ask(accounts[0].username, 'not the password')
      expectProblem(wrong, 400, 'invalid_grant')
      for (const [username, password] of [
        ['nobody-knows-this-account', 'not the password'],
        [disabledAccount.username, disabledAccount.password],
        [passwordlessAccount.username, 'not the password'],
        [accounts[0].username, accounts[1].password],
      ] as const) {
        expectSame(wrong, await ask(username, password))
      }
    },
  }),
  httpAudit({
    id: 'password-grant-needs-both',
    section: 'RFC 6749 §4.3.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['passwordClient'],
    obligation: 'A missing or repeated username or password, or one that is not a string, is an invalid_request.',
    async check(bench) {
      const fields = { ...passwordFields(bench), ...inBody(bench.fixture('passwordClient')) }
      for (const name of ['username', 'password']) {
        const { [name]: value = '', ...others } = fields
        expectProblem(await bench.form(paths.token, others), 400, 'invalid_request')
        expectProblem(await bench.form(paths.token, { ...others, [name]: '' }), 400, 'invalid_request')
        const twice = [...Object.entries(fields), [name, value] as const]
        expectProblem(await bench.form(paths.token, twice), 400, 'invalid_request')
        for (const wrong of [[value], { $ne: '' }, 1, true, null]) {
          expectProblem(await bench.json(paths.token, { ...others, [name]: wrong }), 400, 'invalid_request')
        }
      }
    },
  }),
  httpAudit({
    id: 'password-grant-scope-is-judged',
    section: 'RFC 6749 §5.2',
    level: 'MUST',
    basis: 'promise',
    needs: ['passwordClient'],
    obligation: 'A scope that its client may not have is an invalid_scope.',
    async check(bench) {
      const credentials = byBasic(bench.fixture('passwordClient'))
      for (const scope of ['nobody-knows-this-scope', 'a"b']) {
        const reply = await bench.form(paths.token, { ...passwordFields(bench), scope }, credentials)
        expectProblem(reply, 400, 'invalid_scope')
      }
    },
  }),
  httpAudit({
    id: 'password-grant-reads-no-query',
    section: 'RFC 6749 §2.3.1',
    level: 'MUST',
    basis: 'promise',
    needs: ['passwordClient'],
    obligation: 'A password in a URL is refused, by any method.',
    async check(bench) {
      const credentials = byBasic(bench.fixture('passwordClient'))
      const { password, ...others } = passwordFields(bench)
      const inUrl = `${paths.token}?${encodeForm({ password: String(password) })}`
      expectProblem(await bench.form(inUrl, others, credentials), 400, 'invalid_request')
      expectProblem(await bench.send('GET', `${inUrl}&${encodeForm(others)}`, credentials), 405)
    },
  }),
  httpAudit({
    id: 'password-grant-is-no-sign-in',
    section: 'RFC 8628 §5.4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['passwordClient'],
    obligation: 'Its tokens identify no person at the verification interface: they neither look up nor approve.',
    async check(bench) {
      const reply = await bench.form(paths.token, passwordFields(bench), byBasic(bench.fixture('passwordClient')))
      const holder = personWith(bench, expectTokens(reply).accessToken)
      const { deviceCode, userCode } = await bench.start()
      expectProblem(await holder.lookUp(userCode), 403)
      const { ticket } = await (await signIn(bench)).view(userCode)
      expectProblem(await holder.decide({ user_code: userCode, ticket, decision: 'approve' }), 403)
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
  httpAudit({
    id: 'password-grant-is-refreshed',
    section: 'RFC 6749 §6',
    level: 'MAY',
    basis: 'promise',
    needs: ['passwordClient', 'refresh'],
    obligation:
      'With the scope for it there is a refresh token, valid for this client only, listed and revoked like any other.',
    async check(bench) {
      const credentials = inBody(bench.fixture('passwordClient'))
      const fields = { ...passwordFields(bench), scope: bench.fixture('refresh').scope, ...credentials }
      const { refreshToken } = expectLasting(await bench.form(paths.token, fields))
      await expectDead(bench, refreshToken)
      const next = await refreshed(bench, refreshToken, credentials)
      const revoked = await bench.form(paths.revoke, { ...credentials, token: next.accessToken })
      expectThat(revoked.status === 200, 'a revocation', revoked)
      await expectDead(bench, next.refreshToken, credentials)
      expectProblem(await personWith(bench, next.accessToken).list(), 403)
    },
  }),
]

function passwordFields({ fixtures }: Bench): Parameters {
  return { grant_type: 'password', ...fixtures.accounts[0] }
}
