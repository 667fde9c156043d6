import type { AddressLocator } from '../../ports/hooks/address-locator.js'
import type { Assurance } from '../../ports/hooks/assurance.js'
import type { Challenge } from '../../ports/hooks/challenge.js'

/** The functions of the host that a device grant asks before it shows or decides something. */
export interface HookOptions {
  /**
   * Called when a limit refuses a sign-in, a user code or a start, for each refused request. Lets the request pass once, or
   * sends the person to a page of the host with a challenge, such as a CAPTCHA. Never called for the limits of an account
   * that somebody tries to sign in to.
   *
   * @defaultValue none: every such request is refused
   */
  readonly challenge?: Challenge
  /**
   * Finds out where an IP address is, in words for people. The page shows the place of the device that asks for access.
   *
   * @defaultValue none: the page shows the address alone
   */
  readonly locateAddress?: AddressLocator
  /**
   * Says whether the sign-in of a person has a level that a device demands with `acr_values` (RFC 9470 §4), or where the person
   * can reach it.
   *
   * @defaultValue none: only the `acr` of `hostSessions` counts, and a request that demands another level is denied
   */
  readonly assurance?: Assurance
}
