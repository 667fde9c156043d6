import { fillHtml } from '../../texts/fill.js'
import { type Html, html } from '../html.js'
import type { PageLook } from '../look.js'
import { icons, name, nameLimit, sentenceLimit } from '../parts.js'
import { untrusted } from '../untrusted.js'
import type { RiskNotice } from './risk-notice.js'

/** The most reasons of the host that a page shows. */
const mostReasons = 5

/** The block that warns of a request, or says why it cannot be approved. It describes the buttons of the decision. */
export function riskNote(look: PageLook, risk: RiskNotice | undefined): Html | undefined {
  if (risk?.verdict === undefined) return undefined
  const { texts } = look
  const advice = risk.verdict === 'deny' && html` ${texts.riskDeniedAdvice}`
  return html`<div class="note bad">${icons.alert}<div id="risk"><p><strong>${leadOf(look, risk)}</strong> ${factsOf(look, risk)}${advice}</p>
${reasonList(risk.reasons)}</div></div>`
}

/** Says where the device is and where the person is. A warning has the same sentence in its block. */
export function bothPlaces(look: PageLook, risk: RiskNotice | undefined): Html | undefined {
  if (risk?.places === undefined || risk.verdict !== undefined) return undefined
  return html`<p class="aside">${placesOf(look, risk.places)}</p>`
}

function leadOf({ texts }: PageLook, { verdict, needsSignIn }: RiskNotice): string {
  if (verdict === 'deny') return texts.riskDenied
  return needsSignIn ? texts.riskSignIn : texts.riskWarning
}

function factsOf(look: PageLook, { places, isFar, isUnchecked }: RiskNotice): Html {
  const { texts } = look
  const where = places === undefined ? isFar && texts.riskFar : placesOf(look, places)
  return html`${where}${isUnchecked && html` ${texts.riskUnchecked}`}`
}

function placesOf(look: PageLook, { device, own }: NonNullable<RiskNotice['places']>): Html {
  const values = { place: name(look, device, nameLimit), own: name(look, own, nameLimit) }
  return fillHtml(look.texts.comesFrom, values)
}

/** The reasons of the host, each as a sentence of its own. */
export function reasonList(reasons: readonly string[]): Html | undefined {
  const shown = reasons.map((reason) => untrusted(reason, sentenceLimit)).filter((reason) => reason !== '')
  if (shown.length === 0) return undefined
  return html`${shown.slice(0, mostReasons).map((reason) => html`<p dir="auto">${reason}</p>`)}`
}
