import { type Duration, type Moment, momentOf, type Time } from './time.js'

/** A sleep in pieces shows a change of the clocks soon. */
const longestPiece: Duration = 5_000
/** So much more on one clock than was slept means that the device itself slept. */
const sleepOfDevice: Duration = 2 * longestPiece

/** How a wait ended: `slept` is how long the device itself was asleep. */
export interface Waited {
  readonly slept?: Duration
}

/**
 * Waits from `start` until both clocks of the device agree that the time is over. The monotonic clock of some virtual machines runs
 * fast, and somebody can set the wall clock: the device must not poll too early because of either. Ends at once after a
 * sleep of the device, because the server has counted that time.
 */
export async function waitOnBothClocks(
  time: Time,
  duration: Duration,
  start: Moment,
  signal?: AbortSignal,
): Promise<Waited> {
  let left = leftOf(start, momentOf(time), duration)
  while (left > 0) {
    const piece = Math.min(left, longestPiece)
    const before = momentOf(time)
    await time.sleep(piece, signal)
    const after = momentOf(time)
    const jump = Math.max(after.wall - before.wall, after.monotonic - before.monotonic) - piece
    if (jump > sleepOfDevice) return { slept: jump }
    left = leftOf(start, after, duration)
  }
  return {}
}

/** Whether such a wait is over, or the device was asleep in it. */
export function isOverOnBothClocks(time: Time, start: Moment, duration: Duration): boolean {
  const now = momentOf(time)
  const jump = Math.abs(now.wall - start.wall - (now.monotonic - start.monotonic))
  return leftOf(start, now, duration) <= 0 || (jump > sleepOfDevice && now.wall > start.wall)
}

function leftOf(start: Moment, now: Moment, duration: Duration): Duration {
  const monotonic = now.monotonic - start.monotonic
  // A wall clock that was set back makes a wait at most twice as long.
  if (monotonic >= 2 * duration) return 0
  return duration - Math.min(monotonic, now.wall - start.wall)
}
