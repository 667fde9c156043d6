/** Sets of characters that random texts are made of, the smallest first. */
const alphabets: readonly (readonly [characters: RegExp, size: number])[] = [
  [/^[0-9]*$/, 10],
  [/^[0-9a-f]*$/, 16],
  [/^[0-9A-F]*$/, 16],
  [/^[A-Z]*$/, 26],
  [/^[a-z]*$/, 26],
  [/^[0-9A-Z]*$/, 36],
  [/^[0-9a-z]*$/, 36],
  [/^[0-9A-Za-z]*$/, 62],
]
const largest = 95

/**
 * Returns the greatest entropy in bits that texts of this length and these characters can have. That of a text which is not random
 * is smaller, so a small result is a fault, and a large one proves nothing.
 */
export function mostBits(texts: readonly string[]): number {
  const all = texts.join('')
  const [, size] = alphabets.find(([characters]) => characters.test(all)) ?? ['', largest]
  const shortest = Math.min(...texts.map(({ length }) => length))
  return Math.floor(shortest * Math.log2(size))
}
