import { fillHtml } from '../texts/fill.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import { deviceFacts } from './linked-page.js'
import type { PageLook } from './look.js'
import type { LinkedDeviceFacts, UnlinkedPage, UnlinkPage } from './models.js'
import { form, name, nameLimit } from './parts.js'

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
</div>`,
)}`,
  })
}

/** The page after one device is unlinked. */
export function unlinkedPage({ look, device, back }: UnlinkedPage): string {
  const { texts } = look
  return document({
    look,
    title: texts.unlink,
    main: html`<h1>${nameIn(look, texts.unlinkedOneTitle, device)}</h1>
${device && shown(look, device)}
<p>${texts.unlinkedOneText}</p>
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
