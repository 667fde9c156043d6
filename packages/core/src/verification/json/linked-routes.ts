import * as z from 'zod'
import type { HttpResponse } from '../../http/message.js'
import { jsonResponse } from '../../http/responses.js'
import type { Route } from '../../http/route.js'
import { writeScope } from '../../machine/scope.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { LinkedDevice, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../../service/call/call.js'
import type { VerificationDeps } from '../deps.js'
import { linkedStep } from '../places.js'
import { unlinkAndSignOut } from '../steps/sign-out-everywhere.js'
import { invalidRequest, jsonRoute, type Responder, refusalResponse } from './json-responses.js'
import { readCursor, writeCursor } from './list-cursor.js'

const listParameters = z.object({ cursor: z.string().optional() })
// Exactly one of the two: a request with both is ambiguous.
const unlinkParameters = z.union([
  z.object({ id: z.string(), report: z.boolean().default(false), all: z.undefined().optional() }),
  z.object({ all: z.literal(true), id: z.undefined().optional() }),
])

/** The JSON routes of a person's linked devices, for a page or an app of the host. */
export function linkedRoutes(deps: VerificationDeps): readonly Route[] {
  return [
    jsonRoute(deps, 'json:linked', `${linkedStep}/list`, list),
    jsonRoute(deps, 'json:unlink', `${linkedStep}/end`, end),
  ]
}

const list: Responder = async ({ service }, viewer, parameters, _request, call) => {
  const asked = listParameters.safeParse(parameters)
  if (!asked.success) return invalidRequest()
  const { cursor } = asked.data
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (cursor !== undefined && after === undefined) return invalidRequest()
  const linked = await service.listLinkedDevices(viewer, after, call)
  if (linked.kind === 'refusal') return refusalResponse(linked)
  const { devices, next } = linked
  return jsonResponse(200, { devices: devices.map(spellDevice), ...(next && { next: writeCursor(next) }) })
}

const end: Responder = async (parts, viewer, parameters, request, call) => {
  const asked = unlinkParameters.safeParse(parameters)
  if (!asked.success) return invalidRequest()
  if (asked.data.id === undefined) return unlinkAll(parts, viewer, request, call)
  const { id, report } = asked.data
  const made = report
    ? await parts.service.reportDevice(viewer, id, call)
    : await parts.service.unlinkDevice(viewer, id, call)
  return made === 'unlinked' ? jsonResponse(200, { ended: true }) : refusalResponse(made)
}

async function unlinkAll(
  deps: VerificationDeps,
  viewer: Viewer,
  request: HttpRequest,
  call: Call,
): Promise<HttpResponse> {
  const sessions = await unlinkAndSignOut(deps, viewer, request, call)
  if (typeof sessions !== 'string') return refusalResponse(sessions)
  return jsonResponse(200, { ended: true, ...(sessions !== 'ended' && { signed_out: false }) })
}

function spellDevice(device: LinkedDevice) {
  const { ip, userAgent, label } = device.requester
  return {
    id: device.grantId,
    client: { client_id: device.client.clientId, client_name: device.client.name },
    scope: writeScope(device.scope),
    linked_at: new Date(device.linkedAt).toISOString(),
    last_used_at: new Date(device.lastUsedAt).toISOString(),
    expires_at: new Date(device.expiresAt).toISOString(),
    requester: { ip, user_agent: userAgent, label },
    bound: device.isBound,
  }
}
