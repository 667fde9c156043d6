import { type HttpAudit, httpAudit } from '../bench/audit.js'
import { type Bench, deviceGrant, type Headers, paths } from '../bench/bench.js'
import { expectClientChallenge, expectProblem, expectStarted } from '../bench/expectations.js'
import { byBasic, type Parameters } from '../bench/grants.js'
import type { Reply } from '../bench/reply.js'

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

// The end of the year 2099 in seconds: too far away for every server.
const farAway = 4_102_444_799

/** Clients that authenticate by `private_key_jwt`, RFC 7523 §2.2 and §3. Tried at the device authorization endpoint. */
export const clientAssertionAudits: readonly HttpAudit[] = [
  httpAudit({
    id: 'client-by-assertion',
    section: 'RFC 7523 §2.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['signingClient'],
    obligation: 'A valid assertion authenticates its client, with or without its client_id.',
    async check(bench) {
      const { clientId, assert } = bench.fixture('signingClient')
      expectStarted(await startBy(bench, await assert()))
      expectStarted(await startBy(bench, await assert(), { client_id: clientId }))
      const fields = { client_assertion_type: jwtBearer, client_assertion: await assert() }
      expectStarted(await bench.json(paths.start, fields))
    },
  }),
  httpAudit({
    id: 'client-assertion-names-the-server',
    section: 'RFC 7523 §3',
    level: 'MUST',
    basis: 'promise',
    needs: ['signingClient'],
    obligation: 'Only the issuer is a valid audience, as a string or as a list of one.',
    async check(bench) {
      const { assert } = bench.fixture('signingClient')
      const { issuer, baseUrl } = bench.fixtures
      for (const aud of [issuer, [issuer]]) expectStarted(await startBy(bench, await assert({ aud })))
      // The URL of another endpoint is no valid audience here, even if a server accepts others beside its issuer.
      const others = ['https://elsewhere.example', `${issuer}.example`, `${issuer}/`, baseUrl + paths.token]
      for (const aud of [...others, others, '', [], [[issuer]], undefined, { is: issuer }, 1]) {
        expectClientChallenge(await startBy(bench, await assert({ aud })))
      }
    },
  }),
  httpAudit({
    id: 'client-assertion-names-one-audience',
    section: 'RFC 7523bis §4',
    level: 'MUST',
    basis: 'promise',
    needs: ['signingClient'],
    obligation: 'An assertion with several audiences is refused: another of them could present it here.',
    async check(bench) {
      const { assert } = bench.fixture('signingClient')
      const { issuer, baseUrl } = bench.fixtures
      const elsewhere = 'https://elsewhere.example'
      const several: readonly unknown[] = [
        [issuer, elsewhere],
        [elsewhere, issuer],
        [issuer, baseUrl + paths.start],
        [issuer, issuer],
        [issuer, ''],
        [issuer, 1],
        [issuer, null],
      ]
      for (const aud of several) expectClientChallenge(await startBy(bench, await assert({ aud })))
    },
  }),
  httpAudit({
    id: 'client-assertion-is-of-its-kind',
    section: 'RFC 8725 §3.11',
    level: 'MUST',
    basis: 'promise',
    needs: ['signingClient'],
    obligation: 'A JWT with another type in its header is refused, whatever its claims.',
    async check(bench) {
      const { assert } = bench.fixture('signingClient')
      const types = [undefined, 'JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt']
      for (const typ of types) expectStarted(await startBy(bench, await assert({}, { typ })))
      const others = ['at+jwt', 'application/at+jwt', 'dpop+jwt', 'oauth-authz-req+jwt', 'logout+jwt', 'JWE', '']
      for (const typ of [...others, null, 1, ['JWT'], { is: 'JWT' }]) {
        expectClientChallenge(await startBy(bench, await assert({}, { typ })))
      }
    },
  }),
  httpAudit({
    id: 'client-assertion-is-judged',
    section: 'RFC 7523 §3',
    level: 'MUST',
    basis: 'standard',
    needs: ['signingClient'],
    obligation: 'A foreign, expired, premature or year-long assertion, and one without a jti, is refused.',
    async check(bench) {
      const { assert } = bench.fixture('signingClient')
      const { client, confidentialClient } = bench.fixtures
      const wrong: readonly Readonly<Record<string, unknown>>[] = [
        { iss: confidentialClient.clientId },
        { iss: undefined },
        { sub: confidentialClient.clientId },
        { sub: client.clientId, iss: client.clientId },
        { sub: undefined },
        { exp: 1 },
        { exp: farAway },
        { exp: undefined },
        { exp: String(farAway) },
        { nbf: farAway },
        { jti: undefined },
        { jti: '' },
      ]
      for (const claims of wrong) expectClientChallenge(await startBy(bench, await assert(claims)))
    },
  }),
  httpAudit({
    id: 'client-assertion-is-good-once',
    section: 'RFC 7523 §3',
    level: 'MAY',
    basis: 'promise',
    needs: ['signingClient'],
    obligation:
      'An assertion authenticates its client once, whichever endpoint the client sends it to the second time.',
    async check(bench) {
      const { assert } = bench.fixture('signingClient')
      const used = await assert()
      expectStarted(await startBy(bench, used))
      expectClientChallenge(await startBy(bench, used))
      const fields = { client_assertion_type: jwtBearer, client_assertion: used }
      const elsewhere = { ...fields, grant_type: deviceGrant, device_code: 'x' }
      expectClientChallenge(await bench.form(paths.token, elsewhere))
    },
  }),
  httpAudit({
    id: 'client-assertion-is-signed',
    section: 'RFC 7523 §3',
    level: 'MUST',
    basis: 'standard',
    needs: ['signingClient'],
    obligation: 'An assertion with another signature, or without one, is refused.',
    async check(bench) {
      const { assert } = bench.fixture('signingClient')
      const [header, payload, signature = ''] = (await assert()).split('.')
      const [, , otherSignature] = (await assert()).split('.')
      const changed = signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
      // {"alg":"none"}
      const unsigned = 'eyJhbGciOiJub25lIn0'
      const wrong = [
        `${header}.${payload}.${otherSignature}`,
        `${header}.${payload}.${changed}`,
        `${header}.${payload}.`,
        `${header}.${payload}`,
        `${unsigned}.${payload}.`,
        `${unsigned}.${payload}.${signature}`,
        'x.y.z',
      ]
      for (const assertion of wrong) expectClientChallenge(await startBy(bench, assertion))
    },
  }),
  httpAudit({
    id: 'client-assertion-stands-alone',
    section: 'RFC 7521 §4.2',
    level: 'MUST',
    basis: 'standard',
    needs: ['signingClient'],
    obligation:
      'An assertion is refused beside other credentials, another client_id or another type; so is client_id alone.',
    async check(bench) {
      const { clientId, assert } = bench.fixture('signingClient')
      const { confidentialClient, client } = bench.fixtures
      const { secret } = confidentialClient
      expectProblem(await startBy(bench, await assert(), { client_secret: secret }), 400, 'invalid_request')
      const basic = byBasic(confidentialClient)
      expectProblem(await startBy(bench, await assert(), {}, basic), 400, 'invalid_request')
      expectClientChallenge(await startBy(bench, await assert(), { client_id: client.clientId }))
      const saml = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }
      expectClientChallenge(await startBy(bench, await assert(), saml))
      expectProblem(await startBy(bench, await assert(), { client_assertion_type: '' }), 400, 'invalid_request')
      expectClientChallenge(await bench.form(paths.start, { client_id: clientId }))
      expectClientChallenge(await bench.form(paths.start, {}, byBasic({ clientId, secret })))
    },
  }),
]

function startBy(bench: Bench, assertion: string, fields: Parameters = {}, headers: Headers = []): Promise<Reply> {
  const proof = { client_assertion_type: jwtBearer, client_assertion: assertion }
  return bench.form(paths.start, { ...proof, ...fields }, headers)
}
