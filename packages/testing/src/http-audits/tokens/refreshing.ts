import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { expectProblem, expectTokens, sameValues, scopeValues } from '../bench/expectations.js'
import {
  expectActive,
  expectDead,
  expectLasting,
  introspect,
  lastingScope,
  link,
  refresh,
  refreshed,
} from '../bench/grants.js'
import { personWith, signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

const racers = 16

/** `grant_type=refresh_token`: when there is a refresh token, and what it gives. RFC 6749 §6 and RFC 9700 §4.14 */
export const refreshingAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'refresh-token-for-its-scope',
    section: 'RFC 6749 §1.5',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'The scope that requests a refresh token brings one, and without it there is none.',
    async check(bench) {
      await link(bench)
      const { deviceCode, userCode } = await bench.start({ scope: bench.fixtures.client.scopes[0] })
      await (await signIn(bench)).approve(userCode)
      const { reply, refreshToken } = expectTokens(await bench.poll(deviceCode))
      expectThat(refreshToken === undefined, 'no refresh_token', reply)
    },
  }),
  httpAudit({
    id: 'refresh-token-is-the-choice-of-the-person',
    section: 'RFC 6749 §3.3',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'If the person does not grant that scope, there is no refresh token.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { deviceCode, userCode } = await bench.start({ scope: lastingScope(bench) })
      await (await signIn(bench)).approve(userCode, scopes[0])
      const { reply, refreshToken, scope } = expectTokens(await bench.poll(deviceCode))
      expectThat(refreshToken === undefined && scope === scopes[0], `${scopes[0]}, and no refresh_token`, reply)
    },
  }),
  httpAudit({
    id: 'refresh-rotates',
    section: 'RFC 9700 §4.14.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'Each refresh gives a new refresh token and a new access token, for the same scope.',
    async check(bench) {
      const first = await link(bench)
      const seen = new Set([first.accessToken, first.refreshToken])
      let { refreshToken } = first
      for (let use = 1; use <= 5; use++) {
        const next = await refreshed(bench, refreshToken)
        const same = sameValues(scopeValues(next.scope), scopeValues(first.scope))
        expectThat(same, `the scope ${first.scope}`, next.reply)
        seen.add(next.accessToken).add(next.refreshToken)
        expectThat(seen.size === 2 * (use + 1), 'tokens that were never given out before', next.reply)
        refreshToken = next.refreshToken
      }
    },
  }),
  httpAudit({
    id: 'refresh-again-for-a-lost-answer',
    section: 'RFC 9700 §4.14.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation:
      'A refresh token that was used a moment ago gets the same response, byte for byte, and its grant stays.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      const first = await refresh(bench, refreshToken)
      const next = expectLasting(first)
      if (bench.fixture('refresh').replayWindow === 0) return expectDead(bench, refreshToken)
      for (let count = 0; count < 2; count++) {
        const again = await refresh(bench, refreshToken)
        const same = again.status === 200 && again.body === first.body
        expectThat(same, 'the same response, byte for byte', first, again)
      }
      await refreshed(bench, next.refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-in-a-race',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'Uses of one refresh token at the same time get one set of tokens, or invalid_grant.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      const replies = await Promise.all(Array.from({ length: racers }, () => refresh(bench, refreshToken)))
      const granted = replies.filter(({ status }) => status === 200)
      const bodies = new Set(granted.map(({ body }) => body))
      expectThat(bodies.size === 1, `one set of tokens for ${racers} uses, not ${bodies.size}`, ...granted)
      for (const reply of replies) {
        if (reply.status !== 200) expectProblem(reply, 400, 'invalid_grant')
      }
      const [one] = granted
      const isKept = bench.fixture('refresh').replayWindow > 0 && one !== undefined
      if (isKept) await refreshed(bench, expectLasting(one).refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-narrows-the-scope',
    section: 'RFC 6749 §6',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A refresh may request a part of the scope, and the next one without a scope gets all of it again.',
    async check(bench) {
      const [scope] = bench.fixtures.client.scopes
      const whole = await link(bench)
      const part = await refreshed(bench, whole.refreshToken, { scope })
      expectThat(part.scope === scope, `the scope ${scope}`, part.reply)
      let { refreshToken } = part
      for (const fields of [{}, { scope: '' }, { scope: whole.scope }]) {
        const again = await refreshed(bench, refreshToken, fields)
        const same = sameValues(scopeValues(again.scope), scopeValues(whole.scope))
        expectThat(same, `the scope ${whole.scope}`, again.reply)
        refreshToken = again.refreshToken
      }
    },
  }),
  httpAudit({
    id: 'refresh-of-a-login',
    section: 'RFC 6749 §6',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh', 'introspectingClient'],
    obligation:
      'A login that requests it gets a refresh token, and a token from its refresh is not a sign-in of a person.',
    async check(bench) {
      const { accounts, loginScope } = bench.fixtures
      const { username, password } = accounts[0]
      const scope = `${loginScope} ${bench.fixture('refresh').scope}`
      const login = expectLasting(await bench.form(paths.login, { username, password, scope }))
      // Only introspection reports the client of a login.
      const { client_id: clientId } = expectActive(await introspect(bench, login.accessToken))
      const next = await refreshed(bench, login.refreshToken, { client_id: String(clientId) })
      const { userCode, deviceCode } = await bench.start()
      const holder = personWith(bench, next.accessToken)
      const { ticket } = await personWith(bench, login.accessToken).view(userCode)
      const approval = { user_code: userCode, ticket, decision: 'approve' }
      for (const reply of [await holder.lookUp(userCode), await holder.decide(approval), await holder.list()]) {
        expectProblem(reply, 403)
      }
      expectProblem(await bench.poll(deviceCode), 400, 'authorization_pending')
    },
  }),
]
