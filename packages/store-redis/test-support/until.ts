import { setTimeout as pause } from 'node:timers/promises'

const shortPause = 10
const patience = 3_000

/**
 * Asks again and again until the answer is yes. Counts its questions instead of looking at a clock, which proves nothing
 * on a busy machine and may be a fake one.
 */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < patience; asked++) {
    if (await ask()) return
    await pause(shortPause)
  }
  throw new Error(`asked ${patience} times in vain: ${what}`)
}
