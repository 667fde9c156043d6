import { DeviceLoginError } from '../failures/device-login-error.js'
import type { Duration, Instant } from '../time/time.js'
import type { StoredTokens } from '../tokens/token-store.js'

/** A token is refreshed when so much of its life is over, and at least `leastLeft` before its end. */
const partOfLife = 0.8
const leastLeft: Duration = 60_000

/** Whether a token should be refreshed before it is used. */
export function isDue(tokens: StoredTokens, now: Instant, minLife: Duration | undefined): boolean {
  const { receivedAt, expiresAt } = tokens
  if (expiresAt === undefined) return false
  const left = expiresAt - now
  if (minLife !== undefined) return left < minLife
  const life = expiresAt - receivedAt
  // A token that never lives longer than `leastLeft` is not refreshed each time.
  const early = life > 2 * leastLeft ? Math.max(life * (1 - partOfLife), leastLeft) : life * (1 - partOfLife)
  return left <= early
}

/** Whether a token still works, by the clock of this device. */
export function isAlive({ expiresAt }: StoredTokens, now: Instant): boolean {
  return expiresAt === undefined || expiresAt > now
}

/** The failure of a client without tokens. */
export function notLoggedIn(): DeviceLoginError {
  return new DeviceLoginError({ code: 'notLoggedIn' })
}
