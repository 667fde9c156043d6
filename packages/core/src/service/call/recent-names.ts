/** The names that were added last. Older ones are forgotten, so that they cannot fill the memory. */
export interface RecentNames {
  add(name: string): void
  has(name: string): boolean
  delete(name: string): void
}

/** Creates an empty list, which keeps this number of names. */
export function createRecentNames(most = 10_000): RecentNames {
  const names = new Set<string>()
  return {
    add(name) {
      names.add(name)
      // A set iterates in insertion order.
      const [oldest] = names
      if (names.size > most && oldest !== undefined) names.delete(oldest)
    },
    has: (name) => names.has(name),
    delete: (name) => void names.delete(name),
  }
}
