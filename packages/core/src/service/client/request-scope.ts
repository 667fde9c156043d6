import { isWithin } from '../../machine/scope.js'
import type { Client } from '../../ports/client-registry.js'
import { type Problem, problem } from '../../protocol/problem.js'

/** Returns the scope of a request: the one it names, or the default of the client if it names none (RFC 6749 §3.3). */
export function requestedScope(
  asked: readonly string[] | undefined,
  client: Pick<Client, 'scopes' | 'defaultScopes'>,
): { readonly scope: readonly string[] } | Problem {
  // RFC 8628 §3.1: a parameter without a value is treated as if it were omitted.
  if (asked === undefined || asked.length === 0) return { scope: client.defaultScopes }
  if (isWithin(asked, client.scopes)) return { scope: asked }
  return problem('invalidScope', 'A requested scope is unknown or not allowed to this client.')
}

/**
 * Returns the resources of the tokens: those that the request names, or all authorized ones if it names none.
 * RFC 8707 §2.2: a request may name fewer but never others. Resources that the client may no longer use are left out.
 */
export function grantedResources(
  asked: readonly string[],
  authorized: readonly string[],
  client: Pick<Client, 'resources'>,
): readonly string[] | Problem {
  const wanted = asked.length > 0 ? asked : authorized
  const allowed = wanted.filter((resource) => client.resources?.includes(resource) === true)
  if (!isWithin(wanted, authorized) || (wanted.length > 0 && allowed.length === 0)) {
    return problem('invalidTarget', 'A requested resource is not among the authorized ones.')
  }
  return allowed
}
