/** A length of time in milliseconds. */
export type Duration = number

/** A moment in milliseconds since the Unix epoch. */
export type Instant = number

/** The clocks of the device. Tests replace them, so that no test waits. */
export interface Time {
  /** The wall clock. It can be wrong, and somebody can set it. */
  now(): Instant
  /** A clock that starts anywhere and never goes back, in milliseconds. It may stand still while the device sleeps. */
  monotonic(): Duration
  /** Waits. Rejects with the reason of the signal as soon as it is aborted, and leaves no timer behind. */
  sleep(duration: Duration, signal?: AbortSignal): Promise<void>
}

/** One moment on both clocks. */
export interface Moment {
  readonly wall: Instant
  readonly monotonic: Duration
}

/** Reads both clocks. */
export function momentOf(time: Time): Moment {
  return { wall: time.now(), monotonic: time.monotonic() }
}

/** The moment at which the wall clock shows `wall`, if no clock was changed since. */
export function momentAt(time: Time, wall: Instant): Moment {
  return { wall, monotonic: time.monotonic() - (time.now() - wall) }
}

/** Timers of the platform that are longer end at once. It is more than three weeks. */
const longestTimer: Duration = 2 ** 31 - 1

/** The clocks of the system. */
export const systemTime: Time = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep(duration, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason)
        return
      }
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      let timer: ReturnType<typeof setTimeout>
      const sleepFor = (left: Duration) => {
        timer = setTimeout(
          () => {
            if (left > longestTimer) return sleepFor(left - longestTimer)
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
          Math.min(left, longestTimer),
        )
      }
      sleepFor(duration)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  },
}
