import type { Stores } from '@devicegrant/core'
import type { JWK } from 'jose'

/** The stores and the signing key of the host. */
export interface HostStores extends Required<Omit<Stores, 'clock' | 'limits'>>, Pick<Stores, 'clock' | 'limits'> {
  /** The private key that signs tokens. */
  readonly signingKey: JWK
  /** Closes the connection to the database, if there is one. */
  close(): Promise<void>
}
