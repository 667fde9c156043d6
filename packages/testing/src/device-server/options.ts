import type { Client, DeviceGrantOptions, Duration, Policy } from '@devicegrant/core'
import type { ManualTime } from '../manual-time.js'

/** The options of a fake device server. All are optional. */
export interface FakeDeviceServerOptions {
  /** @defaultValue a new `createManualTime()` */
  readonly time?: ManualTime
  /**
   * Changes the client, such as `{ clientId, verificationNumber: true, pkce: 'required' }`.
   *
   * @defaultValue the public client `fake-cli`, which may ask for `read`, `write`, `profile`, `openid` and `offline_access`
   */
  readonly client?: Partial<Client>
  /**
   * The interval, the lifetime of the codes, the replay windows and other limits. Durations are milliseconds.
   *
   * @defaultValue the default policy of a device grant
   */
  readonly policy?: Partial<Policy>
  /**
   * Whether tokens can, or must, be bound to a key (RFC 9449). `required` is short for the same word in `client`.
   *
   * @defaultValue `off`
   */
  readonly dpop?: 'off' | 'offered' | 'required'
  /**
   * When a proof must have a nonce (RFC 9449 §8).
   *
   * @defaultValue `always`
   */
  readonly nonces?: 'always' | 'whenLate'
  /**
   * Whether the client gets refresh tokens, whatever scope it asks for.
   *
   * @defaultValue `true`
   */
  readonly refresh?: boolean
  /**
   * How long an access token lives, in milliseconds. Must be whole seconds.
   *
   * @defaultValue 10 minutes
   */
  readonly accessTokenLifetime?: Duration
  /** Other options of the device grant behind it, such as `cors`. */
  readonly grant?: Partial<Omit<DeviceGrantOptions, 'issuer' | 'baseUrl' | 'stores' | 'events' | 'onFault'>>
}
