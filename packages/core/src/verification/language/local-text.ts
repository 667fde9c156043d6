import type { LocalText } from '../../protocol/local-text.js'
import type { PageDeps } from '../deps.js'

/** Returns a text of the host in a language, or in the fallback, which is checked to be there. */
export function localText(text: LocalText, language: string, fallback: string): string {
  if (typeof text === 'string') return text
  return ownText(text, language) ?? ownText(text, fallback) ?? ''
}

/** Returns a text of the host in the language of the page. */
export function textOnPage({ look, page }: PageDeps, text: LocalText): string {
  return localText(text, look.language, page.languages.fallback.tag)
}

function ownText(texts: Readonly<Record<string, string>>, language: string): string | undefined {
  return Object.hasOwn(texts, language) ? texts[language] : undefined
}
