import { fill } from '../../texts/fill.js'
import { type Html, html } from '../html.js'
import { document } from '../layout.js'
import { atFault, errorNote, form, sentenceLimit, shownCode } from '../parts.js'
import { untrusted } from '../untrusted.js'
import type { FactorChoice, SecondFactorPage } from './second-factor-model.js'

const longestCode = 128

/** The page that asks for a second factor. It keeps the code of the device, if there is one. */
export function secondFactorPage(model: SecondFactorPage): string {
  const { look, form: send, method, others, userCode, error } = model
  const { texts } = look
  return document({
    look,
    title: texts.factorTitle,
    error,
    main: html`<h1>${texts.factorTitle}</h1>
<p>${texts.factorText}</p>
${userCode !== undefined && codeAhead(texts.signInCodeAhead, userCode)}
${errorNote(error)}
${form(
  send,
  html`<div class="field">
<label for="factor_code">${labelOf(method)}</label>
<input class="code" id="factor_code" name="factor_code" type="text" value="" maxlength="${longestCode}" required
 autocomplete="one-time-code" inputmode="${method.keyboard === 'digits' ? 'numeric' : 'text'}" enterkeyhint="next"
 autocapitalize="none" autocorrect="off" spellcheck="false" translate="no" dir="ltr"${atFault(error)}>
</div>
<button class="button" type="submit">${texts.continueButton}</button>
${others.map((other) => button(fill(texts.otherFactor, { method: labelOf(other) }), other))}`,
)}`,
  })
}

function codeAhead(text: string, userCode: string): Html {
  return html`<div class="well">
<p>${text}</p>
${shownCode(userCode)}
</div>`
}

// The field may be empty: the button asks for another one.
function button(text: string, { name }: FactorChoice): Html {
  return html`<p><button class="quiet" type="submit" name="use" value="${name}" formnovalidate>${text}</button></p>
`
}

function labelOf({ label }: FactorChoice): string {
  return untrusted(label, sentenceLimit)
}
