import type { AssertionClaims, AssertionVerifier, Clock } from '@devicegrant/core'
import type { JtiStore } from '@devicegrant/core/stores'
import { base64 } from '../http-audits/bench/encode.js'
import type { AuditFixtures } from '../http-audits/bench/fixtures.js'
import { second } from '../time.js'

/** The client that authenticates by {@link FakeAssertions}. */
export const fakeSigner = { clientId: 'fake-signer', key: { kid: 'fake-signer-key' } } as const

/** Assertions without a real signature: the verifier looks them up in memory. */
export interface FakeAssertions {
  readonly verifier: AssertionVerifier
  readonly used: JtiStore
  /** The client that makes them, in the form that the HTTP audits use. */
  readonly client: NonNullable<AuditFixtures['signingClient']>
}

/** FOR TESTS ONLY. Makes assertions by counting, and verifies those that it made. */
export function createFakeAssertions(issuer: string, clock: Clock): FakeAssertions {
  const made = new Map<string, AssertionClaims | undefined>()
  const used = new Set<string>()
  return {
    verifier: {
      algorithms: ['ES256'],
      verify: async (assertion, keys) => (keys.some(isOurs) ? made.get(assertion) : undefined),
    },
    used: {
      async use(name) {
        if (used.has(name)) return false
        used.add(name)
        return true
      },
    },
    client: {
      clientId: fakeSigner.clientId,
      assert(changes = {}, typed = {}) {
        const nth = made.size + 1
        const names = { iss: fakeSigner.clientId, sub: fakeSigner.clientId, aud: issuer, jti: `fake-assertion-${nth}` }
        const issuedAt = Math.floor(clock.now() / second)
        const claims = { ...names, iat: issuedAt, exp: issuedAt + 60, ...changes }
        const header = { alg: 'ES256', kid: fakeSigner.key.kid, ...typed }
        const assertion = `${base64urlJson(header)}.${base64urlJson(claims)}.fake-signature-${nth}`
        made.set(assertion, readClaims(claims))
        return assertion
      },
    },
  }
}

function isOurs({ kid }: Readonly<Record<string, unknown>>): boolean {
  return kid === fakeSigner.key.kid
}

// A verifier of RFC 7523 §3 returns `undefined` for an assertion that lacks a claim.
function readClaims(claims: Readonly<Record<string, unknown>>): AssertionClaims | undefined {
  const { iss, sub, aud, jti, exp, nbf } = claims
  const audience: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!audience.every((value) => typeof value === 'string')) return undefined
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof jti !== 'string') return undefined
  if (typeof exp !== 'number') return undefined
  return {
    issuer: iss,
    subject: sub,
    audience,
    assertionId: jti,
    expiresAt: exp * second,
    ...(typeof nbf === 'number' && { notBefore: nbf * second }),
  }
}

function base64urlJson(value: object): string {
  return base64(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
