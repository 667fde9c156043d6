import type { Clock, DeviceAuthorizationStore, JtiStore, TokenFamilyStore } from '@devicegrant/core'
import type { JWK } from 'jose'

/** The stores and the signing key of the host. */
export interface Stores {
  readonly store: DeviceAuthorizationStore
  readonly families: TokenFamilyStore
  readonly used: JtiStore
  /** The private key that signs tokens. */
  readonly signingKey: JWK
  /** The clock of all processes that share these stores. If absent, the clock of the system. */
  readonly clock?: Clock
  /** Closes the connection to the database, if there is one. */
  close(): Promise<void>
}
