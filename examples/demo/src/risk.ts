import {
  type AddressLocator,
  createNetworkMatcher,
  createProximityPolicy,
  type DeviceGrantOptions,
} from '@devicegrant/core'
import type { Settings } from './settings.js'

// The networks of documentation (RFC 5737), so that X-Forwarded-For can play a device far away.
const cities = [
  { isIn: createNetworkMatcher(['192.0.2.0/24']), name: 'Berlin, Germany', region: 'DE' },
  { isIn: createNetworkMatcher(['198.51.100.0/24']), name: 'São Paulo, Brazil', region: 'BR' },
  { isIn: createNetworkMatcher(['203.0.113.0/24']), name: 'Sydney, Australia', region: 'AU' },
]

const locateAddress: AddressLocator = (address) => {
  const city = cities.find(({ isIn }) => isIn(address))
  return city && { name: city.name, region: city.region }
}

/** Returns the options that judge requests. */
export function riskOptionsOf({ risk }: Settings): Pick<DeviceGrantOptions, 'riskPolicy' | 'locateAddress'> {
  return risk === undefined ? {} : { riskPolicy: createProximityPolicy({ far: risk }), locateAddress }
}
