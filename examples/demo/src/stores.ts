import type { Stores } from '@devicegrant/core'
import type { JWK } from 'jose'

/** The private keys of the token issuer. */
export interface IssuerKeys {
  readonly signingKey: JWK
  /** Signs the ID tokens. If it is absent, `signingKey` signs them too. */
  readonly idTokenKey?: JWK
}

/** The stores and the signing keys of the host. */
export interface HostStores extends IssuerKeys, Required<Omit<Stores, 'clock'>>, Pick<Stores, 'clock'> {
  /** Closes the connection to the database, if there is one. */
  close(): Promise<void>
}
