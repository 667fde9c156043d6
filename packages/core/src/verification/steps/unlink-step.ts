import type { GrantId } from '../../machine/names.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { Call } from '../../service/call/call.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { formOf } from '../page/forms.js'
import type { MessagePage, UnlinkPage } from '../page/models.js'
import { untrusted } from '../page/untrusted.js'
import { redirectResponse } from '../page-responses.js'
import { deviceParameter, linkedStep, placeOf, queryValue, unlinkStep } from '../places.js'
import { fill } from '../texts/fill.js'
import type { PageTexts } from '../texts/page-texts.js'
import { callerByCookie, viewerByCookie } from '../viewer.js'
import { askToSignIn } from './ask-to-sign-in.js'
import { nextIsList } from './linked-step.js'
import { problemPage } from './messages.js'
import { onward } from './onward.js'
import { keepsSessions, type SessionsAfter, unlinkAndSignOut } from './sign-out-everywhere.js'
import type { FormStep, ViewStep } from './step.js'

/** Asks a signed-in person whether to unlink the device in the query, or every device if there is none. */
export const askToUnlink: ViewStep = async (parts, request, call) => {
  const caller = await callerByCookie(parts, request, call)
  if (caller.who !== 'person') return askToSignIn(parts, request, caller.who, linkedStep, nextIsList)
  const { viewer } = caller
  const grantId = queryValue(request, deviceParameter)
  if (grantId === '') return pageAnswer(200, questionOf(parts, viewer, { everything: '1' }))
  const device = await parts.service.findLinkedDevice(viewer, grantId, call)
  // The list shows what is linked: a device that was over already is not on it.
  if ('code' in device) return redirectResponse(placeOf(parts, linkedStep))
  return pageAnswer(200, { ...questionOf(parts, viewer, { device: grantId }), clientName: device.client.name })
}

function questionOf(
  deps: PageDeps,
  viewer: Viewer,
  what: { readonly everything: '1' } | { readonly device: GrantId },
): UnlinkPage {
  return {
    kind: 'unlink',
    look: deps.look,
    form: formOf(placeOf(deps, unlinkStep), { csrf: deps.sessions.csrfToken(viewer), ...what }),
    back: placeOf(deps, linkedStep),
    ...(keepsSessions(deps) && { keepsSessions: true }),
  }
}

/** Unlinks one device, or all of them, and says what it did. */
export const unlink: FormStep = async (parts, { csrf, device, everything }, request, call) => {
  const viewer = await viewerByCookie(parts, request, call)
  if (viewer === undefined) return onward(parts, placeOf(parts, linkedStep))
  if (!parts.sessions.isCsrfToken(viewer, csrf)) return problemPage(parts, 'staleForm')
  if (everything !== undefined) return unlinkEverything(parts, viewer, request, call)
  return typeof device === 'string' ? unlinkOne(parts, viewer, device, call) : problemPage(parts, 'staleForm')
}

async function unlinkOne(deps: PageDeps, viewer: Viewer, grantId: GrantId, call: Call): Promise<StepResult> {
  const device = await deps.service.findLinkedDevice(viewer, grantId, call)
  const isUnlinked = (await deps.service.unlinkDevice(viewer, grantId, call)) === 'unlinked'
  if (!isUnlinked || 'code' in device) return redirectResponse(placeOf(deps, linkedStep))
  const { texts } = deps.look
  return pageAnswer(200, {
    kind: 'message',
    look: deps.look,
    title: fill(texts.unlinkedOneTitle, { name: untrusted(device.client.name) || texts.noName }),
    message: texts.unlinkedOneText,
    action: { href: placeOf(deps, linkedStep), label: texts.seeLinked },
  })
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
