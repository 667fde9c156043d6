import type { PageTexts } from '../texts/page-texts.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { SignInPage } from './models.js'
import { atFault, errorNote, form, shownCode } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that asks for account and password. It keeps the code, if there is one. */
export function signInPage({ look, form: send, leadsTo, userCode, username = '', error, notice }: SignInPage): string {
  const { texts } = look
  return document({
    look,
    title: texts.signInTitle,
    error,
    main: html`<h1>${texts.signInTitle}</h1>
${notice && html`<p>${notice}</p>`}
${userCode === undefined ? withoutCode(texts, leadsTo) : withCode(texts, userCode)}
${errorNote(error)}
${form(
  send,
  html`<div class="field">
<label for="username">${texts.username}</label>
<input id="username" name="username" type="text" value="${untrusted(username)}" required autocomplete="username"
 autocapitalize="none" autocorrect="off" spellcheck="false" dir="auto"${atFault(error)}>
</div>
<div class="field">
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" required autocomplete="current-password"${atFault(error)}>
</div>
<button class="button" type="submit">${texts.signInButton}</button>`,
)}`,
  })
}

function withoutCode(texts: PageTexts, leadsTo: SignInPage['leadsTo']): Html {
  return html`<p>${leadsTo === 'linked' ? texts.signInThenDevices : texts.signInThenCode}</p>`
}

function withCode(texts: PageTexts, userCode: string): Html {
  return html`<div class="well">
<p>${texts.signInCodeAhead}</p>
${shownCode(userCode)}
</div>
<p>${texts.signInLinksNothing}</p>`
}
