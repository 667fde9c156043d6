import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { ConfirmPage, OrganizationChoice, ScopeChoice } from './models.js'
import {
  accountLine,
  clientBadge,
  errorNote,
  hidden,
  hiddenCode,
  icons,
  name,
  nameLimit,
  sentenceLimit,
  shownCode,
} from './parts.js'
import { untrusted } from './untrusted.js'

/** The page that shows the request and takes the decision, RFC 8628 §3.3.1 and §5.4. */
export function confirmPage(model: ConfirmPage): string {
  const { look, action, code, resources, ticket, error } = model
  return document({
    look,
    title: 'Link this device?',
    error,
    account: accountLine(model.username, model.signOut),
    main: html`<h1>Link this device?</h1>
${errorNote(error)}
<div class="well">
<p>Does your device show this code?</p>
${shownCode(code.userCode)}
</div>
<dl class="facts">
${whoAsks(model)}
${whoseAccount(model)}
${whenAsked(model)}
</dl>
<form method="post" action="${action}">
${hiddenCode(code)}
${hidden('ticket', ticket)}
${organizationChoice(model.organizations)}
${scopeChoices(model)}
${places(resources)}
${warning}
${choices}
</form>`,
  })
}

function whoAsks({ look, clientName, clientVerified }: ConfirmPage): Html {
  const checked = html`${name(look.serviceName, nameLimit)} has checked this name.`
  return html`<div><dt>Who is asking</dt>
<dd><p class="client"><strong>${name(clientName, nameLimit)}</strong> ${clientBadge(clientVerified)}</p>
<p class="aside">${clientVerified ? checked : anyName}</p></dd></div>`
}

function whoseAccount({ username }: ConfirmPage): Html {
  return html`<div><dt>Account to link</dt>
<dd><p>${name(username)}</p></dd></div>`
}

function whenAsked({ requestedAt: { iso, ago }, requester: { ip, userAgent, label } }: ConfirmPage): Html {
  const claims = [label, userAgent].filter((claim) => claim !== undefined)
  return html`<div><dt>Asked</dt>
<dd><p><time datetime="${iso}">${untrusted(ago)}</time>${ip !== undefined && html` from ${name(ip)}`}</p>
${claims.length > 0 && calls(claims)}</dd></div>`
}

function calls(claims: readonly string[]): Html {
  return html`${claims.map(
    (claim) => html`<p>Calls itself <q>${name(claim)}</q></p>
`,
  )}<p class="aside">Claimed by the device, not verified.</p>`
}

const anyName = 'This name has not been checked. Any program can call itself that.'

// A browser sends nothing for empty boxes: `scope_shown` separates "none ticked" from "not asked".
function scopeChoices({ scopes, ticked, error }: ConfirmPage): Html {
  if (scopes.length === 0) return html`<p>It asks for no particular permission.</p>`
  return html`<fieldset aria-describedby="${error !== undefined && 'error '}scope-hint">
<legend>What it wants to do</legend>
<p class="aside" id="scope-hint">${ticked === undefined ? 'Untick anything you do not want to allow.' : 'Tick what you want to allow.'}</p>
${hidden('scope_shown', '1')}
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

// RFC 8628 §5.4: a victim of remote phishing cannot answer this with yes.
const warning = html`<div class="note warn">${icons.alert}<p id="warning"><strong>Only approve if you started this
yourself, on a device in front of you.</strong> If somebody sent you here or gave you the code, deny.</p></div>`

// Deny comes first: a browser presses the first button when a person hits Enter anywhere in the form.
const choices = html`<div class="choices" role="group" aria-label="Your decision" aria-describedby="warning">
<button class="button deny" type="submit" name="decision" value="deny">${icons.cross}Deny</button>
<button class="button" type="submit" name="decision" value="approve">${icons.check}Approve</button>
</div>`
