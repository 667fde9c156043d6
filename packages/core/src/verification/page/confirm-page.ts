import { fillHtml } from '../texts/fill.js'
import type { PageTexts } from '../texts/page-texts.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { PageLook } from './look.js'
import type { ConfirmPage, ScopeChoice } from './models.js'
import {
  accountLine,
  clientBadge,
  errorNote,
  form,
  icons,
  name,
  nameLimit,
  sentenceLimit,
  shownCode,
  technical,
  time,
} from './parts.js'
import { untrusted } from './untrusted.js'

/** The most characters of a text that a device shows too. */
const messageLimit = 20

/** The page that shows the request and takes the decision, RFC 8628 §3.3.1 and §5.4. */
export function confirmPage(model: ConfirmPage): string {
  const { look, resources, error } = model
  const { texts } = look
  return document({
    look,
    title: texts.confirmTitle,
    error,
    account: accountLine(look, model.username, model.signOut),
    // Everything is inside the form: the bar with the decisions stays in sight only beside what its form contains.
    main: html`<h1>${texts.confirmTitle}</h1>
${errorNote(error)}
${form(
  model.form,
  html`<div class="well">
<p>${texts.confirmCode}</p>
${shownCode(model.userCode)}
${bindingMessage(model)}</div>
${warning(texts)}
<dl class="facts">
${whoAsks(model)}
${whoseAccount(model)}
${whenAsked(model)}
${claims(model)}
</dl>
${organizationChoice(model)}
${scopeChoices(model)}
${places(texts, resources)}
${choices(texts)}`,
)}`,
  })
}

// The device shows it beside the code, so the page does too.
function bindingMessage({ look, bindingMessage: message }: ConfirmPage): Html | undefined {
  if (message === undefined) return undefined
  const { texts } = look
  return html`<p>${texts.bindingMessage}</p>
<p><strong>${name(look, message, messageLimit)}</strong></p>
<p class="aside">${texts.bindingMessageHint}</p>
`
}

function whoAsks({ look, clientName, clientVerified, clientLogo }: ConfirmPage): Html {
  const { texts } = look
  const logo = clientVerified ? clientLogo : undefined
  return html`<div><dt>${texts.whoAsks}</dt>
<dd><p class="client">${logo !== undefined && logoOf(logo)}<strong>${name(look, clientName, nameLimit)}</strong> ${clientBadge(look, clientVerified)}</p>
<p class="aside">${clientVerified ? checked(look) : texts.nameUnchecked}</p></dd></div>`
}

function checked(look: PageLook): Html | string {
  const { serviceName, texts } = look
  if (serviceName === undefined) return texts.nameCheckedHere
  return fillHtml(texts.nameChecked, { service: name(look, serviceName, nameLimit) })
}

// The name stands beside it, so a screen reader has nothing more to say. The host of the logo must not learn the code.
function logoOf(logo: string): Html {
  return html`<img class="client-logo" src="${logo}" alt="" width="32" height="32" referrerpolicy="no-referrer">`
}

function whoseAccount({ look, username }: ConfirmPage): Html {
  return html`<div><dt>${look.texts.accountToLink}</dt>
<dd><p>${name(look, username)}</p></dd></div>`
}

function whenAsked({ look, requestedAt, requester: { ip, location } }: ConfirmPage): Html {
  const { texts } = look
  const when = time(requestedAt)
  const at =
    ip !== undefined && html`${name(look, ip)}${location !== undefined && html` (${name(look, location, nameLimit)})`}`
  return html`<div><dt>${texts.asked}</dt>
<dd><p>${at === false ? when : fillHtml(texts.askedFrom, { when, address: at })}</p></dd></div>`
}

function claims({ look, requester: { label, userAgent } }: ConfirmPage): Html | undefined {
  if (label === undefined && userAgent === undefined) return undefined
  const { texts } = look
  return html`${label !== undefined && claimRow(look, texts.claimedName, label, userAgent === undefined)}
${userAgent !== undefined && claimRow(look, texts.claimedSoftware, userAgent, true)}`
}

function claimRow(look: PageLook, term: string, claimed: string, isLast: boolean): Html {
  return html`<div><dt>${term}</dt>
<dd><p><q>${name(look, claimed)}</q></p>${isLast && html`<p class="aside">${look.texts.claimed}</p>`}</dd></div>`
}

function scopeChoices({ look: { texts }, scopes, ticked, error }: ConfirmPage): Html {
  if (scopes.length === 0) return html`<p>${texts.noScopes}</p>`
  return html`<fieldset aria-describedby="${error !== undefined && 'error '}scope-hint">
<legend>${texts.scopes}</legend>
<p class="aside" id="scope-hint">${ticked === undefined ? texts.untickHint : texts.tickHint}</p>
<ul class="list" role="list">${scopes.map((scope, index) => scopeChoice(scope, index, ticked?.includes(scope.value) ?? true))}
</ul>
</fieldset>`
}

function scopeChoice({ value, description }: ScopeChoice, index: number, isTicked: boolean): Html {
  const id = `scope-${index}`
  return html`
<li><label for="${id}"><input type="checkbox" id="${id}" name="scope" value="${value}"${isTicked && html` checked`}>
<span>${description !== undefined && html`<span class="said" dir="auto">${untrusted(description, sentenceLimit)}</span> `}
${technical(value)}</span></label></li>`
}

// With one organization or none there is no choice.
function organizationChoice({ look, organizations }: ConfirmPage): Html | undefined {
  const [first, second] = organizations?.all ?? []
  if (organizations === undefined || first === undefined || second === undefined) return undefined
  const chosen = organizations.chosen?.key ?? first.key
  return html`<fieldset>
<legend>${look.texts.organization}</legend>
<ul class="list" role="list">${organizations.all.map(({ key, name: called }, index) => {
    const id = `organisation-${index}`
    return html`
<li><label for="${id}"><input type="radio" id="${id}" name="organisation" value="${key}"${key === chosen && html` checked`}>
<span>${name(look, called, nameLimit)}</span></label></li>`
  })}
</ul>
</fieldset>`
}

function places(texts: PageTexts, resources: readonly string[]): Html | undefined {
  if (resources.length === 0) return undefined
  return html`<h2>${texts.resources}</h2>
<ul class="list" role="list">${resources.map(place)}
</ul>`
}

function place(resource: string): Html {
  return html`
<li>${technical(resource)}</li>`
}

// RFC 8628 §5.4: a victim of remote phishing cannot answer this with yes. It stands above the rest of the request, so
// that people who press a button without scrolling have seen it too.
function warning(texts: PageTexts): Html {
  return html`<div class="note warn">${icons.alert}<p id="warning"><strong>${texts.warning}</strong> ${texts.warningDeny}</p></div>`
}

// Deny comes first: a browser presses the first button when a person hits Enter anywhere in the form.
function choices(texts: PageTexts): Html {
  return html`<div class="choices" role="group" aria-label="${texts.decision}" aria-describedby="warning">
<button class="button deny" type="submit" name="decision" value="deny">${icons.cross}${texts.deny}</button>
<button class="button" type="submit" name="decision" value="approve">${icons.check}${texts.approve}</button>
<button class="quiet" type="submit" name="decision" value="report">${texts.notMine}</button>
</div>`
}
