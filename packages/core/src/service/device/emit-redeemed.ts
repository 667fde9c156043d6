import type { RedeemedAuthorization } from '../../machine/authorization.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** Emits that a device got its tokens. Only the request that made the tokens knows that it was not emitted before. */
export function emitRedeemed(
  emit: ServiceContext['emit'],
  { clientId, subject, grantId, grantedScope, acr }: RedeemedAuthorization,
  call: Call,
  scope: readonly string[] = grantedScope,
): void {
  const facts = { clientId, subject, grantId, scope, ...(acr !== undefined && { acr }) }
  emit({ type: 'authorizationRedeemed', ...facts }, call)
}
