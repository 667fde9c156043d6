import { type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { isBag, printed } from '../../misuse/option-names.js'
import type { DeviceGrantOptions } from '../options.js'
import { checkLocalText, checkPageTexts } from './page-texts.js'

/** Returns the problems of the texts of the page. */
export function checkPage({ page = {} }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (!isBag(page)) return []
  return [
    ...('serviceName' in page ? checkLocalText(page, 'page.serviceName', page.serviceName) : []),
    ...checkDescriptions(page),
    ...checkPageTexts(page),
  ]
}

function checkDescriptions(page: object): readonly ConfigurationProblem[] {
  if (!Object.hasOwn(page, 'scopeDescriptions')) return []
  const descriptions: unknown = Reflect.get(page, 'scopeDescriptions')
  if (!isBag(descriptions))
    return [invalid('page.scopeDescriptions', 'must be an object with a text for each scope value')]
  return Object.entries(descriptions).flatMap(([value, text]: [string, unknown]) =>
    checkLocalText(page, `page.scopeDescriptions.${printed(value)}`, text),
  )
}
