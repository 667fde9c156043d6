import type { Clock } from '../ports/ambient.js'

/** The clock of this machine, in milliseconds since the Unix epoch. */
export const systemClock: Clock = { now: () => Date.now() }
