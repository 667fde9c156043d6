/**
 * What a writer of a store needs: the interfaces of the stores, the types of their records, and the checks of options.
 * `@devicegrant/testing` has the cases that prove a store.
 *
 * @packageDocumentation
 */

export { createLimitStore, type LimitStoreOptions } from './defaults/limits/limit-store.js'
export type { AuthenticationDemand, ReplacedGrant } from './machine/authentication.js'
export type {
  Approval,
  ApprovedAuthorization,
  AuthorizationFacts,
  DeniedAuthorization,
  DeviceAuthorization,
  PendingAuthorization,
  RedeemedAuthorization,
  Requester,
} from './machine/authorization.js'
export type { EndReason } from './machine/families/end-reason.js'
export type {
  Confirmation,
  EndedFamily,
  FamilyPosition,
  GrantFacts,
  GrantOrigin,
  LiveFamily,
  Rotation,
  SpentToken,
  TokenFamily,
} from './machine/families/token-family.js'
export {
  forgetLimitAt,
  type LimitRule,
  type LimitSettlement,
  type LimitState,
  type RateRule,
  type Reservation,
  type ReservedLimit,
  reserveLimit,
  type StreakRule,
  settleLimit,
} from './machine/limits/limit.js'
export type {
  ClientId,
  CodeChallenge,
  DeviceCodeDigest,
  GrantId,
  Named,
  OpenerDigest,
  RefreshTokenDigest,
  SealedResponse,
  Subject,
  TicketId,
  UserCodeDigest,
} from './machine/names.js'
export type { Revocation, RevokedWindow } from './machine/revocation.js'
export type { StartRisk } from './machine/risk/assessment.js'
export { checkOptionNames, type OptionNames } from './misuse/option-names.js'
export { checkOptionWords } from './misuse/option-words.js'
export type { DeviceAuthorizationStore, Polled, Versioned } from './ports/authorization-store.js'
export type { LimitStore } from './ports/limit-store.js'
export type { JtiStore } from './ports/proving/client-assertions.js'
export type {
  FamilyCaps,
  FamilyCreation,
  FamilyListing,
  FamilyPage,
  TokenFamilyStore,
  VersionedFamily,
} from './ports/token-family-store.js'
