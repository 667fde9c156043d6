import type { DeviceAuthorization } from '../../machine/authorization.js'
import type { DecisionRequest, Viewer } from '../../protocol/interaction.js'
import type { Organizations } from '../../protocol/organization.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { organizationsOf } from '../tokens/organizations.js'

/** Returns the organizations that the person may choose from, in a dialect whose responses name the choice. */
export function choicesOf(
  context: ServiceContext,
  { dialect }: DeviceAuthorization,
  { subject }: Viewer,
  call: Call,
): Promise<Organizations | undefined> {
  return organizationsOf(context, { organizations: context.organizationDialects.includes(dialect) }, subject, call)
}

/**
 * Returns the organization of a decision: the one that the person chose, or the usual one at this moment. It is stored
 * with the approval, so a later change does not change what was approved. A repeated decision chooses nothing.
 */
export async function organizationMeant(
  context: ServiceContext,
  authorization: DeviceAuthorization,
  viewer: Viewer,
  { choice, organization }: DecisionRequest,
  call: Call,
): Promise<{ readonly organization?: string } | 'notTheirs'> {
  const decides = authorization.status === 'pending' && choice === 'approve'
  if (organization === undefined && !decides) return {}
  const choices = await choicesOf(context, authorization, viewer, call)
  if (organization === undefined) return choices?.chosen === undefined ? {} : { organization: choices.chosen.key }
  return choices?.all.some(({ key }) => key === organization) === true ? { organization } : 'notTheirs'
}
