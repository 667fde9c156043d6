// Controls, changes of the writing direction, characters without a width, lone surrogates, private use, foreign line ends, and the two
// code points that XML 1.0 does not have. https://www.w3.org/TR/xml/#charsets
const unseen = /[^\P{Cc}\t\n]|[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu

const controlPictures = 0x2400
const deletePicture = '␡'

/**
 * Returns a text in which every character can be seen: a terminal obeys none of them, and XML 1.0 can hold all of them. A control
 * character becomes its picture, such as `␛`, and any other one its number, such as `\u{202e}`. Tabs and line feeds stay.
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCodePoint(controlPictures + code)
    return code === 0x7f ? deletePicture : `\\u{${code.toString(16)}}`
  })
}

/** Returns a visible text without line feeds, so that it cannot forge a line. */
export function visibleLine(text: string): string {
  return visible(text.replaceAll('\r\n', '\n').replaceAll('\n', '␊').replaceAll('\t', ' '))
}

/** How much of a text is shown. */
export interface Limits {
  readonly lines: number
  readonly characters: number
}

/** Returns the start of a text, and says how much is missing. */
export function cut(text: string, { lines, characters }: Limits): string {
  const all = [...text]
  const start = all.slice(0, characters).join('').split('\n').slice(0, lines).join('\n')
  const missing = all.length - [...start].length
  return missing === 0 ? text : `${start}\n… ${missing} more character${missing === 1 ? '' : 's'}`
}
