import { second } from '../../time.js'
import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { expectProblem } from '../bench/expectations.js'
import { expectDead, expectInactive, inBody, introspect, link, refresh, refreshed } from '../bench/grants.js'
import { expectThat } from '../bench/reply.js'

/** Refresh tokens over time, and when accounts and clients are disabled. RFC 9700 §4.14.2 */
export const refreshingInTimeAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'refresh-reused-too-late',
    section: 'RFC 9700 §4.14.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh', 'advance'],
    obligation: 'A used token that comes back late may be stolen: it and the newest token are no longer valid.',
    async check(bench) {
      const { replayWindow } = bench.fixture('refresh')
      const { refreshToken } = await link(bench)
      const first = await refreshed(bench, refreshToken)
      await bench.advance(replayWindow / 2)
      if (replayWindow > 0) {
        const again = await refresh(bench, refreshToken)
        expectThat(again.body === first.reply.body, 'the same response, byte for byte', first.reply, again)
      }
      await bench.advance(replayWindow / 2)
      await expectDead(bench, refreshToken)
      await expectDead(bench, first.refreshToken)
      await expectDead(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-reused-after-many-uses',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh', 'advance'],
    obligation: 'A used token is recognized, however many refreshes ago it was the current one.',
    async check(bench) {
      const { replayWindow } = bench.fixture('refresh')
      const first = await link(bench)
      let { refreshToken } = first
      for (let use = 0; use < 10; use++) {
        refreshToken = (await refreshed(bench, refreshToken)).refreshToken
        await bench.advance(replayWindow + 1 * second)
      }
      await expectDead(bench, first.refreshToken)
      await expectDead(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-reused-ends-access',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh', 'introspectingClient', 'advance'],
    obligation: 'After reuse of a token, introspection reports every token of its family as inactive.',
    async check(bench) {
      const first = await link(bench)
      const next = await refreshed(bench, first.refreshToken)
      await bench.advance(bench.fixture('refresh').replayWindow)
      await expectDead(bench, first.refreshToken)
      for (const { accessToken, refreshToken } of [first, next]) {
        for (const token of [accessToken, refreshToken]) expectInactive(await introspect(bench, token))
      }
    },
  }),
  httpAudit({
    id: 'refresh-reused-by-a-stranger',
    section: 'RFC 6749 §10.4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh', 'advance'],
    obligation: 'A used token from another client ends nothing: a stranger cannot sign a person out.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      const next = await refreshed(bench, refreshToken)
      await bench.advance(bench.fixture('refresh').replayWindow + 1 * second)
      const stranger = inBody(bench.fixtures.confidentialClient)
      expectProblem(await refresh(bench, refreshToken, stranger), 400, 'invalid_grant')
      await refreshed(bench, next.refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-outlives-the-access-token',
    section: 'RFC 6749 §1.5',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh', 'advance'],
    obligation: 'A refresh token is valid after the access token expires.',
    async check(bench) {
      const { refreshToken, expiresIn } = await link(bench)
      await bench.advance((expiresIn + 1) * second)
      await refreshed(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-ends-unused',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'standard',
    needs: ['refresh', 'advance'],
    obligation: 'A refresh token that is unused for too long is an invalid_grant; one second earlier it is valid.',
    async check(bench) {
      const { idle, lifetime } = bench.fixture('refresh')
      const unused = Math.min(idle, lifetime)
      const early = await link(bench)
      const late = await link(bench)
      await bench.advance(unused - 1 * second)
      await refreshed(bench, early.refreshToken)
      await bench.advance(1 * second)
      await expectDead(bench, late.refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-ends-for-good',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh', 'advance'],
    obligation: 'However often it is refreshed, a grant ends at the end of its lifetime.',
    async check(bench) {
      const { idle, lifetime } = bench.fixture('refresh')
      const step = Math.min(idle, lifetime) / 2
      let { refreshToken } = await link(bench)
      let left = lifetime
      while (left > step) {
        await bench.advance(step)
        left -= step
        refreshToken = (await refreshed(bench, refreshToken)).refreshToken
      }
      await bench.advance(left - 1 * second)
      refreshToken = (await refreshed(bench, refreshToken)).refreshToken
      await bench.advance(1 * second)
      await expectDead(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-asks-the-account-again',
    section: 'RFC 9700 §4.14.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh', 'disable'],
    obligation: 'A disabled account gets no tokens and no lost response, even after it is enabled again.',
    async check(bench) {
      const { username } = bench.fixtures.accounts[0]
      const { refreshToken } = await link(bench)
      const other = await link(bench)
      const next = await refreshed(bench, other.refreshToken)
      await bench.disable({ username }, true)
      const replies = [await refresh(bench, refreshToken), await refresh(bench, other.refreshToken)]
      await bench.disable({ username }, false)
      for (const reply of replies) expectProblem(reply, 400, 'invalid_grant')
      await expectDead(bench, refreshToken)
      await expectDead(bench, next.refreshToken)
    },
  }),
  httpAudit({
    id: 'refresh-asks-the-client-again',
    section: 'RFC 6749 §6',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh', 'disable'],
    obligation: 'A disabled client is an invalid_client and gets no tokens.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const { refreshToken } = await link(bench)
      await bench.disable({ clientId }, true)
      const refused = await refresh(bench, refreshToken)
      await bench.disable({ clientId }, false)
      expectProblem(refused, 401, 'invalid_client')
    },
  }),
]
