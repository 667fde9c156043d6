import { DeviceLoginError } from '../failures/device-login-error.js'
import type { GrantedTokens } from '../server/request-tokens.js'

/**
 * Refuses tokens that are bound to no key although they must be, or to a key that this device does not have (RFC 9449 §5).
 *
 * @throws DeviceLoginError with the code `refused`.
 */
export function checkBinding({ tokenType }: GrantedTokens, hasKey: boolean, isWanted: boolean): void {
  if (tokenType === 'dpop' ? hasKey : !isWanted) return
  const description = hasKey
    ? 'the tokens are not bound to the key of this device'
    : 'the tokens are bound to another key'
  throw new DeviceLoginError({ code: 'refused', error: 'invalid_response', description })
}
