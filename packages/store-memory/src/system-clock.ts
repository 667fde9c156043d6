import type { Clock } from '@devicegrant/core'

/** The clock of the system. */
export const systemClock: Clock = { now: () => Date.now() }
