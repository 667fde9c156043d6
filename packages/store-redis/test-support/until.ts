import { setTimeout as pause } from 'node:timers/promises'

const shortPause = 10
const patience = 3_000

/**
 * Repeats a check until it succeeds. It counts the checks and uses no clock, because time proves nothing on a busy machine
 * and the clock may be fake.
 */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < patience; asked++) {
    if (await ask()) return
    await pause(shortPause)
  }
  throw new Error(`${patience} checks have failed: ${what}`)
}
