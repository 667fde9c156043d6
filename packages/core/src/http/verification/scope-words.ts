import type { ScopeChoice } from './page/models.js'

/** A scope value with what the host says that it means, if it says anything. */
export function scopeInWords(value: string, descriptions: Readonly<Record<string, string>>): ScopeChoice {
  const description = Object.hasOwn(descriptions, value) ? descriptions[value] : undefined
  return { value, ...(description !== undefined && { description }) }
}
