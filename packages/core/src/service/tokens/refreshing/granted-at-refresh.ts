import type { RefreshableFamily } from '../../../machine/families/token-family.js'
import { isWithin } from '../../../machine/scope.js'
import type { Client } from '../../../ports/client-registry.js'
import type { ExchangeRefreshToken } from '../../../protocol/command.js'
import { isProblem, type Problem, problem } from '../../../protocol/problem.js'
import { grantedResources } from '../../client/request-scope.js'

/**
 * Returns the scope and resources of a refresh: the requested part of the grant, limited to what the client may have
 * now.
 */
export function grantedAtRefresh(
  family: RefreshableFamily,
  client: Client,
  { scope, resources }: ExchangeRefreshToken,
): { readonly scope: readonly string[]; readonly resources: readonly string[] } | Problem {
  // RFC 6749 §6: never more scope than was granted; if omitted, all of it. RFC 8628 §3.1: an empty value means omitted.
  const wanted = scope === undefined || scope.length === 0 ? family.scope : scope
  if (!isWithin(wanted, family.scope)) return problem('invalidScope', 'A requested scope was not granted.')
  const allowed = grantedResources(resources, family.resources, client)
  if (isProblem(allowed)) return allowed
  const granted = wanted.filter((value) => client.scopes.includes(value))
  if (granted.length === 0 && wanted.length > 0) {
    return problem('invalidScope', 'Nothing of the requested scope is allowed to this client any more.')
  }
  return { scope: granted, resources: allowed }
}
