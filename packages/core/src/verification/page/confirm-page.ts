import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { ConfirmPage, OrganizationChoice, ScopeChoice } from './models.js'
import { accountLine, clientBadge, errorNote, form, icons, name, nameLimit, sentenceLimit, shownCode } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that shows the request and takes the decision, RFC 8628 §3.3.1 and §5.4. */
export function confirmPage(model: ConfirmPage): string {
  const { look, resources, error } = model
  return document({
    look,
    title: 'Link this device?',
    error,
    account: accountLine(model.username, model.signOut),
    // Everything is inside the form: the bar with the decisions stays in sight only beside what its form contains.
    main: html`<h1>Link this device?</h1>
${errorNote(error)}
${form(
  model.form,
  html`<div class="well">
<p>Does your device show this code?</p>
${shownCode(model.userCode)}
</div>
${warning}
<dl class="facts">
${whoAsks(model)}
${whoseAccount(model)}
${whenAsked(model)}
${claims(model)}
</dl>
${organizationChoice(model.organizations)}
${scopeChoices(model)}
${places(resources)}
${choices}`,
)}`,
  })
}

function whoAsks({ look: { serviceName }, clientName, clientVerified, clientLogo }: ConfirmPage): Html {
  const service = serviceName === undefined ? 'This service' : name(serviceName, nameLimit)
  const logo = clientVerified ? clientLogo : undefined
  return html`<div><dt>Who is asking</dt>
<dd><p class="client">${logo !== undefined && picture(logo)}<strong>${name(clientName, nameLimit)}</strong> ${clientBadge(clientVerified)}</p>
<p class="aside">${clientVerified ? html`${service} has checked this name.` : anyName}</p></dd></div>`
}

// The name stands beside it, so a screen reader has nothing more to say. The host of the logo must not learn the code.
function picture(logo: string): Html {
  return html`<img class="client-logo" src="${logo}" alt="" width="32" height="32" referrerpolicy="no-referrer">`
}

function whoseAccount({ username }: ConfirmPage): Html {
  return html`<div><dt>Account to link</dt>
<dd><p>${name(username)}</p></dd></div>`
}

function whenAsked({ requestedAt: { iso, ago }, requester: { ip } }: ConfirmPage): Html {
  return html`<div><dt>Asked</dt>
<dd><p><time datetime="${iso}">${untrusted(ago)}</time>${ip !== undefined && html` from ${name(ip)}`}</p></dd></div>`
}

function claims({ requester: { label, userAgent } }: ConfirmPage): Html | undefined {
  if (label === undefined && userAgent === undefined) return undefined
  return html`${label !== undefined && claim('The device calls itself', label, userAgent === undefined)}
${userAgent !== undefined && claim('Software (as it says)', userAgent, true)}`
}

function claim(term: string, claimed: string, isLast: boolean): Html {
  return html`<div><dt>${term}</dt>
<dd><p><q>${name(claimed)}</q></p>${isLast && html`<p class="aside">Claimed by the device, not verified.</p>`}</dd></div>`
}

const anyName = 'This name has not been checked. Any program can call itself that.'

function scopeChoices({ scopes, ticked, error }: ConfirmPage): Html {
  if (scopes.length === 0) return html`<p>It asks for no particular permission.</p>`
  return html`<fieldset aria-describedby="${error !== undefined && 'error '}scope-hint">
<legend>What it wants to do</legend>
<p class="aside" id="scope-hint">${ticked === undefined ? 'Untick anything you do not want to allow.' : 'Tick what you want to allow.'}</p>
<ul class="list" role="list">${scopes.map((scope, index) => scopeChoice(scope, index, ticked?.includes(scope.value) ?? true))}
</ul>
</fieldset>`
}

function scopeChoice({ value, description }: ScopeChoice, index: number, isTicked: boolean): Html {
  const id = `scope-${index}`
  return html`
<li><label for="${id}"><input type="checkbox" id="${id}" name="scope" value="${value}"${isTicked && html` checked`}>
<span>${description !== undefined && html`<span class="said">${untrusted(description, sentenceLimit)}</span> `}
<code translate="no">${untrusted(value)}</code></span></label></li>`
}

// With one organization or none there is no choice.
function organizationChoice(organizations: OrganizationChoice | undefined): Html | undefined {
  const [first, second] = organizations?.all ?? []
  if (organizations === undefined || first === undefined || second === undefined) return undefined
  const chosen = organizations.chosen?.key ?? first.key
  return html`<fieldset>
<legend>Which organisation it may act for</legend>
<ul class="list" role="list">${organizations.all.map(({ key, name: called }, index) => {
    const id = `organisation-${index}`
    return html`
<li><label for="${id}"><input type="radio" id="${id}" name="organisation" value="${key}"${key === chosen && html` checked`}>
<span>${name(called, nameLimit)}</span></label></li>`
  })}
</ul>
</fieldset>`
}

function places(resources: readonly string[]): Html | undefined {
  if (resources.length === 0) return undefined
  return html`<h2>Where it wants to do this</h2>
<ul class="list" role="list">${resources.map(place)}
</ul>`
}

function place(resource: string): Html {
  return html`
<li><code translate="no">${untrusted(resource)}</code></li>`
}

// RFC 8628 §5.4: a victim of remote phishing cannot answer this with yes. It stands above the rest of the request, so
// that people who press a button without scrolling have seen it too.
const warning = html`<div class="note warn">${icons.alert}<p id="warning"><strong>Only approve if you started this
yourself, on a device in front of you.</strong> If somebody sent you here or gave you the code, deny.</p></div>`

// Deny comes first: a browser presses the first button when a person hits Enter anywhere in the form.
const choices = html`<div class="choices" role="group" aria-label="Your decision" aria-describedby="warning">
<button class="button deny" type="submit" name="decision" value="deny">${icons.cross}Deny</button>
<button class="button" type="submit" name="decision" value="approve">${icons.check}Approve</button>
</div>`
