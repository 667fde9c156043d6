import { type Exchange, headerOf } from './exchange.js'

/** Returns whether a server has no time for a request. RFC 6585 §4, RFC 9110 §15.6.4 */
export function hasNoTime({ status }: Pick<Exchange, 'status'>): boolean {
  return status === 429 || status === 503
}

/** Returns how long the server asks to wait, in milliseconds, as seconds or as a date. RFC 9110 §10.2.3 */
export function retryAfter(exchange: Pick<Exchange, 'headers'>, now: number): number | undefined {
  const value = headerOf(exchange, 'Retry-After') ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  // Date.parse reads other forms too, such as a year alone.
  const time = /^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : Math.max(0, time - now)
}
