import leven, { closestMatch } from 'leven'

/** Returns a question that names the nearest of the known words, or nothing if none is near. Capitals do not matter. */
export function didYouMean(word: string, known: readonly string[]): string {
  const bySpelling = new Map(known.map((name) => [name.toLowerCase(), name]))
  const spelled = word.toLowerCase()
  const nearest = closestMatch(spelled, [...bySpelling.keys()]) ?? ''
  const isNear = leven(spelled, nearest) <= Math.max(spelled.length, nearest.length) / 2
  const name = bySpelling.get(nearest)
  return isNear && name !== undefined ? ` Did you mean ${name}?` : ''
}
