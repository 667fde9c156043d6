import type { AuditResult } from './report.js'

/** The results that share the first word of their ids. */
export interface ResultGroup {
  readonly name: string
  readonly results: readonly AuditResult[]
}

/** Returns the groups in the order of their first results. */
export function groupsOf(results: readonly AuditResult[]): readonly ResultGroup[] {
  return groupBy(results, ({ id }) => id.split('-', 1).join()).map(([name, some]) => ({ name, results: some }))
}

/** Returns the results for each key, in the order of their first occurrence. */
export function groupBy(
  results: readonly AuditResult[],
  keyOf: (result: AuditResult) => string,
): readonly (readonly [key: string, results: readonly AuditResult[]])[] {
  const groups = new Map<string, AuditResult[]>()
  for (const result of results) {
    const key = keyOf(result)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [result])
    else group.push(result)
  }
  return [...groups]
}
