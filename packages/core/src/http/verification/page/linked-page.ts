import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { LinkedDeviceRow, LinkedPage, Moment } from './models.js'
import { accountLine, clientBadge, hidden, name, nameLimit, sentenceLimit } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that shows a person which devices can use the account, and ends that. */
export function linkedPage(model: LinkedPage): string {
  const { look, start, devices, signOut } = model
  return document({
    look,
    title: 'Linked devices',
    account: accountLine(undefined, signOut),
    main: html`<h1>Linked devices</h1>
${devices.length === 0 ? nothing : everything(model)}
<p class="aside"><a href="${start}">Link another device</a></p>`,
  })
}

const nothing = html`<p>No device is linked to your account.</p>`

function everything(model: LinkedPage): Html {
  return html`<p>These can use your account. Unlink whatever you do not know, or no longer need.</p>
<ul class="cards" role="list">${model.devices.map((device) => card(model, device))}
</ul>
<form method="post" action="${model.action}">
${hidden('csrf', model.csrf)}
${hidden('everything', '1')}
<button class="button deny" type="submit">Unlink all of them${model.keepsSessions !== true && ', and sign out everywhere'}</button>
</form>`
}

function card({ action, csrf }: LinkedPage, device: LinkedDeviceRow): Html {
  const { id, clientName, clientVerified, requester, scopes } = device
  const shownName = name(clientName, nameLimit)
  return html`
<li><p class="client"><strong>${shownName}</strong> ${clientBadge(clientVerified)}</p>
${calls(requester.label ?? requester.userAgent)}
<p class="aside">Linked ${time(device.linkedAt)}${requester.ip !== undefined && html` from ${name(requester.ip)}`}.
 Last used ${time(device.lastUsedAt)}.</p>
${scopes.length > 0 && html`<p class="aside">May: ${scopes.map(may)}</p>`}
<form method="post" action="${action}">
${hidden('csrf', csrf)}
${hidden('device', id)}
<button class="quiet" type="submit">Unlink<span class="unseen"> ${shownName}</span></button>
</form></li>`
}

function calls(claim: string | undefined): Html | undefined {
  return claim === undefined ? undefined : html`<p>Calls itself <q>${name(claim)}</q></p>`
}

function time({ iso, ago }: Moment): Html {
  return html`<time datetime="${iso}">${untrusted(ago)}</time>`
}

function may({ value, description }: LinkedDeviceRow['scopes'][number], index: number): Html {
  const words =
    description === undefined
      ? html`<code translate="no">${untrusted(value)}</code>`
      : html`${untrusted(description, sentenceLimit)}`
  return html`${index > 0 && ', '}${words}`
}
