import type { PageDeps } from '../deps.js'
import { localText } from '../language/local-text.js'
import type { ScopeChoice } from '../page/models.js'

/** A scope value with the host's description of it in the language of the page, if there is one. */
export function scopeInWords({ page, look }: PageDeps, value: string): ScopeChoice {
  const { scopeDescriptions, languages } = page
  const given = Object.hasOwn(scopeDescriptions, value) ? scopeDescriptions[value] : undefined
  if (given === undefined) return { value }
  return { value, description: localText(given, look.language, languages.fallback.tag) }
}
