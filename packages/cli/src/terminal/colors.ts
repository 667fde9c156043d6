/** Functions that color a text, or return it unchanged. */
export interface Colors {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly doubtful: (text: string) => string
  readonly faint: (text: string) => string
  readonly strong: (text: string) => string
}

/** Returns the colors of a terminal that has them, or none. */
export function colorsFor(hasColors: boolean): Colors {
  // ECMA-48 §8.3.117: select graphic rendition.
  const paint = (start: number, end: number) => (text: string) =>
    hasColors ? `\u001b[${start}m${text}\u001b[${end}m` : text
  return { good: paint(32, 39), bad: paint(31, 39), doubtful: paint(33, 39), faint: paint(2, 22), strong: paint(1, 22) }
}
