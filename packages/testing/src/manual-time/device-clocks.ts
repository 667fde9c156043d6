import type { Duration, Instant } from '@devicegrant/core'
import type { ManualClock } from '../manual-clock.js'

/** Turns the clocks of the device apart from the clock of the server. */
export interface DeviceClock {
  /**
   * From now on the monotonic clock counts this many milliseconds in each one. Timers follow it, so they end early. Some virtual
   * machines have such a clock.
   *
   * @throws RangeError if the factor is not above 0.
   */
  runFast(factor: number): void
  /**
   * From now on the wall clock counts this many milliseconds in each one.
   *
   * @throws RangeError if the factor is not above 0.
   */
  runWallFast(factor: number): void
  /**
   * The device sleeps, in milliseconds: the server and the wall clock go on, the monotonic clock stands still, and timers end
   * that much later.
   *
   * @throws RangeError if `by` is negative or not a number.
   */
  sleep(by: Duration): void
  /** Somebody sets the wall clock back, in milliseconds. */
  setBack(by: Duration): void
  /** Somebody sets the wall clock forward, in milliseconds. */
  setForward(by: Duration): void
}

/** All clocks of one test. */
export interface DeviceClocks {
  readonly control: DeviceClock
  now(): Instant
  monotonic(): Duration
  /** How much time has to pass until the monotonic clock shows this. */
  timeTo(monotonic: Duration): Duration
  /** Time passes, for the server and the device. */
  pass(by: Duration): void
}

/** Makes the clocks of a device that agrees with the clock of the server. */
export function createDeviceClocks(server: ManualClock): DeviceClocks {
  let wall = server.now()
  let monotonic = 0
  let rate = 1
  let wallRate = 1
  return {
    control: {
      runFast(factor) {
        rate = checked(factor)
      },
      runWallFast(factor) {
        wallRate = checked(factor)
      },
      sleep(by) {
        server.advance(by)
        wall += by * wallRate
      },
      setBack(by) {
        wall -= by
      },
      setForward(by) {
        wall += by
      },
    },
    now: () => Math.floor(wall),
    monotonic: () => monotonic,
    timeTo: (target) => Math.max(Math.ceil((target - monotonic) / rate), 0),
    pass(by) {
      server.advance(by)
      wall += by * wallRate
      monotonic += by * rate
    },
  }
}

function checked(factor: number): number {
  if (!(factor > 0)) throw new RangeError(`a clock runs by a factor above 0, not ${factor}`)
  return factor
}
