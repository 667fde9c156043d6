import { setTimeout as pause } from 'node:timers/promises'

const shortPause = 10
const mostChecks = 3_000

/**
 * Repeats a check until it succeeds. It counts the checks and uses no clock, because time proves nothing on a busy machine
 * and the clock may be fake.
 */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < mostChecks; asked++) {
    if (await ask()) return
    await pause(shortPause)
  }
  throw new Error(`${mostChecks} checks have failed: ${what}`)
}
