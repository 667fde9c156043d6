/** A point in time: milliseconds since the Unix epoch. */
export type Instant = number

/** A length of time in milliseconds. Only the wire has seconds. */
export type Duration = number

export const second: Duration = 1_000
export const minute: Duration = 60 * second
export const day: Duration = 24 * 60 * minute
