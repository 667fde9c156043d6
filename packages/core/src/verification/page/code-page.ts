import { longestUserCodeInput } from '../../machine/user-code.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { CodePage } from './models.js'
import { accountLine, errorNote } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that asks for the code shown on the device, RFC 8628 §3.3. */
export function codePage({ look, action, typed = '', error, signOut }: CodePage): string {
  const { texts } = look
  return document({
    look,
    title: texts.codeTitle,
    error,
    account: accountLine(look, undefined, signOut),
    main: html`<h1>${texts.codeTitle}</h1>
<p id="hint">${texts.codeHint}</p>
${errorNote(error)}
<form method="post" action="${action}">
<div class="field">
<label for="user_code">${texts.codeField}</label>
${codeField(typed, error)}
</div>
<button class="button" type="submit">${texts.continueButton}</button>
</form>
<p class="aside">${texts.codeWarning}</p>`,
  })
}

// No password manager and no text message has this code, so `autocomplete` is `off`, not `one-time-code`. The field
// accepts a whole link, because a truncated paste could be read as another code.
function codeField(typed: string, error: string | undefined): Html {
  return html`<input class="code" id="user_code" name="user_code" type="text"
 value="${untrusted(typed, longestUserCodeInput)}" maxlength="${longestUserCodeInput}" required inputmode="text"
 enterkeyhint="next" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" translate="no"
 dir="ltr" ${error === undefined ? html`aria-describedby="hint"` : html`aria-invalid="true" aria-describedby="error hint"`}>`
}
