import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { ResultPage } from './models.js'
import { icons } from './parts.js'

/** The page after a decision, RFC 8628 §3.3. It has no button, so nothing can happen twice. */
export function resultPage({ look, status, linked }: ResultPage): string {
  const { title, main } = results[status]
  const link = status === 'approved' && linked !== undefined && seeLinked(linked)
  return document({ look, title, main: html`${main}${link}` })
}

function seeLinked(linked: string): Html {
  return html`
<p class="aside">You can end this at any time. <a href="${linked}">See your linked devices</a></p>`
}

const results: Readonly<Record<ResultPage['status'], { readonly title: string; readonly main: Html }>> = {
  approved: {
    title: 'Approved',
    main: html`<div class="seal good">${icons.check}</div>
<h1>Approved. Go back to your device.</h1>
<p>The device may now use your account. It carries on by itself in a few seconds.</p>
<p class="aside">You can close this page.</p>`,
  },
  denied: {
    title: 'Denied',
    main: html`<div class="seal">${icons.cross}</div>
<h1>Denied. Nothing was linked.</h1>
<p>The device got no access to your account, and the code no longer works. If you do want to link it, start
again on your device.</p>
<p class="aside">If somebody sent you that code, they may have been trying to get into your account. You have stopped
them and can close this page.</p>`,
  },
}
