// What of the library has to do with its runtime, each tried by itself within that runtime.

import { createDeviceGrant, fetchHandler } from '@devicegrant/core'
import { createAssertionVerifier, createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createLimitStore } from '@devicegrant/core/stores'
import {
  createMemoryFamilyStore,
  createMemoryJtiStore,
  createMemoryStore,
  createMemoryStores,
} from '@devicegrant/store-memory'
import {
  canRunAudit,
  createFakeHost,
  createManualClock,
  familyStoreCases,
  httpAudits,
  jtiStoreCases,
  limitStoreCases,
  storeCases,
} from '@devicegrant/testing'
import { importJWK, SignJWT } from 'jose'

const issuer = 'https://issuer.example'
const algorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

const tokenRequest = {
  tokenSetId: 'set',
  grantId: 'grant',
  occasion: 'deviceCode',
  clientId: 'mycli',
  subject: 'user-alice',
  scope: ['openid', 'read'],
  resources: [],
  authenticatedAt: 1_700_000_000_000,
}

/** Every part with what it threw, or with nothing. */
export async function checkParts() {
  const results = []
  for (const [name, run] of parts()) {
    const fault = await run().then(
      () => undefined,
      (thrown) => String(thrown?.stack ?? thrown),
    )
    results.push({ name, fault })
  }
  return results
}

function parts() {
  return [
    ...algorithms.map((alg) => [`signs and verifies tokens with ${alg}`, () => signs(alg)]),
    ...algorithms.map((alg) => [`verifies client assertions with ${alg}`, () => asserts(alg)]),
    ['seals and opens opaque tokens', sealsTokens],
    ...lawsOf(storeCases, createMemoryStore),
    ...lawsOf(familyStoreCases, createMemoryFamilyStore),
    ...lawsOf(jtiStoreCases, createMemoryJtiStore),
    ...lawsOf(limitStoreCases, () => createLimitStore()),
    ...audits(),
  ]
}

async function signs(alg) {
  const keys = [await generateSigningKey(alg)]
  await issuesAndVerifies(createJwtIssuer({ issuer, keys }))
}

async function sealsTokens() {
  const keys = [await generateSigningKey()]
  await issuesAndVerifies(createJwtIssuer({ issuer, keys, opaqueSecrets: ['a secret of thirty-two characters'] }))
}

async function issuesAndVerifies(tokens) {
  const { accessToken, idToken } = await tokens.issue(tokenRequest)
  const claims = await tokens.verify(accessToken)
  if (claims?.subject !== tokenRequest.subject) throw new Error('a token of its own is refused')
  if (typeof idToken !== 'string') throw new Error('there is no ID token')
  const at = accessToken.length - 10
  const altered = accessToken.slice(0, at) + (accessToken[at] === 'A' ? 'B' : 'A') + accessToken.slice(at + 1)
  if ((await tokens.verify(altered)) !== undefined) throw new Error('an altered token is accepted')
}

async function asserts(alg) {
  const jwk = await generateSigningKey(alg)
  const { keys } = await createJwtIssuer({ issuer, keys: [jwk] }).jwks()
  const claims = { iss: 'agent', sub: 'agent', aud: issuer, jti: 'once', exp: 4_102_444_800 }
  const assertion = await new SignJWT(claims).setProtectedHeader({ alg, kid: jwk.kid }).sign(await importJWK(jwk, alg))
  const read = await createAssertionVerifier().verify(assertion, keys)
  if (read?.subject !== 'agent') throw new Error('an assertion that is signed with a known key is refused')
}

/** The laws of a memory store, but for those that ask more of a store than memory has. */
function lawsOf(cases, create) {
  const judged = cases.filter(({ needs }) => needs !== 'createTwins' && needs !== 'createFailingStore')
  return judged.map(({ id, law, run }) => [
    `${id}: a store ${law}`,
    async () => {
      const clock = createManualClock()
      await run({ createStore: () => create({ clock }), ...clock })
    },
  ])
}

/** The audits of the fetch door, with the runtime's own Request and Response but without its server. */
function audits() {
  const host = createFakeHost()
  const serve = fetchHandler(createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) }))
  const target = {
    fixtures: host.fixtures,
    advance: (by) => host.clock.advance(by),
    async send({ method, path, headers, body }) {
      const request = new Request(host.options.issuer + path, {
        method,
        headers,
        body: body === undefined ? null : body,
      })
      const response = (await serve(request)) ?? new Response(null, { status: 404 })
      return { status: response.status, headers: [...response.headers], body: await response.text() }
    },
  }
  const runnable = httpAudits.filter((audit) => canRunAudit(audit, target))
  return runnable.map((audit) => [`${audit.id}: ${audit.obligation}`, () => audit.run(target)])
}
