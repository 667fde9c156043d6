import {
  createDeviceGrant,
  createRealms,
  type DeviceGrant,
  type DeviceGrantOptions,
  type Realms,
} from '@devicegrant/core'
import { reportFault } from './messages.js'
import type { RealmGroup } from './realm-catalog.js'

type Revoking = Pick<DeviceGrant['service'], 'revokeGrants'>

/** Creates the realms of a group below the root. Each is made when its first request comes, with the same options. */
export function createRealmsOf(
  { dialect, path, names, issuerPath }: RealmGroup,
  baseUrl: string,
  options: Omit<DeviceGrantOptions, 'issuer' | 'dialects'>,
): Realms {
  return createRealms({
    baseUrl,
    path,
    onFault: reportFault,
    findGrant: (name, url) =>
      names.includes(name)
        ? createDeviceGrant({ ...options, issuer: url + issuerPath, baseUrl: url, dialects: [dialect] })
        : undefined,
  })
}

/** Returns an operation that ends grants at the root and in every realm: a revocation of one issuer is unknown to the others. */
export function revokingEverywhere(
  root: DeviceGrant,
  groups: readonly RealmGroup[],
  realms: readonly Realms[],
): Revoking {
  return {
    async revokeGrants(whose) {
      for (const [index, group] of groups.entries()) {
        for (const name of group.names) await (await realms[index]?.find(name))?.service.revokeGrants(whose)
      }
      return root.service.revokeGrants(whose)
    },
  }
}
