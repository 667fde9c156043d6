import { htmlEscape } from 'escape-goat'
import { detailsOf } from './details.js'
import { type Finding, findingOf } from './finding.js'
import { groupsOf, type ResultGroup } from './groups.js'
import { paletteFor } from './palette.js'
import type { AuditReport, AuditResult } from './report.js'
import { secondsOf } from './times.js'
import { visibleLine } from './visible.js'

/** Settings of {@link junitReport}. */
export interface JunitReportOptions {
  /**
   * Whether a SHOULD that is not kept is a failure too. A MAY never is one.
   *
   * @defaultValue `false`
   */
  readonly strict?: boolean
}

/** What JUnit calls a result. `noted`: the test passes, and its output says what was found. */
type TestOutcome = 'passed' | 'failure' | 'error' | 'skipped' | 'noted'

const palette = paletteFor(false)

/**
 * Returns a report as JUnit XML, for the test reports of GitLab, Jenkins and GitHub actions. Each group is a suite and each audit a
 * test, with the id as its name. A MUST that fails is a `failure`, and an audit that could not judge an `error`, at each level. A SHOULD
 * or a MAY that fails is no failure: the `system-out` of its test says what was found. Characters that XML 1.0 cannot hold become
 * visible ones.
 *
 * @param report A report of this package.
 * @param options Whether a SHOULD counts as well.
 * @returns An XML document.
 *
 * @example
 * ```ts
 * const xml = junitReport(auditReport, { strict: true })
 * ```
 */
export function junitReport(report: AuditReport, { strict = false }: JunitReportOptions = {}): string {
  const outcomeOf = (result: AuditResult) => testOutcomeOf(findingOf(result), strict)
  const { server, startedAt, results } = report
  const counts = countsOf(results, outcomeOf)
  const start = { name: `Audit of ${server}`, ...counts, time: String(secondsOf(report)), timestamp: startedAt }
  const suites = groupsOf(results).flatMap((group) => suiteOf(group, report, outcomeOf))
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', element('testsuites', start, suites.join('\n'))]
  return `${lines.join('\n')}\n`
}

function testOutcomeOf(finding: Finding, strict: boolean): TestOutcome {
  switch (finding) {
    case 'failed':
      return 'failure'
    case 'departs':
      return strict ? 'failure' : 'noted'
    case 'notOffered':
      return 'noted'
    case 'unclear':
      return 'error'
    case 'skipped':
    case 'passed':
      return finding
  }
}

type OutcomeOf = (result: AuditResult) => TestOutcome

function countsOf(results: readonly AuditResult[], outcomeOf: OutcomeOf): Attributes {
  const count = (outcome: TestOutcome) => String(results.filter((result) => outcomeOf(result) === outcome).length)
  const tests = String(results.length)
  return { tests, failures: count('failure'), errors: count('error'), skipped: count('skipped') }
}

function suiteOf({ name, results }: ResultGroup, report: AuditReport, outcomeOf: OutcomeOf): string {
  const { server, clientId, endpoints, startedAt } = report
  const facts = Object.entries({ server, clientId, ...endpoints })
  const properties = facts.map(([fact, value]) => element('property', { name: fact, value }))
  const cases = results.map((result) => caseOf(result, name, outcomeOf(result)))
  const content = [element('properties', {}, properties.join('\n')), ...cases].join('\n')
  return element('testsuite', { name, ...countsOf(results, outcomeOf), timestamp: startedAt }, content)
}

function caseOf(result: AuditResult, classname: string, outcome: TestOutcome): string {
  return element('testcase', { name: result.id, classname }, contentOf(result, outcome))
}

function contentOf(result: AuditResult, outcome: TestOutcome): string {
  const { level, obligation, reason = '' } = result
  const details = () => htmlEscape(detailsOf(result, palette))
  switch (outcome) {
    case 'passed':
      return ''
    case 'skipped':
      return element('skipped', { message: reason })
    case 'noted':
      return element('system-out', {}, details())
    case 'failure':
      return element('failure', { type: level, message: `${obligation} Expected: ${reason}` }, details())
    case 'error':
      return element('error', { type: 'unclear', message: `${obligation} Unclear: ${reason}` }, details())
  }
}

type Attributes = Readonly<Record<string, string>>

/** `content` is finished XML. XML has each of the five escapes of HTML that `htmlEscape` writes. */
function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${htmlEscape(visibleLine(value))}"`)
  const start = `<${name}${written.join('')}`
  if (content === '') return `${start}/>`
  const gap = content.startsWith('<') ? '\n' : ''
  return `${start}>${gap}${content}${gap}</${name}>`
}
