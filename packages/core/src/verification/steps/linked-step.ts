import type { HttpResponse } from '../../http/message.js'
import { retryAfterHeader } from '../../http/responses.js'
import { second } from '../../machine/time.js'
import type { FamilyPosition } from '../../machine/token-family.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { LinkedDevice, LinkedDevices, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../../service/call/call.js'
import { PortFault } from '../../service/call/faults.js'
import type { PageDeps } from '../deps.js'
import { readCursor, writeCursor } from '../json/list-cursor.js'
import { momentOf } from '../language/times.js'
import { linkedPage } from '../page/linked-page.js'
import { messagePage } from '../page/message-page.js'
import type { LinkedDeviceRow, LinkedPage } from '../page/models.js'
import { htmlResponse, redirectResponse } from '../page-responses.js'
import { cursorParameter, linkedStep, noCode, placeOf, queryValue, withParameter } from '../places.js'
import type { PageTexts } from '../texts/page-texts.js'
import { callerByCookie, viewerByCookie } from '../viewer.js'
import { askToSignIn } from './ask-to-sign-in.js'
import { problemPage } from './messages.js'
import { onward } from './onward.js'
import { scopeInWords } from './scope-words.js'
import { keepsSessions, type SessionsAfter, unlinkAndSignOut } from './sign-out-everywhere.js'
import { signOutForm } from './sign-out-form.js'
import type { FormStep, ViewStep } from './step.js'

/** Shows a signed-in person the devices that can use the account, fifty on a page. */
export const showLinked: ViewStep = async (parts, request, call) => {
  const caller = await callerByCookie(parts, request, call)
  if (caller.who !== 'person') return askToSignIn(parts, request, caller.who, linkedStep, ownNext)
  const { viewer } = caller
  const after = readCursor(queryValue(request, cursorParameter))
  const linked = await listed(parts, viewer, after, call)
  if (linked === 'unavailable')
    return htmlResponse(503, linkedPage(frameOf(parts, viewer, request)), retryAfterHeader(second))
  if (linked.kind === 'refusal') return problemPage(parts, 'accountDisabled')
  const { devices, next } = linked
  const page = placeOf(parts, linkedStep)
  const model = {
    ...frameOf(parts, viewer, request),
    devices: devices.map((device) => rowOf(parts, device)),
    ...(after && { first: page }),
    ...(next && { next: withParameter(page, cursorParameter, writeCursor(next)) }),
  }
  return htmlResponse(200, linkedPage(model))
}

// The page always offers to end everything. A person may need it most when the list cannot be read.
async function listed(
  { service, report }: PageDeps,
  viewer: Viewer,
  after: FamilyPosition | undefined,
  call: Call,
): Promise<LinkedDevices | Refusal | 'unavailable'> {
  try {
    return await service.listLinkedDevices(viewer, after, call)
  } catch (fault) {
    if (!(fault instanceof PortFault)) throw fault
    report(fault, 'listing linked devices')
    return 'unavailable'
  }
}

function frameOf(deps: PageDeps, viewer: Viewer, request: HttpRequest): LinkedPage {
  const signOut = signOutForm(deps, request)
  return {
    look: deps.look,
    action: placeOf(deps, linkedStep),
    start: placeOf(deps, ''),
    csrf: deps.sessions.csrfToken(viewer),
    ...(keepsSessions(deps) && { keepsSessions: true }),
    ...(signOut && { signOut }),
  }
}

/** Unlinks one device, or all of them. */
export const unlink: FormStep = async (parts, { csrf, device, everything }, request, call) => {
  const viewer = await viewerByCookie(parts, request, call)
  if (viewer === undefined) return onward(parts, placeOf(parts, linkedStep))
  if (!parts.sessions.isCsrfToken(viewer, csrf)) return problemPage(parts, 'staleForm')
  if (everything !== undefined) return signOutEverywhere(parts, viewer, request, call)
  // The list shows the result of every outcome: a device that was over already is not on it.
  if (typeof device === 'string') await parts.service.unlinkDevice(viewer, device, call)
  return redirectResponse(placeOf(parts, linkedStep))
}

async function signOutEverywhere(
  deps: PageDeps,
  viewer: Viewer,
  request: HttpRequest,
  call: Call,
): Promise<HttpResponse> {
  const sessions = await unlinkAndSignOut(deps, viewer, request, call)
  if (typeof sessions !== 'string') return problemPage(deps, 'accountDisabled')
  const { texts } = deps.look
  const html = messagePage({
    look: deps.look,
    title: texts.unlinkedTitle,
    message: `${texts.unlinkedText} ${texts[afterwards[sessions]]}`,
    action: { href: placeOf(deps, ''), label: texts.enterCodeButton },
  })
  const ended = deps.service.hostSignIn === undefined ? { 'Set-Cookie': deps.sessions.end() } : {}
  return htmlResponse(sessions === 'failed' ? 500 : 200, html, ended)
}

const afterwards = {
  ended: 'signedOutEverywhere',
  kept: 'maybeSignedIn',
  failed: 'signOutFailed',
} as const satisfies Readonly<Record<SessionsAfter, keyof PageTexts>>

const ownNext = { code: noCode, step: linkedStep }

function rowOf(deps: PageDeps, device: LinkedDevice): LinkedDeviceRow {
  const { clock, look } = deps
  const now = clock.now()
  return {
    id: device.grantId,
    clientName: device.client.name,
    clientVerified: device.client.verified,
    requester: device.requester,
    scopes: device.scope.map((value) => scopeInWords(deps, value)),
    linkedAt: momentOf(device.linkedAt, now, look),
    lastUsedAt: momentOf(device.lastUsedAt, now, look),
  }
}
