import type { AuditReport } from '../report.js'
import { html, render, styleElement } from './markup.js'
import { overview } from './overview.js'
import { resultList } from './results.js'
import { style, styleHash } from './style.js'

/**
 * Returns a report as one page of HTML: the verdict, the counts of each level, and each result with its section, the request, the response and
 * the command that sends the request again. The page needs no script and loads nothing, and its Content-Security-Policy allows neither. All
 * texts of the server are escaped, and long responses are cut. The page follows the color scheme of the reader, and can be printed.
 *
 * @param report A report of this package.
 * @returns An HTML document.
 *
 * @example
 * ```ts
 * const page = new Response(htmlReport(auditReport), { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
 * ```
 */
export function htmlReport(report: AuditReport): string {
  const policy = `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>Audit of ${report.server}</title>
${styleElement(style)}
</head>
<body>
${overview(report)}
${resultList(report)}
</main>
</body>
</html>
`)
}
