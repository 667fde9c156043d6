import { second } from '../../time.js'
import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { expectTokens } from '../bench/expectations.js'
import { expectActive, expectInactive, expectRevoked, introspect, link, revoke } from '../bench/grants.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** How `POST /introspect` follows what ends a token: revocation, expiry, a disabled account or client. RFC 7662 §4 */
export const introspectingInTimeAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'introspect-revoked-token',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient', 'refresh'],
    obligation: 'A revoked token is inactive at once.',
    async check(bench) {
      const { accessToken, refreshToken } = await link(bench)
      for (const token of [accessToken, refreshToken]) expectActive(await introspect(bench, token))
      expectRevoked(await revoke(bench, refreshToken))
      for (const token of [accessToken, refreshToken]) expectInactive(await introspect(bench, token))
    },
  }),
  httpAudit({
    id: 'introspect-expired-token',
    section: 'RFC 7662 §4',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient', 'advance'],
    obligation: 'An access token is active one second before the end of its expires_in, and inactive at the end.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      await (await signIn(bench)).approve(userCode)
      const { accessToken, expiresIn } = expectTokens(await bench.poll(deviceCode))
      await bench.advance((expiresIn - 1) * second)
      expectActive(await introspect(bench, accessToken))
      await bench.advance(1 * second)
      expectInactive(await introspect(bench, accessToken))
    },
  }),
  httpAudit({
    id: 'introspect-expired-refresh-token',
    section: 'RFC 7662 §4',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient', 'refresh', 'advance'],
    obligation: 'A refresh token is active until exp, as long as it can be used, and inactive afterwards.',
    async check(bench) {
      const { idle, lifetime } = bench.fixture('refresh')
      const { refreshToken } = await link(bench)
      const reply = await introspect(bench, refreshToken)
      const { exp, iat } = expectActive(reply)
      const unused = Math.min(idle, lifetime)
      expectThat(Number(exp) - Number(iat) === unused / second, `exp ${unused} ms after iat`, reply)
      await bench.advance(unused - 1 * second)
      expectActive(await introspect(bench, refreshToken))
      await bench.advance(1 * second)
      expectInactive(await introspect(bench, refreshToken))
    },
  }),
  httpAudit({
    id: 'introspect-asks-the-account-again',
    section: 'RFC 7662 §4',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['introspectingClient', 'refresh', 'disable'],
    obligation: 'While the account or the client is disabled, none of their tokens is active.',
    async check(bench) {
      const { username } = bench.fixtures.accounts[0]
      const { clientId } = bench.fixtures.client
      for (const what of [{ username }, { clientId }]) {
        const { accessToken, refreshToken } = await link(bench)
        await bench.disable(what, true)
        const replies = [await introspect(bench, accessToken), await introspect(bench, refreshToken)]
        await bench.disable(what, false)
        for (const reply of replies) expectInactive(reply)
        await bench.pass()
      }
    },
  }),
]
