import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { LinkedDeviceRow, LinkedPage, PageMoment } from './models.js'
import { accountLine, clientBadge, errorNote, form, name, nameLimit, sentenceLimit } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that shows a person the devices that can use the account, and unlinks them. */
export function linkedPage(model: LinkedPage): string {
  const { look, start, signOut } = model
  return document({
    look,
    title: 'Linked devices',
    account: accountLine(undefined, signOut),
    main: html`<h1>Linked devices</h1>
${listOf(model)}
${isEmpty(model) ? undefined : everything(model)}
<p class="aside"><a href="${start}">Link another device</a></p>`,
  })
}

// A page in the middle of the list can be empty while other pages are not.
function isEmpty({ devices, first, next }: LinkedPage): boolean {
  return devices?.length === 0 && first === undefined && next === undefined
}

function listOf(model: LinkedPage): Html {
  const { devices, first, next } = model
  if (devices === undefined) return errorNote(unavailable) ?? html``
  if (isEmpty(model)) return html`<p>No device is linked to your account.</p>`
  return html`<p>These can use your account. Unlink whatever you do not know, or no longer need.</p>
<ul class="cards" role="list">${devices.map(card)}
</ul>
${first !== undefined && html`<p class="aside"><a href="${first}">Back to the devices used last</a></p>`}
${next !== undefined && html`<p class="aside"><a href="${next}" rel="next">Show devices used earlier</a></p>`}`
}

const unavailable =
  'The list cannot be shown right now. Please try again in a moment. You can still unlink everything at once.'

function everything({ unlinkAll, keepsSessions }: LinkedPage): Html {
  const also = keepsSessions !== true && ', and sign out everywhere'
  return form(unlinkAll, html`<button class="button deny" type="submit">Unlink all of them${also}</button>`)
}

function card(device: LinkedDeviceRow): Html {
  const { clientName, clientVerified, requester, scopes, unlink } = device
  const shownName = name(clientName, nameLimit)
  return html`
<li><p class="client"><strong>${shownName}</strong> ${clientBadge(clientVerified)}</p>
${calls(requester.label ?? requester.userAgent)}
<p class="aside">Linked ${time(device.linkedAt)}${requester.ip !== undefined && html` from ${name(requester.ip)}`}.
 Last used ${time(device.lastUsedAt)}.</p>
${scopes.length > 0 && html`<p class="aside">May: ${scopes.map(may)}</p>`}
${form(unlink, html`<button class="quiet" type="submit">Unlink<span class="unseen"> ${shownName}</span></button>`)}</li>`
}

function calls(claim: string | undefined): Html | undefined {
  return claim === undefined ? undefined : html`<p>Calls itself <q>${name(claim)}</q></p>`
}

function time({ iso, ago }: PageMoment): Html {
  return html`<time datetime="${iso}">${untrusted(ago)}</time>`
}

function may({ value, description }: LinkedDeviceRow['scopes'][number], index: number): Html {
  const words =
    description === undefined
      ? html`<code translate="no">${untrusted(value)}</code>`
      : html`${untrusted(description, sentenceLimit)}`
  return html`${index > 0 && ', '}${words}`
}
