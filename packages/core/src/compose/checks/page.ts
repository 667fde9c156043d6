import { type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { isBag } from '../../misuse/option-names.js'
import { isTexts } from '../../misuse/texts.js'
import type { DeviceGrantOptions } from '../options.js'

/** Returns the problems of the texts of the page. */
export function checkPage({ page = {} }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (!isBag(page)) return []
  const { scopeDescriptions = {} } = page
  const named = !('serviceName' in page) || typeof page.serviceName === 'string'
  const described = isBag(scopeDescriptions) && isTexts(Object.values(scopeDescriptions))
  return [
    ...(named ? [] : [invalid('page.serviceName', 'must be a string')]),
    ...(described ? [] : [invalid('page.scopeDescriptions', 'must be an object with a string for each scope value')]),
  ]
}
