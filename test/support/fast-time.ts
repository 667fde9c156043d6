import type { Time } from '@devicegrant/client'
import { systemTime } from '../../packages/client/src/time/time.js'

/** The clocks of the system, so many times as fast: for a server that has no clock which a test could turn. */
export function createFastTime(factor: number): Time {
  const start = { wall: systemTime.now(), monotonic: systemTime.monotonic() }
  const passed = () => (systemTime.monotonic() - start.monotonic) * factor
  return {
    now: () => start.wall + passed(),
    monotonic: () => start.monotonic + passed(),
    sleep: (duration, signal) => systemTime.sleep(duration / factor, signal),
  }
}
