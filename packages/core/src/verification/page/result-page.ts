import type { PageTexts } from '../texts/page-texts.js'
import { type Html, html } from './html.js'
import { document } from './layout.js'
import type { ResultPage } from './models.js'
import { reasonList } from './notes/risk-note.js'
import { icons, shownCode } from './parts.js'

/** The page after a decision, RFC 8628 §3.3. It has no button, so nothing can happen twice. */
export function resultPage(model: ResultPage): string {
  const { look, status, reported, linked, refused, verificationNumber } = model
  const { texts } = look
  if (verificationNumber !== undefined) {
    return document({ look, title: texts.numberTitle, main: oneStepMore(texts, verificationNumber) })
  }
  if (refused !== undefined) return document({ look, title: texts.deniedTitle, main: refusedBy(texts, refused, model) })
  return status === 'approved'
    ? document({ look, title: texts.approvedTitle, main: approved(texts, linked) })
    : document({
        look,
        title: reported === true ? texts.reportedTitle : texts.deniedTitle,
        main: reported === true ? reportedToUs(texts, model) : denied(texts, model),
      })
}

// RFC 10027 §6.1.16: the device gets nothing before the person has typed the number into it.
function oneStepMore(texts: PageTexts, verificationNumber: string): Html {
  return html`<h1>${texts.numberTitle}</h1>
<div class="well">
<p>${texts.numberText}</p>
${shownCode(verificationNumber)}
</div>
<div class="note warn">${icons.alert}<p>${texts.numberWarning}</p></div>`
}

function approved(texts: PageTexts, linked: string | undefined): Html {
  return html`<div class="seal good">${icons.check}</div>
<h1>${texts.approvedHeading}</h1>
<p>${texts.approvedText}</p>
<p class="aside">${texts.approvedClose}</p>${linked !== undefined && seeLinked(texts, linked)}`
}

function seeLinked(texts: PageTexts, linked: string): Html {
  return html`
<p class="aside">${texts.endAnyTime} <a href="${linked}">${texts.seeLinked}</a></p>`
}

function reportedToUs(texts: PageTexts, model: ResultPage): Html {
  if (model.earlierGrant === 'kept') return kept(texts, model)
  const isEnded = model.earlierGrant === 'ended'
  return html`<div class="seal">${icons.cross}</div>
<h1>${isEnded ? texts.reportedEndedHeading : texts.reportedHeading}</h1>
<p>${isEnded ? texts.reportedEndedText : texts.reportedText}</p>
<p class="aside">${texts.approvedClose}</p>`
}

function refusedBy(texts: PageTexts, reasons: readonly string[], model: ResultPage): Html {
  if (model.earlierGrant === 'kept')
    return html`${kept(texts, model)}
${reasonList(reasons)}`
  return html`<div class="seal">${icons.cross}</div>
<h1>${texts.refusedHeading}</h1>
<p>${texts.refusedText}</p>
${reasonList(reasons)}`
}

// The device had access before this request, so nothing here may say that it has none.
function kept(texts: PageTexts, { linked }: ResultPage): Html {
  return html`<div class="seal">${icons.cross}</div>
<h1>${texts.deniedKeptHeading}</h1>
<p>${texts.deniedKeptText}</p>${
    linked !== undefined &&
    html`
<p class="aside"><a href="${linked}">${texts.seeLinked}</a></p>`
  }`
}

function denied(texts: PageTexts, model: ResultPage): Html {
  if (model.earlierGrant === 'kept') return kept(texts, model)
  return html`<div class="seal">${icons.cross}</div>
<h1>${texts.deniedHeading}</h1>
<p>${texts.deniedText}</p>
<p class="aside">${texts.deniedWarning}</p>`
}
