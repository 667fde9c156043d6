import type { FamilyPosition } from '../../machine/families/token-family.js'
import { second } from '../../machine/time.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { LinkedDevice, LinkedDevices, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../../service/call/call.js'
import { PortFault } from '../../service/call/faults.js'
import { retryAfterHeader } from '../../wire/writing/standard-headers.js'
import { pageAnswer } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { readCursor, writeCursor } from '../json/list-cursor.js'
import { momentOf } from '../language/times.js'
import type { LinkedDeviceFacts, LinkedDeviceRow, LinkedPage } from '../page/models.js'
import {
  cursorParameter,
  deviceParameter,
  everythingParameter,
  linkedStep,
  noCode,
  placeOf,
  queryValue,
  unlinkStep,
  withParameter,
} from '../places.js'
import { callerByCookie } from '../viewer.js'
import { askToSignIn } from './ask-to-sign-in.js'
import { problemPage } from './messages.js'
import { scopeInWords } from './scope-words.js'
import { signOutForm } from './sign-out-form.js'
import type { Next } from './signing-in/signed-in.js'
import type { ViewStep } from './step.js'

/** Shows a signed-in person the devices that can use the account, fifty on a page. */
export const showLinked: ViewStep = async (parts, request, call) => {
  const caller = await callerByCookie(parts, request, call)
  if (caller.who !== 'person') return askToSignIn(parts, request, caller.who, linkedStep, nextIsList)
  const after = readCursor(queryValue(request, cursorParameter))
  const linked = await listed(parts, caller.viewer, after, call)
  if (linked === 'unavailable') return pageAnswer(503, frameOf(parts, request), retryAfterHeader(second))
  if (linked.kind === 'refusal') return problemPage(parts, 'accountDisabled')
  const { username, devices, next } = linked
  const page = placeOf(parts, linkedStep)
  return pageAnswer(200, {
    ...frameOf(parts, request),
    username,
    devices: devices.map((device) => rowOf(parts, device)),
    ...(after && { first: page }),
    ...(next && { next: withParameter(page, cursorParameter, writeCursor(next)) }),
  })
}

/** Where a person goes on after a sign-in for the list. */
export const nextIsList: Next = { code: noCode, step: linkedStep }

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

function frameOf(deps: PageDeps, request: HttpRequest): LinkedPage {
  const signOut = signOutForm(deps, request)
  return {
    kind: 'linked',
    look: deps.look,
    start: placeOf(deps, ''),
    unlinkAll: withParameter(placeOf(deps, unlinkStep), everythingParameter, '1'),
    ...(signOut && { signOut }),
  }
}

function rowOf(deps: PageDeps, device: LinkedDevice): LinkedDeviceRow {
  return { ...factsOf(deps, device), unlink: withParameter(placeOf(deps, unlinkStep), deviceParameter, device.grantId) }
}

/** Returns a linked device as the page shows it. */
export function factsOf(deps: PageDeps, device: LinkedDevice): LinkedDeviceFacts {
  const { clock, look } = deps
  const now = clock.now()
  return {
    clientName: device.client.name,
    clientVerified: device.client.verified,
    requester: device.requester,
    scopes: device.scope.map((value) => scopeInWords(deps, value)),
    linkedAt: momentOf(device.linkedAt, now, look),
    lastUsedAt: momentOf(device.lastUsedAt, now, look),
    ...(device.isBound && { isBound: device.isBound }),
  }
}
