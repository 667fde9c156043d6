import { longestUserCodeInput } from '../../machine/user-code.js'
import { fillHtml } from '../texts/fill.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { CodePage } from './models.js'
import { accountLine, errorNote, form } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that asks for the code shown on the device, RFC 8628 §3.3. */
export function codePage({ look, form: send, example, typed = '', error, signOut }: CodePage): string {
  const { texts } = look
  return document({
    look,
    title: texts.codeTitle,
    error,
    account: accountLine(look, undefined, signOut),
    main: html`<h1>${texts.codeTitle}</h1>
<p id="hint">${texts.codeHint}</p>
${errorNote(error)}
${form(
  send,
  html`<div class="field">
<label for="user_code">${texts.codeField}</label>
${codeField(typed, error)}
<p class="example" id="example">${fillHtml(texts.codeExample, { code: sample(example) })}</p>
</div>
<button class="button" type="submit">${texts.continueButton}</button>`,
)}
<p class="aside">${texts.codeWarning}</p>`,
  })
}

// No password manager and no text message has this code, so `autocomplete` is `off`, not `one-time-code`. The field
// accepts a whole link, because a truncated paste could be read as another code.
function codeField(typed: string, error: string | undefined): Html {
  return html`<input class="code" id="user_code" name="user_code" type="text"
 value="${untrusted(typed, longestUserCodeInput)}" maxlength="${longestUserCodeInput}" required inputmode="text"
 enterkeyhint="next" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" translate="no"
 dir="ltr" ${error === undefined ? html`aria-describedby="hint example"` : html`aria-invalid="true" aria-describedby="error hint example"`}>`
}

function sample(code: string): Html {
  return html`<span class="sample" dir="ltr" translate="no">${untrusted(code)}</span>`
}
