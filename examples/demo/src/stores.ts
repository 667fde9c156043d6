import type { Stores } from '@devicegrant/core'
import type { JWK } from 'jose'

/** The stores and the signing key of the host. */
export interface HostStores extends Required<Omit<Stores, 'clock'>>, Pick<Stores, 'clock'> {
  /** The private key that signs tokens. */
  readonly signingKey: JWK
  /** Closes the connection to the database, if there is one. */
  close(): Promise<void>
}
