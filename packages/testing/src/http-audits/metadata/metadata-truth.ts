import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, deviceGrant, paths } from '../bench/bench.js'
import { expectProblem, expectStarted, expectTokens, isText } from '../bench/expectations.js'
import type { ConfidentialClientFixture } from '../bench/fixtures.js'
import { byBasic, expectInactive, expectRevoked, inBody, type Parameters } from '../bench/grants.js'
import { signIn } from '../bench/person.js'
import { expectThat, type Reply } from '../bench/reply.js'
import { listed, readMetadata } from './metadata-document.js'

const grantTypes = [
  deviceGrant,
  'refresh_token',
  'password',
  'authorization_code',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
]

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The metadata is true and complete. RFC 8414 §2 */
export const metadataTruthAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'metadata-is-true-of-endpoints',
    section: 'RFC 8414 §2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Every endpoint in the metadata exists, and no other does.',
    async check(bench) {
      const { reply: document, body } = await readMetadata(bench)
      const { origin } = new URL(bench.fixtures.baseUrl)
      const isElsewhere = (url: unknown): boolean => isText(url) && !url.startsWith(`${bench.fixtures.baseUrl}/`)
      for (const [name, url] of Object.entries(body)) {
        if (!name.endsWith('_endpoint')) continue
        // The authorization endpoint may be one of the host itself.
        if (name === 'authorization_endpoint' && isElsewhere(url)) continue
        expectThat(isText(url) && url.startsWith(`${origin}/`), `a URL of this server as ${name}`, document)
        const path = url.slice(origin.length)
        expectProblem(await bench.sendRaw({ method: 'POST', path, headers: [] }), [400, 401])
      }
      for (const [name, path] of [
        ['revocation_endpoint', paths.revoke],
        ['introspection_endpoint', paths.introspect],
      ] as const) {
        if (body[name] !== undefined) continue
        const reply = await bench.send('POST', path)
        expectThat(reply.status === 404, `nothing at ${path}`, document, reply)
      }
    },
  }),
  httpAudit({
    id: 'metadata-is-true-of-grants-and-methods',
    section: 'RFC 8414 §2',
    level: 'MUST',
    basis: 'standard',
    obligation: 'Every grant and every authentication method in the metadata works, and no other does.',
    async check(bench) {
      const { client, confidentialClient } = bench.fixtures
      const { body } = await readMetadata(bench)
      const grants = listed(body, 'grant_types_supported')
      for (const grantType of new Set([...grants.filter(isText), ...grantTypes])) {
        const reply = await bench.form(paths.token, { client_id: client.clientId, grant_type: grantType })
        const { error } = expectProblem(reply, [400, 401])
        const isServed = error !== 'unsupported_grant_type'
        const wanted = grants.includes(grantType)
        expectThat(isServed === wanted, `the grant ${grantType}${wanted ? '' : ' not'} to be served`, reply)
      }
      const methods = listed(body, 'token_endpoint_auth_methods_supported')
      await expectMethods(bench, methods, confidentialClient, paths.start, {}, expectStarted)
    },
  }),
  httpAudit({
    id: 'metadata-is-true-of-revocation',
    section: 'RFC 8414 §2',
    level: 'MUST',
    basis: 'standard',
    needs: ['refresh'],
    obligation: 'Every authentication method in the metadata for revocation works there, and no other does.',
    async check(bench) {
      const { body } = await readMetadata(bench)
      const methods = listed(body, 'revocation_endpoint_auth_methods_supported')
      const { confidentialClient } = bench.fixtures
      await expectMethods(bench, methods, confidentialClient, paths.revoke, { token: 'nothing' }, expectRevoked)
    },
  }),
  httpAudit({
    id: 'metadata-is-true-of-introspection',
    section: 'RFC 8414 §2',
    level: 'MUST',
    basis: 'standard',
    needs: ['introspectingClient'],
    obligation: 'Every authentication method in the metadata for introspection works there, and no other does.',
    async check(bench) {
      const { body } = await readMetadata(bench)
      const methods = listed(body, 'introspection_endpoint_auth_methods_supported')
      const caller = bench.fixture('introspectingClient')
      await expectMethods(bench, methods, caller, paths.introspect, { token: 'nothing' }, expectInactive)
    },
  }),
  httpAudit({
    id: 'metadata-is-true-of-assertions',
    section: 'RFC 8414 §2',
    level: 'MUST',
    basis: 'standard',
    needs: ['signingClient'],
    obligation: 'With private_key_jwt the metadata lists its algorithms, none of them symmetric, and it works.',
    async check(bench) {
      const { reply, body } = await readMetadata(bench)
      const lists = Object.keys(body).filter((name) => name.endsWith('_endpoint_auth_methods_supported'))
      expectThat(lists.length > 0, 'authentication methods', reply)
      for (const name of lists) {
        expectThat(listed(body, name).includes('private_key_jwt'), `private_key_jwt among ${name}`, reply)
        const algorithms = listed(body, name.replace('_methods_', '_signing_alg_values_'))
        const safe = algorithms.length > 0 && !algorithms.some((name) => name === 'none' || /^HS/.test(String(name)))
        expectThat(safe, `algorithms of private and public keys beside ${name}`, reply)
      }
      const assertion = await bench.fixture('signingClient').assert()
      const proof = { client_assertion_type: jwtBearer, client_assertion: assertion }
      expectStarted(await bench.form(paths.start, proof))
    },
  }),
  httpAudit({
    id: 'metadata-is-true-of-id-tokens',
    section: 'RFC 8414 §2',
    level: 'MUST',
    basis: 'promise',
    obligation:
      'If the metadata lists algorithms of ID tokens, the scope openid brings an ID token; nothing else does.',
    async check(bench) {
      const { scopes } = bench.fixtures.client
      const { body } = await readMetadata(bench)
      const promised = listed(body, 'id_token_signing_alg_values_supported').length > 0
      for (const scope of scopes.includes('openid') ? [scopes[0], `${scopes[0]} openid`] : [scopes[0]]) {
        const { deviceCode, userCode } = await bench.start({ scope })
        await (await signIn(bench)).approve(userCode)
        const { reply, idToken } = expectTokens(await bench.poll(deviceCode))
        const wanted = promised && scope !== scopes[0]
        expectThat((idToken !== undefined) === wanted, wanted ? 'an id_token' : 'no id_token', reply)
      }
    },
  }),
]

/** Tries each authentication method: those in the metadata work, and the others do not. */
async function expectMethods(
  bench: Bench,
  listed: readonly unknown[],
  confidential: ConfidentialClientFixture,
  path: string,
  fields: Parameters,
  expectDone: (reply: Reply) => unknown,
): Promise<void> {
  const ways: Readonly<Record<string, () => Promise<Reply>>> = {
    none: () => bench.form(path, { ...fields, client_id: bench.fixtures.client.clientId }),
    client_secret_basic: () => bench.form(path, fields, byBasic(confidential)),
    client_secret_post: () => bench.form(path, { ...fields, ...inBody(confidential) }),
  }
  for (const [method, send] of Object.entries(ways)) {
    const reply = await send()
    if (listed.includes(method)) expectDone(reply)
    else expectThat(reply.status !== 200, `${method}, which is not listed, to be refused`, reply)
  }
}
