import { isIP } from 'node:net'

const names: readonly string[] = ['loopback', 'linklocal', 'uniquelocal']

/** The allowed values of `TRUST_PROXY`, for an error message. */
export const proxyForm: string = `IP addresses, ranges such as 10.0.0.0/8, and the names ${names.join(', ')}, separated by commas`

/** Returns whether the text is an address, a range that does not contain every address, or a name of ranges. */
export function isProxy(text: string): boolean {
  if (names.includes(text)) return true
  const [, address = '', bits] = /^([^/%]*)(?:\/([1-9]\d{0,2}))?$/.exec(text) ?? []
  const version = isIP(address)
  return version !== 0 && (bits === undefined || Number(bits) <= (version === 4 ? 32 : 128))
}
