import type { NoticedGrant } from '../../protocol/interaction.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { momentOf } from '../language/times.js'
import { formOf } from '../page/forms.js'
import type { NotMePage } from '../page/models.js'
import { linkedLink, noticeParameter, notMeStep, placeOf, queryValue } from '../places.js'
import type { FormStep, ViewStep } from './step.js'

/** Shows the device behind the link of a notice. It changes nothing: mail servers and previews follow links. */
export const askNotMe: ViewStep = async (parts, request, call) => {
  const token = queryValue(request, noticeParameter)
  const noticed = await parts.service.findNoticedGrant(token, call)
  if (noticed === 'over' || noticed === 'replaced') return gonePage(parts, noticed)
  return noticed.kind === 'refusal' ? invalidPage(parts) : pageAnswer(200, questionOf(parts, noticed, token))
}

/** Ends the access of that device. The link is enough: its person may not be able to sign in any more. */
export const endNotMe: FormStep = async (parts, { [noticeParameter]: token }, _request, call) => {
  const ended = await parts.service.endNoticedGrant(typeof token === 'string' ? token : '', call)
  if (ended === 'over' || ended === 'replaced') return gonePage(parts, ended)
  if (ended !== 'ended') return invalidPage(parts)
  const { notMeEndedTitle: title, notMeEnded: message } = parts.look.texts
  return pageAnswer(200, { kind: 'message', look: parts.look, title, message, ...toLinked(parts) })
}

function questionOf(deps: PageDeps, { client, requester, approvedAt }: NoticedGrant, token: string): NotMePage {
  const { clock, look } = deps
  return {
    kind: 'notMe',
    look,
    form: formOf(placeOf(deps, notMeStep), { [noticeParameter]: token }),
    clientName: client.name,
    clientVerified: client.verified,
    requester,
    approvedAt: momentOf(approvedAt, clock.now(), look),
  }
}

function gonePage(deps: PageDeps, why: 'over' | 'replaced'): StepResult {
  const { texts } = deps.look
  const words = {
    over: { title: texts.notMeOverTitle, message: texts.notMeOver },
    replaced: { title: texts.notMeReplacedTitle, message: texts.notMeReplaced },
  }
  return pageAnswer(200, { kind: 'message', look: deps.look, ...words[why], ...toLinked(deps) })
}

function invalidPage(deps: PageDeps): StepResult {
  const { notMeInvalidTitle: title, notMeInvalid: message } = deps.look.texts
  return pageAnswer(404, { kind: 'message', look: deps.look, title, message, ...toLinked(deps) })
}

function toLinked(deps: PageDeps) {
  const { linked } = linkedLink(deps)
  return linked === undefined ? {} : { action: { href: linked, label: deps.look.texts.seeLinked } }
}
