import { isWithin } from '../machine/scope.js'
import type { Client } from '../ports/client-registry.js'
import { type Problem, problem } from '../protocol/problem.js'

/** The scope a request is for: what it names, or the client's default when it names none (RFC 6749 §3.3). */
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
 * The resources that tokens are for: what the request names, or everything that was authorized when it names nothing.
 * RFC 8707 §2.2: it may ask for fewer, never for others, and gets none that the client may no longer name.
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
