import type { Clock } from '../ports/runtime.js'

/** The clock of this machine, in milliseconds since the Unix epoch. */
export const systemClock: Clock = { now: () => Date.now() }
