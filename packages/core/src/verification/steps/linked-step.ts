import { retryAfterHeader } from '../../http/responses.js'
import type { GrantId } from '../../machine/names.js'
import { second } from '../../machine/time.js'
import type { FamilyPosition } from '../../machine/token-family.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { LinkedDevice, LinkedDevices, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../../service/call/call.js'
import { PortFault } from '../../service/call/faults.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { VerificationDeps } from '../deps.js'
import { readCursor, writeCursor } from '../json/list-cursor.js'
import { formOf } from '../page/forms.js'
import type { LinkedDeviceRow, LinkedPage, MessagePage, PageForm } from '../page/models.js'
import { redirectResponse } from '../page-responses.js'
import { linkedStep, noCode, placeOf, queryValue } from '../places.js'
import { callerByCookie, viewerByCookie } from '../viewer.js'
import { momentOf } from './ago.js'
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
  if (linked === 'unavailable') return pageAnswer(503, frameOf(parts, viewer, request), retryAfterHeader(second))
  if (linked.kind === 'refusal') return problemPage(parts, 'accountDisabled')
  const { devices, next } = linked
  const page = placeOf(parts, linkedStep)
  const model = {
    ...frameOf(parts, viewer, request),
    devices: devices.map((device) => rowOf(parts, viewer, device)),
    ...(after && { first: page }),
    ...(next && { next: `${page}?${cursorParameter}=${encodeURIComponent(writeCursor(next))}` }),
  }
  return pageAnswer(200, model)
}

const cursorParameter = 'after'

// The page always offers to end everything. A person may need it most when the list cannot be read.
async function listed(
  { service, report }: VerificationDeps,
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

function frameOf(deps: VerificationDeps, viewer: Viewer, request: HttpRequest): LinkedPage {
  const signOut = signOutForm(deps, request)
  return {
    kind: 'linked',
    look: deps.look,
    start: placeOf(deps, ''),
    unlinkAll: unlinkForm(deps, viewer, { everything: '1' }),
    ...(keepsSessions(deps) && { keepsSessions: true }),
    ...(signOut && { signOut }),
  }
}

function unlinkForm(
  deps: VerificationDeps,
  viewer: Viewer,
  what: { readonly everything: '1' } | { readonly device: GrantId },
): PageForm {
  return formOf(placeOf(deps, linkedStep), { csrf: deps.sessions.csrfToken(viewer), ...what })
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
  deps: VerificationDeps,
  viewer: Viewer,
  request: HttpRequest,
  call: Call,
): Promise<StepResult> {
  const sessions = await unlinkAndSignOut(deps, viewer, request, call)
  if (typeof sessions !== 'string') return problemPage(deps, 'accountDisabled')
  const page: MessagePage = {
    kind: 'message',
    look: deps.look,
    title: 'Every device is unlinked',
    message: `Nothing that was linked to your account can use it any more. Each device has to be linked again. ${afterwards[sessions]}`,
    action: { href: placeOf(deps, ''), label: 'Enter a code' },
  }
  const ended = deps.service.hostSignIn === undefined ? { 'Set-Cookie': deps.sessions.end() } : {}
  return pageAnswer(sessions === 'failed' ? 500 : 200, page, ended)
}

const afterwards: Readonly<Record<SessionsAfter, string>> = {
  ended: 'You are signed out everywhere.',
  kept: 'You may still be signed in elsewhere: sign out there as well. Before you can link a device, you have to sign in again.',
  failed:
    'But signing you out everywhere did not work. That was our fault. Sign out wherever you are still signed in, or change ' +
    'your password. Before you can link a device, you have to sign in again.',
}

const ownNext = { code: noCode, step: linkedStep }

function rowOf(deps: VerificationDeps, viewer: Viewer, device: LinkedDevice): LinkedDeviceRow {
  const { clock, page } = deps
  const now = clock.now()
  return {
    clientName: device.client.name,
    clientVerified: device.client.verified,
    requester: device.requester,
    scopes: device.scope.map((value) => scopeInWords(value, page.scopeDescriptions)),
    linkedAt: momentOf(device.linkedAt, now),
    lastUsedAt: momentOf(device.lastUsedAt, now),
    unlink: unlinkForm(deps, viewer, { device: device.grantId }),
  }
}
