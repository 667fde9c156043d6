import type { JWTPayload } from 'jose'
import { second } from '../machine/time.js'
import { hasFewCharacters } from '../misuse/few-characters.js'
import type { Clock, Sealer } from '../ports/ambient.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import { readAccessTokenClaims } from './jwt-claims.js'
import type { AccessTokenFormat } from './jwt-reader.js'
import { createSystemRandom } from './random.js'
import { createSealer } from './sealer.js'

const shortestSecret = 32
// Node takes no request with more than 16 KiB of headers, so no honest token is longer.
const longestToken = 16 * 1_024

// So that whoever scans for lost secrets knows one.
const form = /^dga_([\w-]+)$/

/**
 * Access tokens that say nothing to whoever holds them: the claims of RFC 9068 §2.2, sealed. They need no store, and what
 * ends a grant ends them as it ends signed ones. Throws a `TypeError` or `RangeError` when a secret cannot be used.
 */
export function createOpaqueFormat(issuer: string, secrets: readonly string[], clock: Clock): AccessTokenFormat {
  const [current] = secrets
  if (current === undefined || secrets.some((secret) => typeof secret !== 'string')) {
    throw new TypeError('opaqueSecrets: at least one secret is needed, and each must be text')
  }
  if (secrets.some((secret) => secret.length < shortestSecret)) {
    throw new RangeError(`opaqueSecrets: at least ${shortestSecret} random characters each are needed`)
  }
  if (secrets.some(hasFewCharacters)) {
    throw new RangeError('opaqueSecrets: one has only a few different characters: make each with openssl rand -hex 32')
  }
  const sealer = createSealer(createSystemRandom())
  return {
    write: async (claims) => `dga_${sealer.seal(bound(issuer, current), JSON.stringify(claims))}`,
    async read(accessToken) {
      const sealed = accessToken.length > longestToken ? undefined : form.exec(accessToken)?.[1]
      if (sealed === undefined) return undefined
      for (const secret of secrets) {
        const text = openWith(sealer, bound(issuer, secret), sealed)
        if (text !== undefined) return stillGood(JSON.parse(text), clock)
      }
      return undefined
    },
  }
}

// Two issuers with one secret are strangers, and so is whatever else a host may use the secret for.
function bound(issuer: string, secret: string): string {
  return JSON.stringify(['access token', issuer, secret])
}

function openWith(sealer: Sealer, secret: string, sealed: string): string | undefined {
  try {
    return sealer.open(secret, sealed)
  } catch {
    // Sealed with another secret, or by nobody: the sealer throws for no other reason.
    return undefined
  }
}

function stillGood(payload: JWTPayload, clock: Clock): AccessTokenClaims | undefined {
  const claims = readAccessTokenClaims(payload)
  const now = clock.now()
  if (!Number.isFinite(now)) throw new RangeError('the clock does not tell the time')
  // RFC 7519 §4.1.4: on or after that second. The same as for signed tokens.
  return claims !== undefined && Math.floor(now / second) * second < claims.expiresAt ? claims : undefined
}
