import type { PageDeps } from '../deps.js'
import { localText } from '../language/local-text.js'
import type { ScopeChoice } from '../page/models.js'

/** A scope value with the host's description of it in the language of the page, if there is one. */
export function scopeInWords({ page: { scopeDescriptions, language }, look }: PageDeps, value: string): ScopeChoice {
  const description = Object.hasOwn(scopeDescriptions, value) ? scopeDescriptions[value] : undefined
  return { value, ...(description !== undefined && { description: localText(description, look.language, language) }) }
}
