import type { Subject } from '../machine/names.js'
import type { Call, StartCall } from './call/call.js'
import { type FamilyContext, hasFamilies, type ServiceContext } from './call/context.js'
import type { InternalService } from './internal-service.js'
import { forgetFailures } from './password/forget-failures.js'
import { findLinkedDevice, listLinkedDevices, unlinkEverything } from './person/linked-devices.js'
import { endNoticedGrant, findNoticedGrant } from './person/phishing/not-me.js'
import { reportDevice, unlinkDevice } from './person/unlink-device.js'
import { exchangeRefreshToken } from './tokens/exchange-refresh-token.js'
import { introspectToken } from './tokens/introspect-token.js'
import { revokeGrants } from './tokens/revoke-grants.js'
import { revokeToken } from './tokens/revoke-token.js'

type FamilyServices = Pick<
  InternalService,
  | 'exchangeRefreshToken'
  | 'revokeToken'
  | 'introspectToken'
  | 'listLinkedDevices'
  | 'findLinkedDevice'
  | 'unlinkDevice'
  | 'reportDevice'
  | 'findNoticedGrant'
  | 'endNoticedGrant'
  | 'unlinkEverything'
  | 'revokeGrants'
>

/**
 * Returns the services that need families. `forgetsFailures`: after a revocation of all grants of an account, its failed
 * logins are forgotten.
 */
export function familyServices(context: ServiceContext, start: StartCall, forgetsFailures: boolean): FamilyServices {
  async function afterRevocation(subject: Subject, call: Call): Promise<void> {
    if (forgetsFailures) await forgetFailures(context, subject, call)
  }

  return {
    exchangeRefreshToken: async (command, terms, call = start()) =>
      exchangeRefreshToken(withFamilies(context), command, terms, call),
    revokeToken: async (command, call = start()) => revokeToken(withFamilies(context), command, call),
    introspectToken: async (command, call = start()) => introspectToken(withFamilies(context), command, call),
    listLinkedDevices: async (viewer, after, call = start()) =>
      listLinkedDevices(withFamilies(context), viewer, after, call),
    findLinkedDevice: async (viewer, grantId, call) => findLinkedDevice(withFamilies(context), viewer, grantId, call),
    unlinkDevice: async (viewer, grantId, call = start()) => unlinkDevice(withFamilies(context), viewer, grantId, call),
    reportDevice: async (viewer, grantId, call = start()) => reportDevice(withFamilies(context), viewer, grantId, call),
    findNoticedGrant: async (token, call) => findNoticedGrant(withFamilies(context), token, call),
    endNoticedGrant: async (token, call) => endNoticedGrant(withFamilies(context), token, call),
    async unlinkEverything(viewer, call = start()) {
      const unlinked = await unlinkEverything(withFamilies(context), viewer, call)
      if (unlinked === 'unlinked') await afterRevocation(viewer.subject, call)
      return unlinked
    },
    async revokeGrants(holder, call = start()) {
      await revokeGrants(withFamilies(context), holder, call)
      if ('subject' in holder) await afterRevocation(holder.subject, call)
    },
  }
}

function withFamilies(context: ServiceContext): FamilyContext {
  if (hasFamilies(context)) return context
  throw new Error(
    '`stores.families` is missing: grants can be refreshed, revoked, introspected, listed and ended only with it',
  )
}
