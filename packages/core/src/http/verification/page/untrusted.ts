/** The most characters of a stranger's text that a page shows. */
const usualLimit = 200

/**
 * Text that a stranger chose, made fit to be shown beside our own words: nothing in it is invisible, turns the
 * direction of writing, breaks the line or goes on for ever. Escaping is the template's work, not done here.
 */
export function untrusted(text: string, limit: number = usualLimit): string {
  const seen = text.replace(blanks, ' ').replace(unseen, '').replace(piledMarks, '$1')
  const characters = [...seen.replace(/ {2,}/g, ' ').trim()]
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit - 1).join('')}…`
}

// White space of every kind, and the Braille pattern that has no dots.
const blanks = /[\s\u2800]+/gu

// Controls, the bidi and zero-width characters among the formats, lone surrogates, private use, and what fonts ignore.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu

// No script needs more than three marks on a letter; a tower of them covers the lines above.
const piledMarks = /(\p{M}{3})\p{M}+/gu
