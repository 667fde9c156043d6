import { type Finding, findingOf, findingWords } from '../finding.js'
import type { AuditResult } from '../report.js'
import { type Html, html } from './markup.js'

const findings = [
  'failed',
  'departs',
  'notOffered',
  'unclear',
  'skipped',
  'passed',
] as const satisfies readonly Finding[]

/** Choices of what is shown. The style does the rest, so they need no script. */
export function filters(results: readonly AuditResult[]): Html {
  const counts = findings.map((finding) => ({
    finding,
    count: results.filter((result) => findingOf(result) === finding).length,
  }))
  return html`<fieldset class="filters"><legend>Show</legend>
${choice('all', 'all', results.length, true)}${counts.map(({ finding, count }) => count > 0 && choice(finding, findingWords[finding], count, false))}</fieldset>`
}

function choice(value: string, words: string, count: number, isChosen: boolean): Html {
  return html`<label><input type="radio" name="show" id="show-${value}" value="${value}" autocomplete="off"${isChosen && html` checked`}>${words} <span>${count}</span></label>
`
}

/** The rules that hide what is not chosen. The target of a link is always shown. */
export const filterStyle: string = findings
  .map((finding) => {
    const chosen = `main:has(#show-${finding}:checked)`
    return `${chosen} .result:not(.${finding}, :target), ${chosen} .group:not(:has(.${finding}, :target), :target) { display: none; }\n`
  })
  .join('')
