import { type Exchange, objectIn } from '../http/exchange.js'

/** A started authorization. RFC 8628 §3.2 */
export interface Authorization {
  readonly exchange: Exchange
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete: string | undefined
  /** Seconds. */
  readonly expiresIn: number | undefined
  /** Seconds. RFC 8628 §3.2: 5 if the server names none. */
  readonly interval: number
}

/** Reads the codes of a response, or returns `undefined` if it has none. Forms that a client can live with are accepted. */
export function readAuthorization(exchange: Exchange): Authorization | undefined {
  const body = objectIn(exchange)
  if (body === undefined || exchange.status >= 300) return undefined
  const { device_code: deviceCode, user_code: userCode, verification_uri: verificationUri } = body
  const { verification_uri_complete: complete, expires_in: expiresIn, interval } = body
  if (!isText(deviceCode) || !isText(userCode) || !isText(verificationUri)) return undefined
  return {
    exchange,
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete: isText(complete) ? complete : undefined,
    expiresIn: secondsIn(expiresIn),
    interval: intervalIn(interval),
  }
}

const defaultInterval = 5
const longestInterval = 60

/** A run would wait for ever if a broken server could name any interval. */
function intervalIn(value: unknown): number {
  const seconds = secondsIn(value) ?? 0
  return seconds > 0 && seconds <= longestInterval ? seconds : defaultInterval
}

/** Some servers write numbers as strings. */
function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'number' || isText(value) ? Number(value) : Number.NaN
  return Number.isFinite(seconds) ? seconds : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
