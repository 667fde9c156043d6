import type { PageDeps } from '../deps.js'
import { textOnPage } from '../language/local-text.js'
import type { ScopeChoice } from '../page/models.js'

/** A scope value with the host's description of it in the language of the page, if there is one. */
export function scopeInWords(deps: PageDeps, value: string): ScopeChoice {
  const { scopeDescriptions } = deps.page
  const given = Object.hasOwn(scopeDescriptions, value) ? scopeDescriptions[value] : undefined
  return given === undefined ? { value } : { value, description: textOnPage(deps, given) }
}
