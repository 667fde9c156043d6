import { fillHtml } from '../texts/fill.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { PageLook } from './look.js'
import type { LinkedDeviceFacts, LinkedDeviceRow, LinkedPage } from './models.js'
import { accountLine, claim, clientBadge, errorNote, name, nameLimit, sentenceLimit, technical, time } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that shows a person the devices that can use the account, and unlinks them. */
export function linkedPage(model: LinkedPage): string {
  const { look, username, start, unlinkAll, signOut } = model
  const { texts } = look
  return document({
    look,
    title: texts.linkedTitle,
    account: accountLine(look, username, signOut),
    main: html`<h1>${texts.linkedTitle}</h1>
${listOf(model)}
<p><a class="button" href="${start}">${texts.linkAnother}</a></p>
${!isEmpty(model) && html`<p class="aside"><a href="${unlinkAll}">${texts.unlinkAll}</a></p>`}`,
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
<ul class="cards" role="list">${devices.map((device) => card(look, device))}
</ul>
${first !== undefined && html`<p class="aside"><a href="${first}">${texts.linkedFirst}</a></p>`}
${next !== undefined && html`<p class="aside"><a href="${next}" rel="next">${texts.linkedNext}</a></p>`}`
}

function card(look: PageLook, device: LinkedDeviceRow): Html {
  const unlink = html`${look.texts.unlink}<span class="unseen"> ${name(look, device.clientName, nameLimit)}</span>`
  return html`
<li>${deviceFacts(look, device)}
<p><a class="quiet" href="${device.unlink}">${unlink}</a></p></li>`
}

/** What a person sees of a linked device: its client, what it calls itself, and what it may do since when. */
export function deviceFacts(look: PageLook, device: LinkedDeviceFacts): Html {
  const { clientName, clientVerified, requester, scopes, isBound } = device
  const { texts } = look
  const said = requester.label ?? requester.userAgent
  return html`<p class="client"><strong>${name(look, clientName, nameLimit)}</strong> ${clientBadge(look, clientVerified)}</p>
${said !== undefined && claim(look, said)}
<p class="aside">${linked(look, device)} ${fillHtml(texts.lastUsed, { when: time(device.lastUsedAt) })}</p>${
    isBound === true &&
    html`
<p class="aside">${texts.boundToKey}</p>`
  }
${scopes.length > 0 && html`<p class="aside">${fillHtml(texts.mayDo, { scopes: listOfScopes(look, scopes) })}</p>`}`
}

function linked(look: PageLook, { linkedAt, requester: { ip } }: LinkedDeviceFacts): Html {
  const { texts } = look
  const when = time(linkedAt)
  if (ip === undefined) return fillHtml(texts.linkedWhen, { when })
  return fillHtml(texts.linkedWhenFrom, { when, address: name(look, ip) })
}

function listOfScopes({ texts }: PageLook, scopes: LinkedDeviceFacts['scopes']): Html {
  return html`${scopes.map((scope, index) => [index > 0 && texts.listSeparator, scopeInList(scope)])}`
}

function scopeInList({ value, description }: LinkedDeviceFacts['scopes'][number]): Html {
  return description === undefined ? technical(value) : html`<bdi>${untrusted(description, sentenceLimit)}</bdi>`
}
