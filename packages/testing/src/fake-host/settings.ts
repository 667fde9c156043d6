import type { DeviceGrantOptions, Duration, Policy, Random } from '@devicegrant/core'
import type { ManualClock } from '../manual-clock.js'

/** The options of a fake host. All are optional. */
export interface FakeHostSettings {
  /**
   * The issuer. No server has to listen there.
   *
   * @defaultValue `http://127.0.0.1:3000`
   */
  readonly issuer?: string
  /**
   * The public URL below which the endpoints are.
   *
   * @defaultValue the issuer
   */
  readonly baseUrl?: string
  /** @defaultValue a new `createManualClock()` */
  readonly clock?: ManualClock
  /**
   * Makes codes and tickets the same in every run, with `createScriptedRandom`.
   *
   * @defaultValue the system's random source
   */
  readonly random?: Random
  /** @defaultValue the default policy */
  readonly policy?: Partial<Policy>
  /** @defaultValue limits that count everything and refuse nothing, so that many audits of one host do not meet them */
  readonly limits?: NonNullable<DeviceGrantOptions['limits']>
  /**
   * In milliseconds.
   *
   * @defaultValue 60 minutes
   */
  readonly accessTokenLifetime?: Duration
  /**
   * Whether the password grant is served. No server in production should serve it.
   *
   * @defaultValue `false`
   */
  readonly passwordGrant?: boolean
  /**
   * Whether CORS allows pages of the origin in the fixtures.
   *
   * @defaultValue `false`
   */
  readonly cors?: boolean
}
