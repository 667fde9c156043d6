import { isBag } from '../misuse/option-names.js'
import type { DeviceGrantOptions } from '../options.js'
import { isTexts } from './texts.js'

/** What is wrong with the words of the page. */
export function checkPage({ page = {} }: DeviceGrantOptions): readonly string[] {
  if (!isBag(page)) return []
  const { scopeDescriptions = {} } = page
  const named = !('serviceName' in page) || typeof page.serviceName === 'string'
  const described = isBag(scopeDescriptions) && isTexts(Object.values(scopeDescriptions))
  return [
    ...(named ? [] : ['page.serviceName must be text']),
    ...(described ? [] : ['page.scopeDescriptions must have a text for each scope value']),
  ]
}
