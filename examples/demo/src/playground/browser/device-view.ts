import type { Exchange } from './exchange.js'
import type { Started } from './language.js'

/** What the television knows, and so what it shows. Times are milliseconds of `Date.now()`. */
export interface DeviceView {
  readonly phase: 'off' | 'code' | 'signedIn' | 'denied' | 'expired' | 'ended' | 'failed'
  readonly started?: Started
  readonly expiresAt?: number
  /** The time between two polls, in seconds. */
  readonly interval: number
  /** When the device polls next. `undefined` while it does not wait. */
  readonly nextPollAt?: number | undefined
  readonly username?: string | undefined
  readonly detail?: string
  /** Whether it polls by itself. */
  readonly automatic: boolean
  /**
   * `tooFast`: the last poll was. `lost`: the answer with the tokens was lost on its way. `silent`: no answer came.
   * `busy`: the server has had too many requests.
   */
  readonly trouble?: 'tooFast' | 'lost' | 'silent' | 'busy' | undefined
  /** Whether it has a refresh token, and one that it has used before. */
  readonly refreshes: boolean
  readonly reuses: boolean
}

/** What happens at the device. */
export interface DeviceEvents {
  onChange(view: DeviceView): void
  /** `note` says in a few words what the device made of the answer. */
  onExchange(exchange: Exchange, note: string): void
  /** The server made a grant of this name for the device. */
  onGrant(grantId: string): void
  /** The device heard that its code is pending. `grown`: it polled too fast, and has to wait longer. */
  onPending(interval: number, grown: boolean): void
  /** The answer with the tokens was lost, so the next one will not be. */
  onLost(): void
}

/** A device that has done nothing yet. */
export const switchedOff: DeviceView = { phase: 'off', interval: 0, automatic: true, refreshes: false, reuses: false }
