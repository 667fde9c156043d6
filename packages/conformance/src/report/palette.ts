import type { Finding, Verdict } from './finding.js'

/** Functions that color a text, or return it unchanged. */
export type Palette = Readonly<Record<Finding | Verdict['kind'] | 'faint' | 'strong', (text: string) => string>>

/** Returns the colors of a terminal that has them, or none. */
export function paletteFor(hasColors: boolean): Palette {
  // ECMA-48 §8.3.117: select graphic rendition.
  const paint = (start: number, end: number) => (text: string) =>
    hasColors ? `\u001b[${start}m${text}\u001b[${end}m` : text
  const [green, red, yellow, faint] = [paint(32, 39), paint(31, 39), paint(33, 39), paint(2, 22)]
  return {
    ...{ passed: green, failed: red, departs: yellow, notOffered: faint, unclear: yellow, skipped: faint },
    ...{ good: green, bad: red, open: yellow },
    faint,
    strong: paint(1, 22),
  }
}
