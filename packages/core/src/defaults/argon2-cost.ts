import type { Argon2Cost } from './phc.js'

/** OWASP's recommendation for a server: about 10 milliseconds on one core and 19 MiB for each running computation. */
export const defaultArgon2Cost: Argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The highest cost of a new or stored hash. An attacker who can write a hash must not be able to stop the server. */
export const argon2Ceiling: Argon2Cost = { memoryCost: 256 * 1024, timeCost: 10, parallelism: 4 }

// OWASP Password Storage Cheat Sheet: settings of equal strength, with less memory and more time in each line.
const floors: readonly Pick<Argon2Cost, 'memoryCost' | 'timeCost'>[] = [
  { memoryCost: 47_104, timeCost: 1 },
  { memoryCost: 19_456, timeCost: 2 },
  { memoryCost: 12_288, timeCost: 3 },
  { memoryCost: 9_216, timeCost: 4 },
  { memoryCost: 7_168, timeCost: 5 },
]

/** Returns whether a cost is within the ceiling in every dimension. */
export function isAffordable(cost: Argon2Cost, ceiling: Argon2Cost = argon2Ceiling): boolean {
  return (
    cost.memoryCost <= ceiling.memoryCost &&
    cost.timeCost <= ceiling.timeCost &&
    cost.parallelism <= ceiling.parallelism
  )
}

/** Returns whether a cost suits new hashes: whole numbers, at least a line of OWASP's table, within the ceiling. */
export function isFitForNewHashes(cost: Argon2Cost): boolean {
  return (
    [cost.memoryCost, cost.timeCost, cost.parallelism].every(Number.isSafeInteger) &&
    cost.parallelism >= 1 &&
    floors.some((floor) => cost.memoryCost >= floor.memoryCost && cost.timeCost >= floor.timeCost) &&
    isAffordable(cost)
  )
}
