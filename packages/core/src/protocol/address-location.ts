import type { LocalText } from './local-text.js'

/** Where an IP address is, as far as a database knows. */
export interface AddressLocation {
  /** The place in words for people, such as `Berlin, Germany`, also by language: `{ en: 'Munich', de: 'München' }`. */
  readonly name: LocalText
  /**
   * A key of the region, such as `DE-BE` (ISO 3166-2) or `DE`. Two addresses with equal keys are in one region; how large it
   * is, the host decides.
   *
   * @defaultValue none: two equal names are one region
   */
  readonly region?: string
}
