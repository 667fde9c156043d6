import type { Clock, DeviceAuthorizationStore, OnceStore, TokenFamilyStore } from '@devicegrant/core'
import type { JWK } from 'jose'

/** What the host keeps. */
export interface Stores {
  readonly store: DeviceAuthorizationStore
  readonly families: TokenFamilyStore
  readonly used: OnceStore
  /** The private key that signs tokens. */
  readonly signingKey: JWK
  /** What time it is for all who share these stores. That of this machine where nobody shares them. */
  readonly clock?: Clock
  /** Lets go of the database, if there is one. */
  close(): Promise<void>
}
