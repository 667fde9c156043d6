/** The most characters of an untrusted text that a page shows. */
const usualLimit = 200

/**
 * Makes text from an untrusted party safe to show beside our own words. The result has no invisible characters, no
 * changes of writing direction, no line breaks, and a limited length. The template escapes it, not this function.
 */
export function untrusted(text: string, limit: number = usualLimit): string {
  const seen = text.replace(blanks, ' ').replace(unseen, '').replace(piledMarks, '$1')
  const characters = [...seen.replace(/ {2,}/g, ' ').trim()]
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit - 1).join('')}…`
}

// White space of every kind, and the Braille pattern without dots.
const blanks = /[\s\u2800]+/gu

// Controls, bidi and zero-width format characters, lone surrogates, private use, and characters that fonts ignore.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu

// No script needs more than three marks on a letter; more would cover the lines above.
const piledMarks = /(\p{M}{3})\p{M}+/gu
