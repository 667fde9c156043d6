import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { expectProblem, expectTokens } from '../bench/expectations.js'
import {
  byBasic,
  expectActive,
  expectDead,
  expectInactive,
  expectRevoked,
  inBody,
  introspect,
  link,
  refreshed,
  revoke,
} from '../bench/grants.js'
import { signIn } from '../bench/person.js'
import { expectThat } from '../bench/reply.js'

/** `POST /revoke`: what it ends, RFC 7009 §2. */
export const revokingAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'revoke-refresh-token',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation:
      'A client without a secret revokes its refresh token with its client_id alone; the token is then invalid.',
    async check(bench) {
      const { refreshToken } = await link(bench)
      expectRevoked(await revoke(bench, refreshToken))
      await expectDead(bench, refreshToken)
      const { refreshToken: other } = await link(bench)
      const { clientId } = bench.fixtures.client
      expectRevoked(await revoke(bench, other, { client_id: '' }, byBasic({ clientId, secret: '' })))
      await expectDead(bench, other)
    },
  }),
  httpAudit({
    id: 'revoke-as-a-confidential-client',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A client with a secret authenticates to revoke, in the header and in the body.',
    async check(bench) {
      const { confidentialClient } = bench.fixtures
      const credentials = inBody(confidentialClient)
      const first = await link(bench, { credentials })
      expectRevoked(await revoke(bench, first.refreshToken, credentials))
      await expectDead(bench, first.refreshToken, credentials)
      const second = await link(bench, { credentials })
      expectRevoked(await revoke(bench, second.refreshToken, { client_id: '' }, byBasic(confidentialClient)))
      await expectDead(bench, second.refreshToken, credentials)
    },
  }),
  httpAudit({
    id: 'revoke-access-token',
    section: 'RFC 7009 §2.1',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'An access token revokes its whole grant: the refresh token is no longer valid.',
    async check(bench) {
      const { accessToken, refreshToken } = await link(bench)
      expectRevoked(await revoke(bench, accessToken))
      await expectDead(bench, refreshToken)
    },
  }),
  httpAudit({
    id: 'revoke-ends-every-token',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh', 'introspectingClient'],
    obligation: 'After any token of a grant is revoked, introspection reports all of them as inactive.',
    async check(bench) {
      for (const by of ['accessToken', 'refreshToken', 'usedToken'] as const) {
        const first = await link(bench)
        const next = await refreshed(bench, first.refreshToken)
        expectActive(await introspect(bench, first.accessToken))
        const named = { accessToken: next.accessToken, refreshToken: next.refreshToken, usedToken: first.refreshToken }
        expectRevoked(await revoke(bench, named[by]))
        for (const { accessToken, refreshToken } of [first, next]) {
          for (const token of [accessToken, refreshToken]) expectInactive(await introspect(bench, token))
        }
      }
    },
  }),
  httpAudit({
    id: 'revoke-ends-lost-answers',
    section: 'RFC 7009 §2.1',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'After the revocation no response with one of the revoked tokens is given again.',
    async check(bench) {
      const { deviceCode, refreshToken } = await link(bench)
      const next = await refreshed(bench, refreshToken)
      expectRevoked(await revoke(bench, next.refreshToken))
      await expectDead(bench, refreshToken)
      expectProblem(await bench.poll(deviceCode), 400, 'invalid_grant')
    },
  }),
  httpAudit({
    id: 'revoke-leaves-others',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'The other grants of the same client and the same person stay.',
    async check(bench) {
      const person = await signIn(bench)
      const [one, other] = [await link(bench, { person }), await link(bench, { person })]
      expectRevoked(await revoke(bench, one.refreshToken))
      await refreshed(bench, other.refreshToken)
      const { userCode } = await bench.start()
      await person.view(userCode)
    },
  }),
  httpAudit({
    id: 'revoke-unknown-token',
    section: 'RFC 7009 §2.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'An unknown token, a revoked token and garbage get the same response as a valid token.',
    async check(bench) {
      const { accessToken, refreshToken, deviceCode } = await link(bench)
      expectRevoked(await revoke(bench, refreshToken))
      const known = [refreshToken, accessToken, deviceCode]
      for (const token of [...known, `${refreshToken}A`, 'nothing', 'a.b.c', '\u0000', 'é', 'x'.repeat(10_000)]) {
        expectRevoked(await revoke(bench, token))
      }
    },
  }),
  httpAudit({
    id: 'revoke-is-no-decision',
    section: 'RFC 7009 §2',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'The codes of a device are not tokens: revoking them changes nothing.',
    async check(bench) {
      const { deviceCode, userCode } = await bench.start()
      expectRevoked(await revoke(bench, deviceCode))
      expectRevoked(await revoke(bench, userCode))
      await (await signIn(bench)).approve(userCode)
      expectTokens(await bench.poll(deviceCode))
    },
  }),
  httpAudit({
    id: 'revoke-whatever-the-hint',
    section: 'RFC 7009 §2.1',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'A token is found despite a wrong or unknown hint.',
    async check(bench) {
      for (const hint of ['access_token', 'refresh_token', 'unheard_of', '', 'é']) {
        const { accessToken, refreshToken } = await link(bench)
        const token = hint === 'refresh_token' ? accessToken : refreshToken
        expectRevoked(await revoke(bench, token, { token_type_hint: hint }))
        await expectDead(bench, refreshToken)
      }
    },
  }),
  httpAudit({
    id: 'revoke-takes-json',
    section: 'RFC 7009 §2.1',
    level: 'MAY',
    basis: 'promise',
    needs: ['refresh'],
    obligation: 'A JSON object of string members means the same as the form; members of other types are refused.',
    async check(bench) {
      const { clientId } = bench.fixtures.client
      const { refreshToken } = await link(bench)
      for (const wrong of [1, null, true, [refreshToken], { $ne: '' }]) {
        const reply = await bench.json(paths.revoke, { client_id: clientId, token: wrong })
        expectProblem(reply, 400, 'invalid_request')
      }
      const reply = await bench.json(paths.revoke, { client_id: clientId, token: refreshToken })
      expectRevoked(reply)
      expectThat(reply.body === (await revoke(bench, refreshToken)).body, 'the response of the form', reply)
      await expectDead(bench, refreshToken)
    },
  }),
]
