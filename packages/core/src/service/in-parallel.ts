/** The most calls to ports that one request may have under way at the same time. */
export const mostCalls = 32

/**
 * Runs something for each item, for at most so many at the same time. Resolves to the results in the order of the items.
 * Rejects when one of them fails, and begins no more after that.
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
