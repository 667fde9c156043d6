import type { Argon2Cost } from './phc.js'

/** OWASP's recommendation for a server: about 10 ms on one core, 19 MiB for each hash under way. */
export const defaultArgon2Cost: Argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The most that a hash may cost, new or stored: whoever can write a hash must not be able to stop the server. */
export const argon2Ceiling: Argon2Cost = { memoryCost: 256 * 1024, timeCost: 10, parallelism: 4 }

// OWASP Password Storage Cheat Sheet: settings of equal strength, trading memory for time.
const floors: readonly Pick<Argon2Cost, 'memoryCost' | 'timeCost'>[] = [
  { memoryCost: 47_104, timeCost: 1 },
  { memoryCost: 19_456, timeCost: 2 },
  { memoryCost: 12_288, timeCost: 3 },
  { memoryCost: 9_216, timeCost: 4 },
  { memoryCost: 7_168, timeCost: 5 },
]

/** Whether a hash of this cost stays under the ceiling in every dimension. */
export function isAffordable(cost: Argon2Cost, ceiling: Argon2Cost = argon2Ceiling): boolean {
  return (
    cost.memoryCost <= ceiling.memoryCost &&
    cost.timeCost <= ceiling.timeCost &&
    cost.parallelism <= ceiling.parallelism
  )
}

/** Whether a cost is fit for new hashes: whole numbers, at least one line of OWASP's table, under the ceiling. */
export function isFitForNewHashes(cost: Argon2Cost): boolean {
  return (
    [cost.memoryCost, cost.timeCost, cost.parallelism].every(Number.isSafeInteger) &&
    cost.parallelism >= 1 &&
    floors.some((floor) => cost.memoryCost >= floor.memoryCost && cost.timeCost >= floor.timeCost) &&
    isAffordable(cost)
  )
}
