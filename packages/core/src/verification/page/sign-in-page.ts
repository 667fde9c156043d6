import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { SignInPage } from './models.js'
import { atFault, errorNote, form, shownCode } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that asks for account and password. It keeps the code, if there is one. */
export function signInPage({ look, form: send, leadsTo, userCode, username = '', error }: SignInPage): string {
  return document({
    look,
    title: 'Sign in',
    error,
    main: html`<h1>Sign in</h1>
${userCode === undefined ? withoutCode(leadsTo) : withCode(userCode)}
${errorNote(error)}
${form(
  send,
  html`<div class="field">
<label for="username">Username</label>
<input id="username" name="username" type="text" value="${untrusted(username)}" required autocomplete="username"
 autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto"${atFault(error)}>
</div>
<div class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" required autocomplete="current-password"${atFault(error)}>
</div>
<button class="button" type="submit">Sign in</button>`,
)}`,
  })
}

function withoutCode(leadsTo: SignInPage['leadsTo']): Html {
  if (leadsTo === 'linked') return html`<p>After that you will see the devices that are linked to your account.</p>`
  return html`<p>After that you can enter the code that your device shows.</p>`
}

function withCode(userCode: string): Html {
  return html`<div class="well">
<p>Next you will check this code</p>
${shownCode(userCode)}
</div>
<p>Signing in links nothing yet. You will see who is asking and for what, and then decide.</p>`
}
