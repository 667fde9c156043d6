import { forwardedHeaders } from '../../http/callers/forwarded.js'
import { rangeNames, readAddressRanges } from '../../machine/addresses/address-range.js'
import { type ConfigurationProblem, invalid, problem } from '../../misuse/configuration-error.js'
import { isBag, printed, unknownOptions } from '../../misuse/option-names.js'
import { isTexts } from '../../misuse/texts.js'
import type { DeviceGrantOptions } from '../options.js'
import { owner } from './names.js'

const option = 'trustedProxies'
// A larger number is a mistake, and would let callers choose their address.
const mostHops = 20

/** Returns the problems of the proxies. A proxy that is written wrongly would silently never match a peer. */
export function checkProxies(options: DeviceGrantOptions): readonly ConfigurationProblem[] {
  const { trustedProxies: proxies }: { readonly trustedProxies?: unknown } = options
  return [...checkTrusted(proxies), ...checkHeader(options.forwardedHeader, proxies)]
}

function checkTrusted(proxies: unknown): readonly ConfigurationProblem[] {
  if (proxies === undefined || typeof proxies === 'function') return []
  if (isTexts(proxies)) return proxies.flatMap(checkProxy)
  if (isBag(proxies)) return checkHops(proxies)
  const message = `${option} must be a list such as ['10.0.0.1', '10.0.0.0/8', 'loopback'], or { hops: 1 }, or a function`
  return [problem('trusted-proxies-invalid', option, message)]
}

function checkProxy(text: string): readonly ConfigurationProblem[] {
  const ranges = readAddressRanges(text)
  if (ranges.length === 0) {
    const message = `${option} has ${printed(text)}: write an IP address, a range such as 10.0.0.0/8, or one of the names ${rangeNames.join(', ')}. Host names are not supported`
    return [problem('trusted-proxies-invalid', option, message)]
  }
  if (ranges.every(({ length }) => length > 0)) return []
  const message = `${option} has ${printed(text)}, which contains every address, so every caller could choose its own: name the range of your proxies, or set { hops } to their number`
  return [problem('trusted-proxies-everybody', option, message)]
}

function checkHops(given: object): readonly ConfigurationProblem[] {
  const unknown = unknownOptions(owner, given, { hops: true }, option)
  const { hops }: { readonly hops?: unknown } = given
  if (unknown.length > 0 || (Number.isInteger(hops) && Number(hops) >= 1 && Number(hops) <= mostHops)) return unknown
  const message = `${option}.hops must be the number of proxies in front of this server, from 1 to ${mostHops}`
  return [problem('trusted-proxies-invalid', `${option}.hops`, message)]
}

function checkHeader(header: unknown, proxies: unknown): readonly ConfigurationProblem[] {
  if (header === undefined) return []
  if (!forwardedHeaders.some((known) => known === header)) {
    return [invalid('forwardedHeader', `must be ${forwardedHeaders.map((known) => `'${known}'`).join(' or ')}`)]
  }
  if (proxies !== undefined && typeof proxies !== 'function') return []
  const message = `forwardedHeader is not used: no header is read if ${option} is missing or a function. Remove it, or name your proxies in ${option}`
  return [problem('forwarded-header-unused', 'forwardedHeader', message)]
}
