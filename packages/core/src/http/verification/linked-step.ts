import type { LinkedDevice, Viewer } from '../../protocol/interaction.js'
import type { HttpAnswer, HttpRequest } from '../message.js'
import { momentOf } from './ago.js'
import { problemPage } from './messages.js'
import { onward } from './onward.js'
import { linkedPage } from './page/linked-page.js'
import { messagePage } from './page/message-page.js'
import type { LinkedDeviceRow } from './page/models.js'
import { htmlAnswer, redirectAnswer } from './page-answers.js'
import type { VerificationParts } from './parts.js'
import { linkedStep, placeOf } from './places.js'
import { scopeInWords } from './scope-words.js'
import { renderSignIn } from './sign-in-step.js'
import { signOutForm } from './sign-out-form.js'
import type { FormStep, ViewStep } from './step.js'
import { viewerByCookie } from './viewer.js'

/** Shows a signed-in person every device that can use the account. */
export const showLinked: ViewStep = async (parts, request) => {
  const viewer = await viewerByCookie(parts, request)
  if (viewer === undefined) return askToSignIn(parts, request)
  const linked = await parts.service.listLinkedDevices(viewer)
  if (linked.kind === 'refusal') return problemPage(parts, 'accountDisabled')
  const signOut = signOutForm(parts, request)
  return htmlAnswer(
    200,
    linkedPage({
      look: parts.page,
      action: placeOf(parts, linkedStep),
      start: placeOf(parts, ''),
      csrf: parts.sessions.csrfToken(viewer),
      devices: linked.devices.map((device) => rowOf(parts, device)),
      ...(signOut && { signOut }),
    }),
  )
}

/** Unlinks one device, or all of them. */
export const unlink: FormStep = async (parts, { csrf, device, everything }, request) => {
  const viewer = await viewerByCookie(parts, request)
  if (viewer === undefined) return onward(parts, placeOf(parts, linkedStep))
  if (!parts.sessions.isCsrfToken(viewer, csrf)) return problemPage(parts, 'staleForm')
  if (everything !== undefined) return signOutEverywhere(parts, viewer, request)
  // Whatever came of it, the list shows it: one that is over already is not there any more, as was wanted.
  if (typeof device === 'string') await parts.service.unlinkDevice(viewer, device, parts.requesterOf(request))
  return redirectAnswer(placeOf(parts, linkedStep))
}

async function signOutEverywhere(parts: VerificationParts, viewer: Viewer, request: HttpRequest): Promise<HttpAnswer> {
  const made = await parts.service.unlinkEverything(viewer, parts.requesterOf(request))
  if (made !== 'unlinked') return problemPage(parts, 'accountDisabled')
  const html = messagePage({
    look: parts.page,
    title: 'Every device is unlinked',
    message: 'Nothing that was linked to your account can use it any more. Each device has to be linked again.',
    action: { href: placeOf(parts, ''), label: 'Enter a code' },
  })
  // The page's own session has ended with the rest; a host's is the host's to end.
  return htmlAnswer(200, html, parts.hostSessions === undefined ? { 'Set-Cookie': parts.sessions.end() } : {})
}

function askToSignIn(parts: VerificationParts, request: HttpRequest): HttpAnswer {
  if (parts.hostSessions === undefined) return renderSignIn(parts, request, 200, { userCode: '', step: linkedStep })
  return redirectAnswer(parts.hostSessions.signInUrl(placeOf(parts, linkedStep)))
}

function rowOf({ clock, page }: VerificationParts, device: LinkedDevice): LinkedDeviceRow {
  const now = clock.now()
  return {
    id: device.grantId,
    clientName: device.client.name,
    clientVerified: device.client.verified,
    requester: device.requester,
    scopes: device.scope.map((value) => scopeInWords(value, page.scopeDescriptions)),
    linkedAt: momentOf(device.linkedAt, now),
    lastUsedAt: momentOf(device.lastUsedAt, now),
  }
}
