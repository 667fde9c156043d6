import type { LocalText } from '../../protocol/local-text.js'

/** Returns a text of the host in a language, or in the fallback, which is checked to be there. */
export function localText(text: LocalText, language: string, fallback: string): string {
  if (typeof text === 'string') return text
  return ownText(text, language) ?? ownText(text, fallback) ?? ''
}

function ownText(texts: Readonly<Record<string, string>>, language: string): string | undefined {
  return Object.hasOwn(texts, language) ? texts[language] : undefined
}
