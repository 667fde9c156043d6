import { DeviceLoginError } from '../failures/device-login-error.js'
import type { StartedAuthorization } from '../server/start-authorization.js'
import type { Duration, Instant } from '../time/time.js'
import { isObject } from '../tokens/is-object.js'
import { isDpopJwk } from '../tokens/stored-tokens.js'
import type { DpopJwk } from '../tokens/token-store.js'

/**
 * A sign-in that another process can continue. It is secret: it has the device code, and the keys that belong to it. When the
 * sign-in has ended, it is worth nothing.
 */
export interface ResumableLogin {
  readonly version: 1
  readonly issuer: string
  readonly clientId: string
  readonly scope: string
  readonly started: StartedAuthorization
  readonly startedAt: Instant
  /** The wait between polls has grown to this. */
  readonly interval: Duration
  /** The least time of the next poll. */
  readonly nextPollAt: Instant
  readonly dpopKey?: DpopJwk
  readonly codeVerifier?: string
}

/**
 * Reads what `toJSON` has made, after it was written somewhere.
 *
 * @throws DeviceLoginError with the code `storage` if it is something else, or of another client.
 */
export function readResumable(
  value: unknown,
  owner: { readonly issuer: string; readonly clientId: string },
): ResumableLogin {
  if (!isResumable(value)) throw unusable('it is not a sign-in of this version of the library')
  if (value.issuer !== owner.issuer || value.clientId !== owner.clientId) {
    throw unusable('it is of another server or client')
  }
  return value
}

function unusable(problem: string): DeviceLoginError {
  return new DeviceLoginError({ code: 'storage', place: 'the kept sign-in', problem })
}

function isResumable(value: unknown): value is ResumableLogin {
  if (!isObject(value) || !isObject(value['started'])) return false
  const { version, started, dpopKey, codeVerifier } = value
  return (
    version === 1 &&
    ['issuer', 'clientId', 'scope'].every((name) => typeof value[name] === 'string') &&
    ['startedAt', 'interval', 'nextPollAt'].every((name) => typeof value[name] === 'number') &&
    ['deviceCode', 'userCode', 'verificationUri'].every((name) => typeof started[name] === 'string') &&
    ['lifetime', 'interval'].every((name) => typeof started[name] === 'number') &&
    typeof started['isNumberWanted'] === 'boolean' &&
    ['string', 'undefined'].includes(typeof started['verificationUriComplete']) &&
    (dpopKey === undefined || isDpopJwk(dpopKey)) &&
    ['string', 'undefined'].includes(typeof codeVerifier)
  )
}
