import { fillHtml } from '../texts/fill.js'
import type { PageTexts } from '../texts/page-texts.js'
import { type Html, html } from './html.js'
import type { PageLook } from './look.js'
import type { PageForm, PageMoment } from './models.js'
import { untrusted } from './untrusted.js'

/** The most characters of a client's or a service's name on a page. */
export const nameLimit = 80

/** The most characters of a code that a page shows. */
const codeLimit = 64

/** The most characters of a sentence on a page. */
export const sentenceLimit = 500

/** A form with its hidden fields and this content. */
export function form({ action, hidden }: PageForm, content: Html): Html {
  const fields = hidden.map(
    ({ name, value }) => html`<input type="hidden" name="${name}" value="${value}">
`,
  )
  return html`<form method="post" action="${action}">
${fields}${content}
</form>`
}

/**
 * The error above the form it belongs to: screen readers say it when it appears, and at each field that refers to it.
 */
export function errorNote(error: string | undefined): Html | undefined {
  if (error === undefined) return undefined
  const shown = untrusted(error, sentenceLimit)
  return html`<div class="note bad" role="alert">${icons.alert}<p id="error">${shown}</p></div>`
}

/** The attributes that tie a field to the error above the form. */
export function atFault(error: string | undefined): Html | undefined {
  return error === undefined ? undefined : html` aria-invalid="true" aria-describedby="error"`
}

/** A user code in large type, as the device shows it: left to right, never translated. */
export function shownCode(userCode: string): Html {
  return html`<strong class="code" dir="ltr" translate="no">${untrusted(userCode, codeLimit)}</strong>`
}

/** A name from an untrusted party, isolated so that it cannot change the direction of the text around it. */
export function name({ texts }: PageLook, text: string, limit?: number): Html {
  return html`<bdi translate="no">${untrusted(text, limit) || texts.noName}</bdi>`
}

/** A scope value or a URL: left to right in every language, never translated. */
export function technical(text: string): Html {
  return html`<code translate="no"><bdi dir="ltr">${untrusted(text)}</bdi></code>`
}

/** A name that a device gives itself, as a quotation. */
export function claim(look: PageLook, text: string): Html {
  return html`<p>${fillHtml(look.texts.callsItself, { name: html`<q>${name(look, text)}</q>` })}</p>`
}

/** A moment in words, and as a machine reads it. */
export function time({ iso, ago }: PageMoment): Html {
  return html`<time datetime="${iso}">${untrusted(ago)}</time>`
}

/** A badge that says whether the service has checked the client's name. */
export function clientBadge({ texts }: PageLook, isVerified: boolean): Html {
  return isVerified
    ? html`<span class="badge good">${icons.check}${texts.verified}</span>`
    : html`<span class="badge warn">${icons.alert}${texts.unverified}</span>`
}

/** Who is signed in, and a form to use another account. */
export function accountLine(
  look: PageLook,
  username: string | undefined,
  signOut: PageForm | undefined,
): Html | undefined {
  const { texts } = look
  if (username === undefined && signOut === undefined) return undefined
  return html`
${username !== undefined && html`<p>${fillHtml(texts.signedInAs, { name: html`<strong>${name(look, username)}</strong>` })}</p>`}
${signOut && signOutForm(texts, signOut, username === undefined ? '' : `${texts.notYou} `)}
`
}

function signOutForm(texts: PageTexts, leave: PageForm, question: string): Html {
  return form(leave, html`<button class="quiet" type="submit">${question}${texts.useAnotherAccount}</button>`)
}

/** Icons that repeat what the words beside them say. */
export const icons: Readonly<Record<'alert' | 'check' | 'cross' | 'device', Html>> = {
  alert: drawing(html`<circle cx="12" cy="12" r="9.5"/><path d="M12 7v6M12 16.6v.4"/>`),
  check: drawing(html`<path d="M5 12.5l4.5 4.5L19 7.5"/>`),
  cross: drawing(html`<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>`),
  device: drawing(html`<path d="M4 5.5h16v10.5H4zM8.5 20h7"/>`),
}

function drawing(lines: Html): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${lines}</svg>`
}
