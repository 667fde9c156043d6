import type { Runtime } from '../../ports/runtime.js'

/** The parts of the runtime that a host can replace. */
export type RuntimeOptions = Partial<Omit<Runtime, 'clock'>>
