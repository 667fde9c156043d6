import type { LocalText } from './local-text.js'

/** Where an IP address is, as far as a database knows. */
export interface AddressLocation {
  /** The place in words for people, such as `Berlin, Germany`, also by language: `{ en: 'Munich', de: 'München' }`. */
  readonly name: LocalText
}
