import { DeviceLoginError } from '../failures/device-login-error.js'

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether an address is encrypted, or does not leave this computer. */
export function isSafeAddress(address: URL): boolean {
  return address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback(address))
}

/** Whether an address is of this computer. */
export function isLoopback({ hostname }: URL): boolean {
  return loopback.test(hostname)
}

/**
 * Reads an address that the server or the developer has given.
 *
 * @throws DeviceLoginError with the code `insecure` if it is no address, or neither encrypted nor of this computer.
 */
export function safeAddress(text: string, what: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined
  if (address !== undefined && isSafeAddress(address) && address.username === '' && address.password === '')
    return address
  throw new DeviceLoginError({
    code: 'insecure',
    problem: `The ${what} ${JSON.stringify(text.slice(0, 200))} must be an https address without a password; http is only for this computer.`,
  })
}
