/**
 * The OAuth 2.0 Device Authorization Grant (RFC 8628) for an existing server: a pure state machine behind a small
 * storage interface and a small HTTP interface.
 *
 * @packageDocumentation
 */

export { createDeviceGrant, type DeviceGrant } from './compose/create-device-grant.js'
export type { GrantBearerRule } from './compose/grant-bearer.js'
export type { ListedClient } from './compose/listed-clients.js'
export type { ApprovalNoticeOptions, ApprovalNoticesOption } from './compose/options/approval-notice-options.js'
export type { CorsOptions } from './compose/options/cors-options.js'
export type { DpopOptions } from './compose/options/dpop-options.js'
export type { MetadataOptions } from './compose/options/metadata-options.js'
export type { PasswordLoginOptions } from './compose/options/password-login-options.js'
export type { DeviceGrantOptions } from './compose/options.js'
export { createRealms, type Realms } from './compose/realms/create-realms.js'
export type { RealmsOptions } from './compose/realms/realms-options.js'
export type { GrantDescription, StoreKind } from './compose/reports/description.js'
export {
  createStatelessRegistration,
  type StatelessRegistration,
  type StatelessRegistrationOptions,
} from './compose/stateless-registration.js'
export { createNetworkMatcher, type NetworkMatcher } from './defaults/risk/network-matcher.js'
export {
  createProximityPolicy,
  type ProximityPolicy,
  type ProximityPolicyOptions,
} from './defaults/risk/proximity-policy.js'
export { createSystemRuntime } from './defaults/system.js'
export type { AuthenticationOptions, AuthenticationRule } from './http/authentication/authentication-rule.js'
export type { BearerCheck, BearerVerdict } from './http/bearer/bearer-check.js'
export { type BearerRule, createBearerCheck } from './http/bearer/create-bearer-check.js'
export type { ResourceRequest } from './http/bearer/resource-request.js'
export type { ResourceDpopOptions } from './http/bearer/standalone-proofs.js'
export type { ForwardedHeader } from './http/callers/forwarded.js'
export type { TrustedProxies } from './http/callers/trusted-proxies.js'
export { type FetchHandler, fetchHandler } from './http/entries/fetch.js'
export { type NodeListener, nodeListener } from './http/entries/node.js'
export { safeReturnTo } from './http/return-to.js'
export type { Authentication } from './machine/authentication.js'
export { defaultPolicy, type Policy } from './machine/policy.js'
export type { GrantLifetimes, RiskAssessment, RiskReason, RiskVerdict } from './machine/risk/assessment.js'
export { judgeProximity, type Proximity, type Whereabouts } from './machine/risk/proximity.js'
export type { Duration, Instant } from './machine/time.js'
export { ConfigurationError, type ConfigurationProblem } from './misuse/configuration-error.js'
export type { ConfigurationWarning, WarningCode } from './misuse/configuration-warning.js'
export type { Account, AccountDirectory, ClaimsRequest, PersonClaims } from './ports/account-directory.js'
export type { RegisteredClient, RegistrationRefusal, RegistrationRequest } from './ports/client-registration.js'
export type { Client, ClientRegistry, GrantType } from './ports/client-registry.js'
export type { LimitLane, LimitSurface, RiskMoment, SecurityEvent } from './ports/events.js'
export type { Found, MaybePromise } from './ports/found.js'
export type { AddressLocator } from './ports/hooks/address-locator.js'
export type { ApprovalNotice, SendApprovalNotice } from './ports/hooks/approval-notice.js'
export type { AskedAssurance, Assurance, AssuranceVerdict } from './ports/hooks/assurance.js'
export type { AskedChallenge, Challenge, ChallengeSurface, ChallengeVerdict } from './ports/hooks/challenge.js'
export type {
  DecideFacts,
  RiskClient,
  RiskOrigin,
  RiskPolicy,
  RiskRequester,
  RiskViewer,
  StartFacts,
  ViewFacts,
} from './ports/hooks/risk-policy.js'
export type { FactorMethod, PresentedFactor, SecondFactor } from './ports/hooks/second-factor.js'
export type { HostSession, HostSessions, NotSignedIn } from './ports/host-sessions.js'
export type { HttpRequest } from './ports/http-request.js'
export type { PasswordHasher } from './ports/password-hasher.js'
export type { AssertionClaims, AssertionVerifier, PublicKey } from './ports/proving/client-assertions.js'
export type { ProofClaims, ProofVerifier } from './ports/proving/proofs.js'
export type {
  Clock,
  Digester,
  DigestPurpose,
  EventSink,
  FaultReporter,
  Random,
  Runtime,
  Sealer,
} from './ports/runtime.js'
export type { Stores } from './ports/stores.js'
export type {
  Observation,
  ObservedFault,
  PortCallResult,
  RequestResult,
  RequestStart,
  Telemetry,
} from './ports/telemetry/telemetry.js'
export type { PortName, PortOutcome, RequestOperation, RequestOutcome } from './ports/telemetry/words.js'
export type {
  AccessTokenClaims,
  IssuedTokens,
  TokenIssuer,
  TokenIssuerFactory,
  TokenOccasion,
  TokenRequest,
} from './ports/token-issuer.js'
export type { AddressLocation } from './protocol/address-location.js'
export type {
  AuthorizationView,
  DecisionRequest,
  LinkedDevice,
  LinkedDevices,
  LookUpRequest,
  Refusal,
  Viewer,
} from './protocol/interaction.js'
export type { LocalText } from './protocol/local-text.js'
export type { Organization, Organizations } from './protocol/organization.js'
export { type FactorRequest, isProblem, type Problem } from './protocol/problem.js'
export type { ShownRisk } from './protocol/shown-risk.js'
export type { Call } from './service/call/call.js'
export { PortFault, type ProbeResult, RecordFault } from './service/call/faults.js'
export { digestClientSecret } from './service/client/client-secret.js'
export type { FactorAnswer, FactorPassed } from './service/password/second-factor/check-factor.js'
export type { SignedInAccount } from './service/password/signed-in-account.js'
export type { DeviceGrantService } from './service/service.js'
export type { PageSources } from './verification/brand/policy.js'
export type { LanguageOptions, PageLanguage } from './verification/language/languages.js'
export type { LanguageLink, LookLogo, PageLook } from './verification/page/look.js'
export type {
  CodePage,
  ConfirmPage,
  HiddenField,
  LinkedDeviceFacts,
  LinkedDeviceRow,
  LinkedPage,
  MessagePage,
  NotMePage,
  OrganizationChoice,
  PageForm,
  PageModel,
  PageMoment,
  RequesterClaims,
  ResultPage,
  ScopeChoice,
  SignInPage,
  UnlinkedPage,
  UnlinkPage,
} from './verification/page/models.js'
export type { RiskNotice } from './verification/page/notes/risk-notice.js'
export type { FactorChoice, SecondFactorPage } from './verification/page/second-factor/second-factor-model.js'
export type { PageLogo, PageOptions, RenderPage } from './verification/page-options.js'
export type { PageTexts, TextWith } from './verification/texts/page-texts.js'
