import type { HttpAudit } from './http-audits/audit.js'
import { clientAssertionAudits } from './http-audits/client-assertions.js'
import { clientAuthenticationAudits } from './http-audits/client-authentication.js'
import { clientRefusalAudits } from './http-audits/client-refusals.js'
import { corsAudits } from './http-audits/cors.js'
import { crossSiteAudits } from './http-audits/cross-site.js'
import { decisionAudits } from './http-audits/decisions.js'
import { deviceAuthorizationAudits } from './http-audits/device-authorization.js'
import { deviceAuthorizationRefusalAudits } from './http-audits/device-authorization-refusals.js'
import { ignoredAudits } from './http-audits/ignored.js'
import { introspectRefusalAudits } from './http-audits/introspect-refusals.js'
import { introspectingAudits } from './http-audits/introspecting.js'
import { linkedDeviceAudits } from './http-audits/linked-devices.js'
import { linkedManyAudits } from './http-audits/linked-many.js'
import { linkedPageAudits } from './http-audits/linked-page.js'
import { linkedRefusalAudits } from './http-audits/linked-refusals.js'
import { loginAudits } from './http-audits/login.js'
import { loginTextAudits } from './http-audits/login-text.js'
import { lookupAudits } from './http-audits/lookup.js'
import { malformedAudits } from './http-audits/malformed.js'
import { malformedParameterAudits } from './http-audits/malformed-parameters.js'
import { metadataAudits } from './http-audits/metadata.js'
import { metadataTruthAudits } from './http-audits/metadata-truth.js'
import { pageAudits } from './http-audits/page.js'
import { pageAddressAudits } from './http-audits/page-address.js'
import { pageDecisionAudits } from './http-audits/page-decision.js'
import { pageSignInAudits } from './http-audits/page-sign-in.js'
import { passwordGrantAudits } from './http-audits/password-grant.js'
import { pollingAudits } from './http-audits/polling.js'
import { pollingInTimeAudits } from './http-audits/polling-in-time.js'
import { redeemingAudits } from './http-audits/redeeming.js'
import { refreshRefusalAudits } from './http-audits/refresh-refusals.js'
import { refreshingAudits } from './http-audits/refreshing.js'
import { refreshingInTimeAudits } from './http-audits/refreshing-in-time.js'
import { revokeRefusalAudits } from './http-audits/revoke-refusals.js'
import { revokingAudits } from './http-audits/revoking.js'
import { tokenRequestAudits } from './http-audits/token-requests.js'
import { tokenStrictnessAudits } from './http-audits/token-strictness.js'
import { transportAudits } from './http-audits/transport.js'
import { userCodeInputAudits } from './http-audits/user-code-input.js'
import { userCodeAudits } from './http-audits/user-codes.js'
import { viewerAudits } from './http-audits/viewers.js'

export { type AuditLevel, canRunAudit, type HttpAudit } from './http-audits/audit.js'
export type {
  AccountFixture,
  AuditFixtures,
  ConfidentialClientFixture,
  PublicClientFixture,
} from './http-audits/fixtures.js'
export type { AuditNeed, AuditRequest, AuditResponse, AuditTarget, DisabledFixture } from './http-audits/target.js'

/**
 * The obligations of the endpoints to clients and browsers, as test cases for any test runner. An audit sees only HTTP.
 * An adapter or a whole server passes them all, or says which one it does not pass and why.
 *
 * The audits share the target and may run in any order, one at a time. The target needs password login and the built-in
 * page with its own sign-in; its fixtures say what else it has. A host of `createFakeHost`, with a store and a store of
 * families, has everything that the audits need.
 *
 * @example
 * ```ts
 * for (const audit of httpAudits) {
 *   test.skipIf(!canRunAudit(audit, target))(`${audit.id}: ${audit.obligation}`, () => audit.run(target))
 * }
 * ```
 */
export const httpAudits: readonly HttpAudit[] = [
  ...deviceAuthorizationAudits,
  ...deviceAuthorizationRefusalAudits,
  ...clientAuthenticationAudits,
  ...clientRefusalAudits,
  ...clientAssertionAudits,
  ...tokenRequestAudits,
  ...tokenStrictnessAudits,
  ...pollingAudits,
  ...pollingInTimeAudits,
  ...redeemingAudits,
  ...refreshingAudits,
  ...refreshRefusalAudits,
  ...refreshingInTimeAudits,
  ...revokingAudits,
  ...revokeRefusalAudits,
  ...introspectingAudits,
  ...introspectRefusalAudits,
  ...passwordGrantAudits,
  ...loginAudits,
  ...loginTextAudits,
  ...metadataAudits,
  ...metadataTruthAudits,
  ...viewerAudits,
  ...lookupAudits,
  ...decisionAudits,
  ...userCodeAudits,
  ...userCodeInputAudits,
  ...pageAudits,
  ...pageAddressAudits,
  ...pageDecisionAudits,
  ...pageSignInAudits,
  ...linkedDeviceAudits,
  ...linkedManyAudits,
  ...linkedRefusalAudits,
  ...linkedPageAudits,
  ...crossSiteAudits,
  ...corsAudits,
  ...transportAudits,
  ...malformedAudits,
  ...malformedParameterAudits,
  ...ignoredAudits,
]
