import type { HttpRequest } from '../../../ports/http-request.js'
import type { Refusal } from '../../../protocol/interaction.js'
import { pageAnswer, type StepResult } from '../../answers.js'
import type { PageDeps } from '../../deps.js'
import type { PageLook } from '../../page/look.js'
import type { MessagePage } from '../../page/models.js'
import { type CarriedCode, linkedLink, placeOf } from '../../places.js'
import { askToSignIn, stepUpPage } from '../ask-to-sign-in.js'
import { challengePage } from '../challenge-step.js'
import { codeOfOtherPage, invalidCode } from '../code-step.js'
import { problemPage, tooManyCodesPage } from '../messages.js'

/** The page for a request that was refused. */
export function refusalPage(deps: PageDeps, request: HttpRequest, refusal: Refusal, code: CarriedCode): StepResult {
  switch (refusal.code) {
    case 'invalidUserCode':
      return invalidCode(deps, request, code.userCode, 404)
    case 'codeUsed':
    case 'codeShared':
    case 'codeExpired':
      return overPage(deps, refusal.code)
    case 'notLinked':
      return codeOfOtherPage(deps, request, code)
    case 'invalidTicket':
    case 'invalidScope':
    case 'emptyScope':
    case 'invalidOrganization':
      return problemPage(deps, 'staleForm', code)
    case 'accountDisabled':
    case 'unknownDevice':
    case 'invalidLink':
      return problemPage(deps, 'accountDisabled')
    case 'tooManyGuesses':
      return refusal.challengeUri === undefined
        ? tooManyCodesPage(deps, refusal.retryAfter)
        : challengePage(deps, refusal.challengeUri, refusal.retryAfter)
    case 'staleSignIn':
      return askToSignIn(deps, request, 'stale', '/confirm', { code })
    case 'stepUpRequired':
      return stepUpPage(deps, refusal.stepUpUri)
    case 'assuranceUnmet':
      return problemPage(deps, refusal.code)
    case 'alreadyDecided':
      return pageAnswer(409, alreadyDecided(deps.look, refusal.status))
  }
}

/** The page for a link whose code leads to no request any more. The person had the link, so the page can say why. */
function overPage(deps: PageDeps, code: 'codeUsed' | 'codeShared' | 'codeExpired'): StepResult {
  const { look } = deps
  const { texts } = look
  const { linked } = linkedLink(deps)
  const again = { href: placeOf(deps, ''), label: texts.enterAnotherCodeButton }
  const toLinked = linked === undefined ? again : { href: linked, label: texts.seeLinked }
  const pages = {
    codeExpired: { title: texts.codeExpiredTitle, message: texts.codeExpired, action: again },
    codeShared: { title: texts.codeSharedTitle, message: texts.codeShared, action: again },
    codeUsed: { title: texts.codeUsedTitle, message: texts.codeUsed, action: toLinked },
  }
  return pageAnswer(410, { kind: 'message', look, ...pages[code] })
}

function alreadyDecided(look: PageLook, status: 'approved' | 'denied'): MessagePage {
  const { texts } = look
  return status === 'approved'
    ? { kind: 'message', look, title: texts.alreadyApprovedTitle, message: texts.alreadyApproved }
    : { kind: 'message', look, title: texts.alreadyDeniedTitle, message: texts.alreadyDenied }
}
