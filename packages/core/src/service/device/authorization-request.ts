import type { AuthorizationFacts } from '../../machine/authorization.js'
import type { GrantFacts } from '../../machine/families/token-family.js'
import { isWithin } from '../../machine/scope.js'
import type { Client } from '../../ports/client-registry.js'
import type { DialectTerms, StartAuthorization } from '../../protocol/command.js'
import { isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { requestedScope } from '../client/request-scope.js'
import { findReplaceable } from '../tokens/replacing/replaceable-grant.js'

/** What a device asks for: as much as the grant has that shall be replaced, unless the request says otherwise. */
export type Requested = Pick<AuthorizationFacts, 'scope' | 'resources' | 'acrValues' | 'maxAge' | 'replaces'>

/** Returns what a device asks for, if its client may ask for it. It counts no start. */
export async function authorizationRequest(
  context: ServiceContext,
  command: StartAuthorization,
  client: Client,
  terms: DialectTerms,
  call: Call,
): Promise<Requested | Problem> {
  const { refreshToken, key, acrValues, maxAge } = command
  const grant =
    refreshToken === undefined ? undefined : await findReplaceable(context, { refreshToken, key }, client, terms, call)
  if (grant !== undefined && isProblem(grant)) return grant
  const kept = grant && keptOf(grant, client)
  const requested = requestedScope(command.scope ?? kept?.scope, client)
  if (isProblem(requested)) return requested
  const resources = command.resources.length > 0 ? command.resources : (kept?.resources ?? [])
  if (!isWithin(resources, client.resources ?? [])) {
    return problem('invalidTarget', 'A requested resource is unknown or not allowed to this client.')
  }
  return {
    resources,
    ...requested,
    ...(acrValues && { acrValues }),
    ...(maxAge !== undefined && { maxAge }),
    ...(grant && { replaces: { grantId: grant.grantId, subject: grant.subject } }),
  }
}

function keptOf({ scope, resources }: GrantFacts, client: Client): Pick<GrantFacts, 'scope' | 'resources'> {
  return {
    scope: scope.filter((value) => client.scopes.includes(value)),
    resources: resources.filter((resource) => client.resources?.includes(resource) === true),
  }
}
