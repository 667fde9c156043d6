import type { Clock } from '@devicegrant/core'

/** The clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() }
