import type { AuditLevel } from '../../bench/audit.js'
import { counted, type Finding, findingOf, findingWords, verdictOf } from '../finding.js'
import type { AuditReport, AuditResult, OutcomeCounts } from '../report.js'
import { columns, levels } from '../summary-table.js'
import { secondsOf, startOf } from '../times.js'
import { iconOf } from './icons.js'
import { type Html, html } from './markup.js'

const levelWords: Readonly<Record<AuditLevel, string>> = {
  MUST: 'required',
  SHOULD: 'recommended',
  MAY: 'optional',
}

const verdictIcons = { good: 'passed', bad: 'failed', open: 'unclear' } as const

/** What a reader sees first: the server, the verdict, the counts, and where to look. */
export function overview(report: AuditReport): Html {
  return html`<header>
<p class="kind">Audit of a device authorization grant</p>
<h1>${report.server}</h1>
${facts(report)}
</header>
<main>
${verdict(report)}
${counts(report)}
${endpoints(report)}
${toRead(report.results)}`
}

function facts(report: AuditReport): Html {
  return html`<ul class="facts">
<li>client <code>${report.clientId}</code></li>
<li><time datetime="${report.startedAt}">${startOf(report)}</time></li>
<li>${counted(Math.round(secondsOf(report)), 'second')}</li>
<li>${counted(report.requests, 'request')}</li>
</ul>`
}

function verdict(report: AuditReport): Html {
  const { kind, sentence } = verdictOf(report)
  const { MUST, SHOULD, MAY } = report.summary
  const less = [
    SHOULD.failed > 0 && `${counted(SHOULD.failed, 'recommendation is', 'recommendations are')} not followed.`,
    MAY.failed > 0 && `${counted(MAY.failed, 'option is', 'options are')} not offered, which is no fault.`,
    MUST.skipped > 0 && `${counted(MUST.skipped, 'MUST was', 'MUSTs were')} skipped.`,
  ].filter((one) => one !== false)
  return html`<section class="verdict ${kind}">
${iconOf(verdictIcons[kind])}
<div><h2>${sentence}</h2>
${less.length > 0 && html`<p>${less.join(' ')}</p>`}</div>
</section>`
}

function counts({ summary }: AuditReport): Html {
  return html`<table>
<caption>Audits by level</caption>
<thead><tr><th scope="col">Level</th>${columns.map(([, name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${levels.map((level) => countsRow(level, summary[level]))}</tbody>
</table>`
}

function countsRow(level: AuditLevel, count: OutcomeCounts): Html {
  const cells = columns.map(([outcome]) => {
    const finding = findingOf({ level, outcome })
    return html`<td class="${count[outcome] === 0 ? 'none' : finding}">${count[outcome]}</td>`
  })
  return html`<tr><th scope="row">${level} <span>${levelWords[level]}</span>${bar(level, count)}</th>${cells}</tr>
`
}

/** A line of which each part is as long as its share. */
function bar(level: AuditLevel, count: OutcomeCounts): Html | false {
  const total = columns.reduce((sum, [outcome]) => sum + count[outcome], 0)
  if (total === 0) return false
  const parts = columns.map(([outcome], nth) => {
    const before = columns.slice(0, nth).reduce((sum, [earlier]) => sum + count[earlier], 0)
    const [x, width] = [before, count[outcome]].map((share) => `${Number(((100 * share) / total).toFixed(2))}%`)
    return (
      count[outcome] > 0 && html`<rect class="${findingOf({ level, outcome })}" x="${x}" width="${width}" height="6"/>`
    )
  })
  return html`<svg class="bar" aria-hidden="true">${parts}</svg>`
}

function endpoints({ endpoints: addresses }: AuditReport): Html | false {
  const rows = Object.entries(addresses)
  if (rows.length === 0) return false
  return html`<details class="endpoints"><summary>${counted(rows.length, 'endpoint')}</summary>
<dl>${rows.map(([name, url]) => html`<div><dt>${name}</dt><dd><code>${url}</code></dd></div>`)}</dl>
</details>`
}

const toReadFirst = ['failed', 'departs', 'unclear'] as const satisfies readonly Finding[]

function toRead(results: readonly AuditResult[]): Html | false {
  const found = toReadFirst.flatMap((wanted) => results.filter((result) => findingOf(result) === wanted))
  if (found.length === 0) return false
  const items = found.map((result) => {
    const finding = findingOf(result)
    return html`<li class="${finding}">${iconOf(finding)}<span><a href="#${result.id}">${result.obligation}</a> <span class="said">${result.level}, ${findingWords[finding]}</span></span></li>
`
  })
  return html`<section class="first"><h2>To read first</h2>
<ul>
${items}</ul>
</section>`
}
