import { fillHtml } from '../texts/fill.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { LinkedDeviceRow, LinkedPage, Look } from './models.js'
import {
  accountLine,
  claim,
  clientBadge,
  errorNote,
  hidden,
  name,
  nameLimit,
  sentenceLimit,
  technical,
  time,
} from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that shows a person the devices that can use the account, and unlinks them. */
export function linkedPage(model: LinkedPage): string {
  const { look, start, signOut } = model
  const { texts } = look
  return document({
    look,
    title: texts.linkedTitle,
    account: accountLine(look, undefined, signOut),
    main: html`<h1>${texts.linkedTitle}</h1>
${listOf(model)}
${isEmpty(model) ? undefined : everything(model)}
<p class="aside"><a href="${start}">${texts.linkAnother}</a></p>`,
  })
}

// A page in the middle of the list can be empty while other pages are not.
function isEmpty({ devices, first, next }: LinkedPage): boolean {
  return devices?.length === 0 && first === undefined && next === undefined
}

function listOf(model: LinkedPage): Html {
  const { look, devices, first, next } = model
  const { texts } = look
  if (devices === undefined) return errorNote(texts.linkedUnavailable) ?? html``
  if (isEmpty(model)) return html`<p>${texts.linkedNone}</p>`
  return html`<p>${texts.linkedIntro}</p>
<ul class="cards" role="list">${devices.map((device) => card(model, device))}
</ul>
${first !== undefined && html`<p class="aside"><a href="${first}">${texts.linkedFirst}</a></p>`}
${next !== undefined && html`<p class="aside"><a href="${next}" rel="next">${texts.linkedNext}</a></p>`}`
}

function everything({ look: { texts }, action, csrf, keepsSessions }: LinkedPage): Html {
  const label = keepsSessions === true ? texts.unlinkAll : texts.unlinkAllAndSignOut
  return html`<form method="post" action="${action}">
${hidden('csrf', csrf)}
${hidden('everything', '1')}
<button class="button deny" type="submit">${label}</button>
</form>`
}

function card({ look, action, csrf }: LinkedPage, device: LinkedDeviceRow): Html {
  const { id, clientName, clientVerified, requester, scopes } = device
  const { texts } = look
  const said = requester.label ?? requester.userAgent
  const shownName = name(look, clientName, nameLimit)
  return html`
<li><p class="client"><strong>${shownName}</strong> ${clientBadge(look, clientVerified)}</p>
${said !== undefined && claim(look, said)}
<p class="aside">${linked(look, device)} ${fillHtml(texts.lastUsed, { when: time(device.lastUsedAt) })}</p>
${scopes.length > 0 && html`<p class="aside">${fillHtml(texts.mayDo, { scopes: listOfScopes(look, scopes) })}</p>`}
<form method="post" action="${action}">
${hidden('csrf', csrf)}
${hidden('device', id)}
<button class="quiet" type="submit">${texts.unlink}<span class="unseen"> ${shownName}</span></button>
</form></li>`
}

function linked(look: Look, { linkedAt, requester: { ip } }: LinkedDeviceRow): Html {
  const { texts } = look
  const when = time(linkedAt)
  if (ip === undefined) return fillHtml(texts.linkedWhen, { when })
  return fillHtml(texts.linkedWhenFrom, { when, address: name(look, ip) })
}

function listOfScopes({ texts }: Look, scopes: LinkedDeviceRow['scopes']): Html {
  return html`${scopes.map((scope, index) => [index > 0 && texts.listSeparator, scopeInList(scope)])}`
}

function scopeInList({ value, description }: LinkedDeviceRow['scopes'][number]): Html {
  return description === undefined ? technical(value) : html`<bdi>${untrusted(description, sentenceLimit)}</bdi>`
}
