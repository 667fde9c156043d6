/** The maximum number of port calls that one request may run at the same time. */
export const mostCalls = 32

/**
 * Calls `run` for each item, for at most `most` items at the same time. Resolves to the results in the order of the
 * items. If one call fails it rejects and starts no further calls.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  most: number,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let first = 0; first < items.length; first += most) {
    results.push(...(await Promise.all(items.slice(first, first + most).map(run))))
  }
  return results
}
