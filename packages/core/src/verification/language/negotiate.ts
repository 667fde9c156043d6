import Negotiator from 'negotiator'
import type { HttpRequest } from '../../ports/http-request.js'
import type { Language, Languages } from './languages.js'

/** The parameter with the languages that a person wants, in the order of preference (OpenID Connect Core §3.1.2.1). */
export const languageParameter = 'ui_locales'

// A browser sends fewer than 200 characters. The rest of a longer text is not read.
const longestList = 1_000

/** Returns the language that a text of space-separated tags wants most, of those that the page has. */
export function wantedLanguage({ all }: Languages, wanted: string): Language | undefined {
  return firstOf(all, wanted.slice(0, longestList).split(' '))
}

/** Returns the language that the browser of a request wants most (RFC 9110 §12.5.4), of those that the page has. */
export function browserLanguage({ all }: Languages, { headers }: HttpRequest): Language | undefined {
  const header = headers['accept-language']?.slice(0, longestList) ?? ''
  return firstOf(all, new Negotiator({ headers: { 'accept-language': header } }).languages())
}

function firstOf(all: readonly Language[], ranges: readonly string[]): Language | undefined {
  for (const range of ranges) {
    const found = lookUp(all, range)
    if (found !== undefined) return found
  }
  return undefined
}

// RFC 4647 §3.4: the range loses its last subtag until it matches, and never ends in a single letter.
function lookUp(all: readonly Language[], range: string): Language | undefined {
  const subtags = range.toLowerCase().split('-')
  while (subtags.length > 0) {
    const tag = subtags.join('-')
    const found = all.find((language) => language.tag.toLowerCase() === tag)
    if (found !== undefined) return found
    subtags.pop()
    if (subtags.at(-1)?.length === 1) subtags.pop()
  }
  return undefined
}
