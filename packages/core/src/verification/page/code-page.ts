import { longestUserCodeInput } from '../../machine/user-code.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { CodePage } from './models.js'
import { accountLine, errorNote, form } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that asks for the code shown on the device, RFC 8628 §3.3. */
export function codePage({ look, form: send, example, typed = '', error, signOut }: CodePage): string {
  const title = 'Enter the code'
  return document({
    look,
    title,
    error,
    account: accountLine(undefined, signOut),
    main: html`<h1>${title}</h1>
<p id="hint">Type the code that your device shows. Capitals, spaces and dashes do not matter.</p>
${errorNote(error)}
${form(
  send,
  html`<div class="field">
<label for="user_code">Code from your device</label>
${codeField(typed, error)}
<p class="example" id="example">For example <span class="sample" dir="ltr" translate="no">${untrusted(example)}</span></p>
</div>
<button class="button" type="submit">Continue</button>`,
)}
<p class="aside">Did somebody send you this code, or read it to you? Stop here. It should only ever come from a device
of your own.</p>`,
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
