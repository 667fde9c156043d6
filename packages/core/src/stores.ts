/**
 * What a writer of a store needs: the interfaces of the stores and the types of their records. `@devicegrant/testing` has
 * the cases that prove a store.
 *
 * @packageDocumentation
 */

export type {
  Approval,
  ApprovedAuthorization,
  AuthorizationFacts,
  Confirmation,
  DeniedAuthorization,
  DeviceAuthorization,
  PendingAuthorization,
  RedeemedAuthorization,
} from './machine/authorization.js'
export type {
  DeviceCodeDigest,
  Named,
  RefreshTokenDigest,
  SealedResponse,
  TicketId,
  UserCodeDigest,
} from './machine/names.js'
export type {
  EndedFamily,
  EndReason,
  FamilyPosition,
  GrantFacts,
  GrantOrigin,
  LiveFamily,
  Rotation,
  SpentToken,
  TokenFamily,
} from './machine/token-family.js'
export type { DeviceAuthorizationStore, Polled, Versioned } from './ports/authorization-store.js'
export type { JtiStore } from './ports/client-assertions.js'
export type {
  FamilyCaps,
  FamilyCreation,
  FamilyListing,
  FamilyPage,
  TokenFamilyStore,
  VersionedFamily,
} from './ports/token-family-store.js'
