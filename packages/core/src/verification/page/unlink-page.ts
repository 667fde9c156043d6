import { fillHtml } from '../texts/fill.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import { deviceFacts } from './linked-page.js'
import type { PageLook } from './look.js'
import type { LinkedDeviceFacts, NotMePage, UnlinkedPage, UnlinkPage } from './models.js'
import { claim, clientBadge, form, name, nameLimit, time } from './parts.js'

/** The page that asks before it unlinks. The link back comes first, so that a person who is in doubt changes nothing. */
export function unlinkPage({ look, what, device, form: send, back, keepsSessions }: UnlinkPage): string {
  const { texts } = look
  const ofAll = keepsSessions === true ? texts.unlinkAllKept : texts.unlinkAllText
  return document({
    look,
    title: what === 'everything' ? texts.unlinkAllTitle : texts.unlink,
    main: html`<h1>${what === 'everything' ? texts.unlinkAllTitle : nameIn(look, texts.unlinkOneTitle, device)}</h1>
${device && shown(look, device)}
<p>${what === 'everything' ? ofAll : texts.unlinkOneText}</p>
${form(
  send,
  html`<div class="choices">
<a class="button deny" href="${back}">${texts.cancel}</a>
<button class="button danger" type="submit">${texts.unlink}</button>
${what === 'device' && html`<button class="quiet" type="submit" name="report" value="1">${texts.notLinkedByMe}</button>`}
</div>`,
)}`,
  })
}

/** The page after one device is unlinked. */
export function unlinkedPage({ look, device, reported, back }: UnlinkedPage): string {
  const { texts } = look
  return document({
    look,
    title: texts.unlink,
    main: html`<h1>${nameIn(look, texts.unlinkedOneTitle, device)}</h1>
${device && shown(look, device)}
<p>${reported === true ? texts.reportedOneText : texts.unlinkedOneText}</p>
<p><a class="button" href="${back}">${texts.seeLinked}</a></p>`,
  })
}

// Without the client, its name cannot be shown. The device is known by its own identifier all the same.
function nameIn(look: PageLook, text: `${string}{name}${string}`, device: LinkedDeviceFacts | undefined): Html {
  return fillHtml(text, { name: name(look, device?.clientName ?? '', nameLimit) })
}

// Several devices often have the same client.
function shown(look: PageLook, device: LinkedDeviceFacts): Html {
  return html`<div class="device">${deviceFacts(look, device)}</div>`
}

/** The page behind the link of a notice. It has one button: to change nothing, a person closes it. */
export function notMePage(model: NotMePage): string {
  const { look } = model
  const { texts } = look
  return document({
    look,
    title: texts.notMeTitle,
    main: html`<h1>${texts.notMeTitle}</h1>
<p>${texts.notMeIntro}</p>
<div class="device">${noticed(model)}</div>
<p>${texts.notMeText}</p>
${form(model.form, html`<p><button class="button danger" type="submit">${texts.notMeButton}</button></p>`)}`,
  })
}

function noticed({ look, clientName, clientVerified, requester, approvedAt }: NotMePage): Html {
  const { texts } = look
  const { ip, label, userAgent } = requester
  const said = label ?? userAgent
  const when = time(approvedAt)
  const linked =
    ip === undefined
      ? fillHtml(texts.linkedWhen, { when })
      : fillHtml(texts.linkedWhenFrom, { when, address: name(look, ip) })
  return html`<p class="client"><strong>${name(look, clientName, nameLimit)}</strong> ${clientBadge(look, clientVerified)}</p>
${said !== undefined && claim(look, said)}
<p class="aside">${linked}</p>`
}
