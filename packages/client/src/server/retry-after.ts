import type { Duration, Time } from '../time/time.js'

/** Reads `Retry-After` (RFC 9110 §10.2.3), which is a number of seconds or a date. */
export function retryAfterOf(response: Response, time: Time): Duration | undefined {
  const value = response.headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const date = Date.parse(value)
  if (Number.isNaN(date)) return undefined
  // The clock of the server counts: that of the device can be wrong.
  const sentAt = Date.parse(response.headers.get('date') ?? '')
  return Math.max(date - (Number.isNaN(sentAt) ? time.now() : sentAt), 0)
}
