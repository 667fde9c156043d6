import type { ConfigurationProblem } from '@devicegrant/core'
import { messageOf, placeOf } from './describe-fault.js'
import { type Finding, ownDocs, urlOf } from './finding.js'
import { ModuleProblem } from './load-module.js'

/** Returns what a module that threw has done wrong. */
export function findingsOf(fault: unknown): readonly Finding[] {
  if (fault instanceof ModuleProblem) return [fault.finding]
  if (isConfigurationError(fault)) {
    return fault.problems.map(({ code, option, message, docs }) => ({
      code,
      ...(option !== '' && { option }),
      message,
      docs: urlOf(docs),
    }))
  }
  const place = placeOf(Reflect.get(Object(fault), 'stack'))
  return [
    {
      code: 'module-failed',
      message: `the module threw ${nameOf(fault)}: ${messageOf(fault)}`,
      docs: ownDocs,
      ...(place !== undefined && { place }),
    },
  ]
}

function nameOf(fault: unknown): string {
  return fault instanceof Error ? fault.name : 'a value'
}

// The project of the host may have another copy of core, so `instanceof` does not find its errors.
function isConfigurationError(fault: unknown): fault is { readonly problems: readonly ConfigurationProblem[] } {
  return fault instanceof Error && fault.name === 'ConfigurationError' && Array.isArray(Reflect.get(fault, 'problems'))
}
