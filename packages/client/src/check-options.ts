import type { DeviceClientOptions } from './device-client-options.js'

/**
 * Refuses options that cannot work, with what to write instead.
 *
 * @throws TypeError
 */
export function checkOptions(options: DeviceClientOptions): void {
  const { issuer, clientId, scope, tokens, dpop, pkce, requestTimeout } = options
  if (typeof issuer !== 'string')
    throw wrong('issuer', "the address of the server, such as 'https://login.example.com'")
  if (typeof clientId !== 'string' || clientId === '') throw wrong('clientId', 'the name of this program at the server')
  if (typeof tokens?.open !== 'function') throw wrong('tokens', 'a place for tokens, such as memoryTokens()')
  if (scope !== undefined && !Array.isArray(scope)) throw wrong('scope', "a list, such as ['read', 'offline_access']")
  checkProtection('dpop', dpop)
  checkProtection('pkce', pkce)
  if (requestTimeout !== undefined && !(requestTimeout > 0)) throw wrong('requestTimeout', 'a number of milliseconds')
}

function checkProtection(name: string, value: unknown): void {
  if (value === undefined || value === 'auto' || value === 'on' || value === 'off') return
  throw wrong(name, "'auto', 'on' or 'off'")
}

function wrong(name: string, expected: string): TypeError {
  return new TypeError(`createDeviceClient: the option ${name} must be ${expected}`)
}
