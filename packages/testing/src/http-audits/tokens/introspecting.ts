import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { paths } from '../bench/bench.js'
import { expectTokens, type JsonBody, sameValues, scopeValues } from '../bench/expectations.js'
import { expectActive, expectInactive, introspect, link, refreshed } from '../bench/grants.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'

const accessTokenKeys = 'active aud auth_time client_id exp iat iss jti scope sub token_type username'.split(' ')
// RFC 9470 §6.2: only if the host says how the person signed in.
const hostKeys = ['acr', 'amr']
const refreshTokenKeys = 'active auth_time client_id exp iat iss scope sub token_use username'.split(' ')

/** `POST /introspect`: what it says about which token, RFC 7662 §2.2. */
export const introspectingAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'introspect-access-token',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient'],
    obligation: 'A valid access token is active, with its client, scope, person, issuer and times in whole seconds.',
    async check(bench) {
      const { client, accounts, issuer } = bench.fixtures
      const [scope] = client.scopes
      const { deviceCode, userCode } = await bench.start({ scope, resource: client.resources[0] })
      await (await signIn(bench)).approve(userCode)
      const { accessToken, expiresIn } = expectTokens(await bench.poll(deviceCode))
      const reply = await introspect(bench, accessToken)
      const body = expectActive(reply)
      expectAbout(reply, body, { client_id: client.clientId, scope, token_type: 'Bearer', iss: issuer })
      expectAbout(reply, body, { username: accounts[0].username, aud: client.resources[0] })
      expectThat(typeof body['sub'] === 'string' && body['sub'] !== '', 'sub as a string', reply)
      const { exp, iat } = body
      expectThat(isWhole(exp) && isWhole(iat), 'exp and iat as whole numbers', reply)
      expectThat(Math.abs(exp - iat - expiresIn) <= 1, `exp ${expiresIn} seconds after iat, or one more or less`, reply)
    },
  }),
  httpAudit({
    id: 'introspect-refresh-token',
    section: 'RFC 7662 §2.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['introspectingClient', 'refresh'],
    obligation:
      'A valid refresh token is active, and cannot pass for an access token: it has no token_type and no audience.',
    async check(bench) {
      const { client, accounts, issuer } = bench.fixtures
      const { refreshToken, scope } = await link(bench)
      const reply = await introspect(bench, refreshToken)
      const body = expectActive(reply)
      expectAbout(reply, body, { client_id: client.clientId, iss: issuer, token_use: 'refresh_token' })
      expectAbout(reply, body, { username: accounts[0].username })
      expectThat(sameValues(scopeValues(body['scope']), scopeValues(scope)), `the scope ${scope}`, reply)
      expectThat(isWhole(body['exp']) && isWhole(body['iat']), 'exp and iat as whole numbers', reply)
      expectThat(!('token_type' in body) && !('aud' in body), 'neither token_type nor aud', reply)
    },
  }),
  httpAudit({
    id: 'introspect-says-no-more',
    section: 'RFC 7662 §2.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['introspectingClient', 'refresh'],
    obligation: 'The response has no other members.',
    async check(bench) {
      const { accessToken, refreshToken } = await link(bench)
      for (const [token, keys] of [
        [accessToken, accessTokenKeys],
        [refreshToken, refreshTokenKeys],
      ] as const) {
        const reply = await introspect(bench, token)
        const sent = Object.keys(expectActive(reply)).filter((key) => !hostKeys.includes(key))
        const exact = sameValues(sent, keys)
        expectThat(exact, `exactly ${keys.join(', ')}`, reply)
      }
    },
  }),
  httpAudit({
    id: 'introspect-login',
    section: 'RFC 7662 §2.2',
    level: 'MAY',
    basis: 'promise',
    needs: ['introspectingClient'],
    obligation: 'The token of a login is active as well, with its own client.',
    async check(bench) {
      const { accounts, client, loginScope } = bench.fixtures
      const { username, password } = accounts[1]
      const reply = await bench.form(paths.login, { username, password, scope: loginScope })
      const introspected = await introspect(bench, expectTokens(reply).accessToken)
      const body = expectActive(introspected)
      expectAbout(introspected, body, { username, scope: loginScope })
      const { client_id: clientId } = body
      expectThat(typeof clientId === 'string' && clientId !== client.clientId, 'a client of its own', introspected)
    },
  }),
  httpAudit({
    id: 'introspect-whatever-is-no-token',
    section: 'RFC 7662 §2.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient'],
    obligation: 'Codes, passwords, unknown tokens and garbage are inactive, without a reason.',
    async check(bench) {
      const { password } = bench.fixtures.accounts[0]
      const { deviceCode, userCode } = await bench.start()
      const garbage = ['nothing', 'a.b.c', '\u0000', 'é', '__proto__', '*', 'x'.repeat(10_000)]
      for (const token of [deviceCode, userCode, password, ...garbage]) {
        expectInactive(await introspect(bench, token))
      }
      await (await signIn(bench)).approve(userCode)
      const { accessToken } = expectTokens(await bench.poll(deviceCode))
      for (const token of [deviceCode, `${accessToken}x`, ` ${accessToken}`, accessToken.slice(0, -1)]) {
        expectInactive(await introspect(bench, token))
      }
    },
  }),
  httpAudit({
    id: 'introspect-used-refresh-token',
    section: 'RFC 7662 §2.2',
    level: 'SHOULD',
    basis: 'promise',
    needs: ['introspectingClient', 'refresh'],
    obligation: 'A used refresh token is inactive; its successor and the first access token are active.',
    async check(bench) {
      const first = await link(bench)
      const next = await refreshed(bench, first.refreshToken)
      expectInactive(await introspect(bench, first.refreshToken))
      for (const token of [first.accessToken, next.accessToken, next.refreshToken]) {
        expectActive(await introspect(bench, token))
      }
    },
  }),
]

function expectAbout(reply: Reply, body: JsonBody, members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) expectThat(body[name] === value, `${name} ${value}`, reply)
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}
