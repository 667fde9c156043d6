import type { Finding } from '../finding.js'
import { type Html, html } from './markup.js'

const shapes: Readonly<Record<Finding, Html>> = {
  passed: html`<path d="m6.5 12.5 3.5 3.5 7.5-8"/>`,
  failed: html`<path d="m8 8 8 8m0-8-8 8"/>`,
  departs: html`<path d="M12 7v6m0 3.5v.01"/>`,
  notOffered: html`<circle cx="12" cy="12" r="3.5"/>`,
  unclear: html`<path d="M9.5 9.7c.2-3.4 5.4-3.2 5 .1-.2 1.7-2.5 1.7-2.5 3.7m0 3v.01"/>`,
  skipped: html`<path d="M8 12h8"/>`,
}

/** Returns the sign of a finding. It says nothing that the words beside it do not say. */
export function iconOf(finding: Finding): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${shapes[finding]}</svg>`
}
