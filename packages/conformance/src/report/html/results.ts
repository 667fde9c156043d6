import { counted, type Finding, findingOf, findingWords } from '../finding.js'
import { groupsOf, type ResultGroup } from '../groups.js'
import { requestText, responseText } from '../messages.js'
import type { AuditReport, AuditResult, ReportedExchange } from '../report.js'
import { cut } from '../visible.js'
import { filters } from './filters.js'
import { iconOf } from './icons.js'
import { type Html, html } from './markup.js'

const messageLimits = { lines: 400, characters: 10_000 }
const mostExchanges = 20

/** The link to a group counts the first of these that the group has. */
const byWeight = [
  'failed',
  'unclear',
  'departs',
  'passed',
  'skipped',
  'notOffered',
] as const satisfies readonly Finding[]

/** All results by their groups, with the filters. */
export function resultList({ results }: AuditReport): Html | false {
  if (results.length === 0) return false
  const groups = groupsOf(results)
  return html`<section class="results"><h2>Results</h2>
${filters(results)}
<p class="aside">Names such as <code>$DEVICE_CODE_1</code> stand in place of secrets. In a curl command they are variables, which you set first.</p>
<div class="columns">
<nav aria-label="Groups"><ul>${groups.map(groupLink)}</ul></nav>
<div>
${groups.map(group)}</div>
</div>
</section>`
}

function groupLink({ name, results }: ResultGroup): Html {
  const findings = results.map(findingOf)
  const first = byWeight.find((finding) => findings.includes(finding)) ?? 'passed'
  const count = findings.filter((finding) => finding === first).length
  return html`<li><a href="#group-${name}"><span>${name}</span> <span class="said ${first}">${count} ${findingWords[first]}</span></a></li>
`
}

function group({ name, results }: ResultGroup): Html {
  return html`<section class="group" id="group-${name}"><h3>${name}</h3>
<ul>
${results.map(result)}</ul>
</section>
`
}

function result(one: AuditResult): Html {
  const { id, section, sectionUrl, level, obligation, reason, note, exchanges, outcome } = one
  const finding = findingOf(one)
  const left = exchanges.length - mostExchanges
  return html`<li class="result ${finding}" id="${id}">
${iconOf(finding)}
<div class="what">
<h4>${obligation}</h4>
<p class="meta"><span class="badge">${findingWords[finding]}</span> <span>${level}</span> <a href="${sectionUrl}" rel="noreferrer">${section}</a> <a class="id" href="#${id}">${id}</a></p>
${reason !== undefined && html`<p class="reason"><b>${outcome === 'failed' ? 'Expected' : 'Why'}:</b> ${reason}</p>`}
${note !== undefined && html`<p class="reason"><b>Note:</b> ${note}</p>`}
${exchanges.slice(0, mostExchanges).map(exchange)}
${left > 0 && html`<p class="aside">… ${counted(left, 'more request')}</p>`}</div>
</li>
`
}

function exchange(one: ReportedExchange): Html {
  const parts = [
    ['Request', cut(requestText(one), messageLimits)],
    ['Response', cut(responseText(one), messageLimits)],
    ['To send it again', one.curl],
  ] as const
  return html`<details><summary><code>${one.method} ${pathOf(one.url)}</code> <span class="status">→ ${one.status}</span></summary>
${parts.map(([name, text]) => html`<p class="label">${name}</p><pre>${text}</pre>`)}</details>
`
}

/** The request below the summary has the whole address. */
function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}
