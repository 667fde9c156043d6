import type { HttpAudit } from './http-audits/bench/audit.js'
import { clientAssertionAudits } from './http-audits/client/client-assertions.js'
import { clientAuthenticationAudits } from './http-audits/client/client-authentication.js'
import { clientRefusalAudits } from './http-audits/client/client-refusals.js'
import { deviceAuthorizationAudits } from './http-audits/device/device-authorization.js'
import { deviceAuthorizationRefusalAudits } from './http-audits/device/device-authorization-refusals.js'
import { pollingAudits } from './http-audits/device/polling.js'
import { pollingInTimeAudits } from './http-audits/device/polling-in-time.js'
import { redeemingAudits } from './http-audits/device/redeeming.js'
import { tokenRequestAudits } from './http-audits/device/token-requests.js'
import { tokenStrictnessAudits } from './http-audits/device/token-strictness.js'
import { corsAudits } from './http-audits/every-endpoint/cors.js'
import { crossSiteAudits } from './http-audits/every-endpoint/cross-site.js'
import { ignoredAudits } from './http-audits/every-endpoint/ignored.js'
import { malformedAudits } from './http-audits/every-endpoint/malformed.js'
import { malformedParameterAudits } from './http-audits/every-endpoint/malformed-parameters.js'
import { transportAudits } from './http-audits/every-endpoint/transport.js'
import { metadataAudits } from './http-audits/metadata/metadata.js'
import { metadataTruthAudits } from './http-audits/metadata/metadata-truth.js'
import { linkedPageAudits } from './http-audits/page/linked-page.js'
import { pageAudits } from './http-audits/page/page.js'
import { pageAddressAudits } from './http-audits/page/page-address.js'
import { pageDecisionAudits } from './http-audits/page/page-decision.js'
import { pageSignInAudits } from './http-audits/page/page-sign-in.js'
import { decisionTicketAudits } from './http-audits/person/decision-tickets.js'
import { decisionAudits } from './http-audits/person/decisions.js'
import { linkedDeviceAudits } from './http-audits/person/linked-devices.js'
import { linkedManyAudits } from './http-audits/person/linked-many.js'
import { linkedRefusalAudits } from './http-audits/person/linked-refusals.js'
import { lookupAudits } from './http-audits/person/lookup.js'
import { userCodeInputAudits } from './http-audits/person/user-code-input.js'
import { userCodeAudits } from './http-audits/person/user-codes.js'
import { viewerAudits } from './http-audits/person/viewers.js'
import { introspectRefusalAudits } from './http-audits/tokens/introspect-refusals.js'
import { introspectingAudits } from './http-audits/tokens/introspecting.js'
import { introspectingInTimeAudits } from './http-audits/tokens/introspecting-in-time.js'
import { loginAudits } from './http-audits/tokens/login.js'
import { loginTextAudits } from './http-audits/tokens/login-text.js'
import { passwordGrantAudits } from './http-audits/tokens/password-grant.js'
import { refreshRefusalAudits } from './http-audits/tokens/refresh-refusals.js'
import { refreshingAudits } from './http-audits/tokens/refreshing.js'
import { refreshingInTimeAudits } from './http-audits/tokens/refreshing-in-time.js'
import { revokeRefusalAudits } from './http-audits/tokens/revoke-refusals.js'
import { revokingAudits } from './http-audits/tokens/revoking.js'

export { type AuditBasis, type AuditLevel, canRunAudit, type HttpAudit } from './http-audits/bench/audit.js'
export type {
  AccountFixture,
  AuditFixtures,
  ConfidentialClientFixture,
  PublicClientFixture,
} from './http-audits/bench/fixtures.js'
export type {
  AuditNeed,
  AuditRequest,
  AuditResponse,
  AuditTarget,
  DisabledFixture,
} from './http-audits/bench/target.js'

/**
 * The obligations of the endpoints to clients and browsers, as test cases for any test runner. An audit sees only HTTP.
 * An adapter or a whole server passes them all, or says which one it does not pass and why. The `basis` of an audit says
 * whether a standard states its obligation, or devicegrant promises it beyond the standards.
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
  ...introspectingInTimeAudits,
  ...introspectRefusalAudits,
  ...passwordGrantAudits,
  ...loginAudits,
  ...loginTextAudits,
  ...metadataAudits,
  ...metadataTruthAudits,
  ...viewerAudits,
  ...lookupAudits,
  ...decisionTicketAudits,
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
