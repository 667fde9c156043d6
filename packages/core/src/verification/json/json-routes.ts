import * as z from 'zod'
import { jsonResponse } from '../../http/responses.js'
import type { Route } from '../../http/route.js'
import { writeScope } from '../../machine/scope.js'
import { second } from '../../machine/time.js'
import { formatUserCode } from '../../machine/user-code.js'
import { linkProofParameter, readLinkProof } from '../../machine/user-codes/user-code-link.js'
import type { AuthorizationView } from '../../protocol/interaction.js'
import { scopeParameter } from '../../wire/values.js'
import type { VerificationDeps } from '../deps.js'
import { invalidRequest, jsonRoute, type Responder, refusalResponse } from './json-responses.js'

const lookupParameters = z.object({ user_code: z.string() })

const decisionParameters = z.object({
  user_code: z.string(),
  ticket: z.string().default(''),
  decision: z.enum(['approve', 'deny', 'report']),
  scope: scopeParameter.optional(),
  organisation: z.string().optional(),
})

/** The JSON routes of the verification interface, for a page, a single-page app or a phone app of the host. */
export function jsonRoutes(deps: VerificationDeps): readonly Route[] {
  return [jsonRoute(deps, 'json:lookup', '/lookup', lookUp), jsonRoute(deps, 'json:decide', '/decision', decide)]
}

const lookUp: Responder = async (parts, viewer, parameters, _request, call) => {
  const { service, reading } = parts
  const asked = lookupParameters.safeParse(parameters)
  if (!asked.success) return invalidRequest()
  // Any wrong proof is none, so a `k` of any type is accepted.
  const proof = readLinkProof(parameters[linkProofParameter])
  const wanted = { userCode: asked.data.user_code, ...(proof !== undefined && { proof }) }
  const view = await service.lookUp(wanted, reading, viewer, call)
  return view.kind === 'refusal' ? refusalResponse(view) : jsonResponse(200, spellView(view, parts))
}

const decide: Responder = async (parts, viewer, parameters, _request, call) => {
  const { service, reading } = parts
  const asked = decisionParameters.safeParse(parameters)
  if (!asked.success) return invalidRequest()
  const { user_code: userCode, ticket, decision: choice, scope, organisation: organization } = asked.data
  const chosen = { ...(scope && { scope }), ...(organization !== undefined && { organization }) }
  const decision = { userCode, ticket, choice, ...chosen }
  const made = await service.decide(decision, reading, viewer, call)
  if (made.kind === 'refusal') return refusalResponse(made)
  const { status, verificationNumber, refused, earlierGrant } = made
  const messages = refused && { messages: refused.texts }
  const more = { verification_number: verificationNumber, earlier_grant: earlierGrant, refused: messages }
  return jsonResponse(200, { status, ...more })
}

function spellView(view: AuthorizationView, { dialect, clock }: VerificationDeps) {
  return {
    user_code: formatUserCode(view.userCode, dialect.userCode),
    client: { client_id: view.client.clientId, client_name: view.client.name },
    scope: writeScope(view.scope),
    resource: view.resources.length > 0 ? view.resources : undefined,
    requested_at: new Date(view.requestedAt).toISOString(),
    expires_in: Math.max(0, Math.floor((view.expiresAt - clock.now()) / second)),
    requester: {
      ip: view.requester.ip,
      location: view.location?.name,
      user_agent: view.requester.userAgent,
      label: view.requester.label,
    },
    binding_message: view.bindingMessage,
    viewer: view.viewerLocation && { location: view.viewerLocation.name },
    risk: view.risk && {
      verdict: view.risk.verdict === 'stepUp' ? 'step_up' : view.risk.verdict,
      proximity: view.risk.proximity === 'sameRegion' ? 'same_region' : view.risk.proximity,
      checked: view.risk.isChecked,
      sign_in_again: view.risk.needsSignIn,
      messages: view.risk.texts,
    },
    organisations: view.organizations?.all.map(({ key, name }) => ({ key, name })),
    ticket: view.ticket,
  }
}
