/** Lengths of time in milliseconds. */
export const second = 1_000
export const minute: number = 60 * second
export const day: number = 24 * 60 * minute
