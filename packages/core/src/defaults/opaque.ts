import type { KeyObject } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { second } from '../machine/time.js'
import { hasFewCharacters } from '../misuse/few-characters.js'
import type { Clock } from '../ports/runtime.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import { secondsOf } from './clock.js'
import { deriveKey } from './derive-key.js'
import { decryptText, encryptText } from './encrypted-text.js'
import { readAccessTokenClaims } from './jwt/claims.js'
import type { AccessTokenFormat } from './jwt/reader.js'
import { createSystemRandom } from './random.js'

const shortestSecret = 32
// Node accepts at most 16 KiB of headers in a request, so no honest token is longer.
const longestToken = 16 * 1_024

// The prefix lets secret scanners recognize a leaked token.
const form = /^dga_([\w-]+)$/

/**
 * Checks the secrets of an option with this name.
 *
 * @throws `TypeError` or `RangeError` when a secret cannot be used.
 */
export function checkSecretList(
  option: string,
  secrets: readonly string[],
): asserts secrets is readonly [string, ...string[]] {
  if (!Array.isArray(secrets) || secrets.length === 0 || secrets.some((secret) => typeof secret !== 'string')) {
    throw new TypeError(`${option}: must be a list of at least one secret, and each secret must be a string`)
  }
  if (secrets.some((secret) => secret.length < shortestSecret)) {
    throw new RangeError(`${option}: each secret must have at least ${shortestSecret} random characters`)
  }
  if (secrets.some(hasFewCharacters)) {
    throw new RangeError(
      `${option}: a secret has only a few different characters. Make each secret with openssl rand -hex 32`,
    )
  }
}

/**
 * Returns the format of opaque access tokens: the claims of RFC 9068 §2.2, sealed, so that clients cannot read them.
 * They need no store. A revocation of the grant ends them like signed tokens.
 *
 * @throws `TypeError` or `RangeError` when a secret cannot be used.
 */
export function createOpaqueFormat(issuer: string, secrets: readonly string[], clock: Clock): AccessTokenFormat {
  checkSecretList('opaqueSecrets', secrets)
  // Another issuer with the same secret cannot open the tokens, nor can any other use of the secret.
  const keyOf = (secret: string): KeyObject => deriveKey(secret, 'opaque access token', issuer)
  const [first, ...others] = secrets
  const current = keyOf(first)
  const keys = [current, ...others.map(keyOf)]
  const random = createSystemRandom()
  return {
    write: async (claims) => `dga_${encryptText(random, current, JSON.stringify(claims))}`,
    async read(accessToken) {
      const encrypted = accessToken.length > longestToken ? undefined : form.exec(accessToken)?.[1]
      if (encrypted === undefined) return undefined
      for (const key of keys) {
        const text = decrypted(key, encrypted)
        if (text !== undefined) return stillGood(JSON.parse(text), clock)
      }
      return undefined
    },
  }
}

function decrypted(key: KeyObject, encrypted: string): string | undefined {
  try {
    return decryptText(key, encrypted)
  } catch {
    // It throws only if the text was altered or encrypted with another key.
    return undefined
  }
}

function stillGood(payload: JWTPayload, clock: Clock): AccessTokenClaims | undefined {
  const claims = readAccessTokenClaims(payload)
  const now = secondsOf(clock) * second
  // RFC 7519 §4.1.4: a token expires on that second, as for signed tokens.
  return claims !== undefined && now < claims.expiresAt ? claims : undefined
}
