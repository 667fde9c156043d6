import { closestMatch, default as leven } from 'leven'

/** Returns a question that names the nearest of the known words, or nothing if none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = closestMatch(word, [...known])
  if (nearest === undefined || leven(word, nearest) > Math.max(word.length, nearest.length) / 2) return ''
  return ` Did you mean ${nearest}?`
}
