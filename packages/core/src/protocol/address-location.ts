/** Where an IP address is, as far as a database knows. */
export interface AddressLocation {
  /** The place in words for people, such as `Berlin, Germany`. */
  readonly name: string
}
