import { authenticationOf } from '../../machine/authentication.js'
import type { RedeemedAuthorization, Requester } from '../../machine/authorization.js'
import type { GrantFacts } from '../../machine/families/token-family.js'

/** Returns the facts of the grant that an approval gives. `requester` is the device that fetches its first tokens. */
export function grantOf(
  authorization: RedeemedAuthorization,
  scope: readonly string[],
  requester: Requester,
): GrantFacts {
  const { grantId, dialect, subject, clientId, resources, decidedAt, organization, replaces, lifetimes } = authorization
  const { label, ip: startedFrom } = authorization.requester
  return {
    grantId,
    origin: 'deviceCode',
    dialect,
    clientId,
    subject,
    scope,
    resources,
    requester: { ...requester, ...(label !== undefined && { label }) },
    ...(startedFrom !== undefined && startedFrom !== requester.ip && { startedFrom }),
    ...authenticationOf(authorization),
    grantedAt: decidedAt,
    ...(organization !== undefined && { organization }),
    ...(lifetimes && { lifetimes }),
    ...(replaces && { replaces: replaces.grantId }),
  }
}
