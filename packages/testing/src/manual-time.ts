import type { Duration, Instant } from '@devicegrant/core'
import { createManualClock, type ManualClock } from './manual-clock.js'
import { createDeviceClocks, type DeviceClock } from './manual-time/device-clocks.js'
import { createProgress } from './manual-time/progress.js'
import { createSleepers } from './manual-time/sleepers.js'
import { day } from './time.js'

export type { DeviceClock } from './manual-time/device-clocks.js'

/** The clocks of a device and of its server, which stand still until a test moves them: the option `time` of a client. */
export interface ManualTime {
  /** The wall clock of the device, in milliseconds since the Unix epoch. */
  now(): Instant
  /** The monotonic clock of the device, in milliseconds. */
  monotonic(): Duration
  /** Sleeps until the test has moved the monotonic clock by this number of milliseconds. Rejects with the reason of the signal. */
  sleep(duration: Duration, signal?: AbortSignal): Promise<void>
  /** The clock of the server. It moves with the others. Moved by itself, it moves alone. */
  readonly clock: ManualClock
  /** Turns the clocks of the device apart from the clock of the server. */
  readonly deviceClock: DeviceClock
  /**
   * Lets this number of milliseconds pass. Each sleep ends at its moment, and what follows it comes first.
   *
   * @throws RangeError if `by` is negative or not a number.
   */
  advance(by: Duration): Promise<void>
  /**
   * Lets this number of milliseconds pass at once, as a busy device sees it: all sleeps that are over end now.
   *
   * @throws RangeError if `by` is negative or not a number.
   */
  jump(by: Duration): void
  /**
   * Lets time pass until the promise settles, and settles likewise. Time moves to the end of the next sleep as soon as nothing
   * is in progress, so hours take milliseconds.
   *
   * @throws Error if nothing sleeps, nothing is in progress, and the promise has not settled in about two real seconds.
   * @throws Error if more than `within` milliseconds have passed. `@defaultValue` one day
   */
  runUntil<Result>(promise: Promise<Result>, options?: { readonly within?: Duration }): Promise<Result>
  /** Time stands still for `runUntil` and `advance` while this work runs. For work that takes longer than a few milliseconds. */
  during<Result>(work: () => Promise<Result>): Promise<Result>
  /** Ends `runUntil` with this failure: the one that runs, or the next one. For doubles whose scripted work fails. */
  interrupt(reason: unknown): void
}

const never = () => false

/**
 * Makes the time of a test: no test waits, and nothing runs when it is over. `start` is in milliseconds since the Unix epoch.
 *
 * @defaultValue 1 January 2026
 * @example
 * ```ts
 * const time = createManualTime()
 * const slept = time.sleep(60 * 60_000)
 * await time.runUntil(slept)
 * ```
 */
export function createManualTime(start?: Instant): ManualTime {
  const clock = createManualClock(start)
  const clocks = createDeviceClocks(clock)
  const progress = createProgress()
  const sleepers = createSleepers(progress.note)
  let failure: { readonly reason: unknown } | undefined

  function waitForNext(): Duration | undefined {
    const next = sleepers.next()
    return next === undefined ? undefined : clocks.timeTo(next)
  }

  function passToNext(wait: Duration): void {
    clocks.pass(wait)
    sleepers.wakeNext()
  }

  function throwIfInterrupted(): void {
    if (failure === undefined) return
    const { reason } = failure
    failure = undefined
    throw reason
  }

  return {
    now: clocks.now,
    monotonic: clocks.monotonic,
    sleep: (duration, signal) => sleepers.add(clocks.monotonic() + Math.max(duration, 0), signal),
    clock,
    deviceClock: clocks.control,
    async advance(by) {
      if (!(by >= 0)) throw new RangeError(`time advances by a number of milliseconds from 0, not ${by}`)
      let left = by
      await progress.quiet(never)
      for (let wait = waitForNext(); wait !== undefined && wait <= left; wait = waitForNext()) {
        left -= wait
        passToNext(wait)
        await progress.quiet(never)
      }
      clocks.pass(left)
    },
    jump(by) {
      clocks.pass(by)
      sleepers.wakeDue(clocks.monotonic())
    },
    async runUntil(promise, { within = day } = {}) {
      let isSettled = false
      const isOver = () => isSettled || failure !== undefined
      const settle = () => {
        isSettled = true
      }
      promise.then(settle, settle)
      for (let passed = 0; ; ) {
        await progress.quiet(isOver)
        throwIfInterrupted()
        if (isSettled) return promise
        const wait = waitForNext()
        if (wait === undefined) {
          if (!(await progress.somethingHappens(isOver))) throw new Error(neverSettles)
        } else {
          passed += wait
          if (passed > within)
            throw new Error(`the promise has not settled after ${within} ms on the clock of the server`)
          passToNext(wait)
        }
      }
    },
    during: progress.during,
    interrupt(reason) {
      failure ??= { reason }
      progress.note()
    },
  }
}

const neverSettles =
  'the promise cannot settle: nothing sleeps on this time, and nothing is in progress. ' +
  'Does the client use the `time` and the `fetch` of the test?'
