import type { GrantId } from '../../machine/names.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { LinkedDevice, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../../service/call/call.js'
import { PortFault } from '../../service/call/faults.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { formOf } from '../page/forms.js'
import type { MessagePage, UnlinkPage } from '../page/models.js'
import { redirectResponse } from '../page-responses.js'
import { deviceParameter, everythingParameter, linkedStep, placeOf, queryValue, unlinkStep } from '../places.js'
import type { PageTexts } from '../texts/page-texts.js'
import { callerByCookie, viewerByCookie } from '../viewer.js'
import { askToSignIn } from './ask-to-sign-in.js'
import { factsOf, nextIsList } from './linked-step.js'
import { problemPage } from './messages.js'
import { onward } from './onward.js'
import { keepsSessions, type SessionsAfter, unlinkAndSignOut } from './sign-out-everywhere.js'
import type { FormStep, ViewStep } from './step.js'

/** Asks a signed-in person whether to unlink the device in the query, or every device. */
export const askToUnlink: ViewStep = async (parts, request, call) => {
  const caller = await callerByCookie(parts, request, call)
  if (caller.who !== 'person') return askToSignIn(parts, request, caller.who, linkedStep, nextIsList)
  const { viewer } = caller
  const grantId = queryValue(request, deviceParameter)
  if (grantId === '') {
    const isAll = queryValue(request, everythingParameter) !== ''
    return isAll ? pageAnswer(200, questionOf(parts, viewer, { everything: '1' })) : toList(parts)
  }
  const device = await foundDevice(parts, viewer, grantId, call)
  if (device === 'unknown') return toList(parts)
  return pageAnswer(200, {
    ...questionOf(parts, viewer, { device: grantId }),
    ...(device !== 'unavailable' && { device: factsOf(parts, device) }),
  })
}

function toList(deps: PageDeps): StepResult {
  // The list shows what is linked: a device that was over already is not on it.
  return redirectResponse(placeOf(deps, linkedStep))
}

// A person may need to unlink most when a part of the host is down, so a device that cannot be read can be unlinked too.
async function foundDevice(
  { service, report }: PageDeps,
  viewer: Viewer,
  grantId: GrantId,
  call: Call,
): Promise<LinkedDevice | 'unknown' | 'unavailable'> {
  try {
    const device = await service.findLinkedDevice(viewer, grantId, call)
    return 'code' in device ? 'unknown' : device
  } catch (fault) {
    if (!(fault instanceof PortFault)) throw fault
    report(fault, 'reading a linked device')
    return 'unavailable'
  }
}

function questionOf(
  deps: PageDeps,
  viewer: Viewer,
  asked: { readonly everything: '1' } | { readonly device: GrantId },
): UnlinkPage {
  return {
    kind: 'unlink',
    look: deps.look,
    form: formOf(placeOf(deps, unlinkStep), { csrf: deps.sessions.csrfToken(viewer), ...asked }),
    what: 'device' in asked ? 'device' : 'everything',
    back: placeOf(deps, linkedStep),
    ...(keepsSessions(deps) && { keepsSessions: true }),
  }
}

/** Unlinks one device, or all of them, and says what it did. */
export const unlink: FormStep = async (parts, { csrf, device, everything, report }, request, call) => {
  const viewer = await viewerByCookie(parts, request, call)
  if (viewer === undefined) return onward(parts, placeOf(parts, linkedStep))
  if (!parts.sessions.isCsrfToken(viewer, csrf)) return problemPage(parts, 'staleForm')
  if (everything !== undefined) return unlinkEverything(parts, viewer, request, call)
  if (typeof device !== 'string') return problemPage(parts, 'staleForm')
  return unlinkOne(parts, viewer, { grantId: device, isReport: report !== undefined }, call)
}

/** The device to unlink. */
interface Chosen {
  readonly grantId: GrantId
  /** Whether the person says that they did not link it. */
  readonly isReport: boolean
}

async function unlinkOne(deps: PageDeps, viewer: Viewer, chosen: Chosen, call: Call): Promise<StepResult> {
  const { service } = deps
  const { grantId, isReport } = chosen
  const device = await foundDevice(deps, viewer, grantId, call)
  const made = isReport
    ? await service.reportDevice(viewer, grantId, call)
    : await service.unlinkDevice(viewer, grantId, call)
  if (made !== 'unlinked') return toList(deps)
  const reported = isReport && { reported: true as const }
  const known = typeof device === 'string' ? {} : { device: factsOf(deps, device) }
  return pageAnswer(200, { kind: 'unlinked', look: deps.look, ...known, ...reported, back: placeOf(deps, linkedStep) })
}

async function unlinkEverything(deps: PageDeps, viewer: Viewer, request: HttpRequest, call: Call): Promise<StepResult> {
  const sessions = await unlinkAndSignOut(deps, viewer, request, call)
  if (typeof sessions !== 'string') return problemPage(deps, 'accountDisabled')
  const { texts } = deps.look
  const page: MessagePage = {
    kind: 'message',
    look: deps.look,
    title: texts.unlinkedTitle,
    message: `${texts.unlinkedText} ${texts[afterwards[sessions]]}`,
    action: { href: placeOf(deps, ''), label: texts.enterCodeButton },
  }
  const ended = deps.service.hostSignIn === undefined ? { 'Set-Cookie': deps.sessions.end() } : {}
  return pageAnswer(sessions === 'failed' ? 500 : 200, page, ended)
}

const afterwards = {
  ended: 'signedOutEverywhere',
  kept: 'maybeSignedIn',
  failed: 'signOutFailed',
} as const satisfies Readonly<Record<SessionsAfter, keyof PageTexts>>
