import type { ScopeChoice } from '../page/models.js'

/** A scope value with the host's description of it, if there is one. */
export function scopeInWords(value: string, descriptions: Readonly<Record<string, string>>): ScopeChoice {
  const description = Object.hasOwn(descriptions, value) ? descriptions[value] : undefined
  return { value, ...(description !== undefined && { description }) }
}
