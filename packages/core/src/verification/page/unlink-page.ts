import { fillHtml } from '../texts/fill.js'
import { html } from './html.js'
import { document } from './layout.js'
import type { UnlinkPage } from './models.js'
import { form, name, nameLimit } from './parts.js'

/** The page that asks before it unlinks. The link back comes first, so that a person who is in doubt changes nothing. */
export function unlinkPage({ look, clientName, form: send, back, keepsSessions }: UnlinkPage): string {
  const { texts } = look
  const ofAll = keepsSessions === true ? texts.unlinkAllKept : texts.unlinkAllText
  const heading =
    clientName === undefined
      ? texts.unlinkAllTitle
      : fillHtml(texts.unlinkOneTitle, { name: name(look, clientName, nameLimit) })
  return document({
    look,
    title: clientName === undefined ? texts.unlinkAllTitle : texts.unlink,
    main: html`<h1>${heading}</h1>
<p>${clientName === undefined ? ofAll : texts.unlinkOneText}</p>
${form(
  send,
  html`<div class="choices">
<a class="button deny" href="${back}">${texts.cancel}</a>
<button class="button danger" type="submit">${texts.unlink}</button>
</div>`,
)}`,
  })
}
