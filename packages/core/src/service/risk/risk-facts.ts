import { addressPrefix, sitePrefix } from '../../machine/addresses/address-prefix.js'
import { ageOf } from '../../machine/authentication.js'
import type { DeviceAuthorization, Requester } from '../../machine/authorization.js'
import { judgeProximity } from '../../machine/risk/proximity.js'
import type { Instant } from '../../machine/time.js'
import type { Client } from '../../ports/client-registry.js'
import type { RiskClient, RiskOrigin, RiskRequester, StartFacts, ViewFacts } from '../../ports/hooks/risk-policy.js'
import type { AddressLocation } from '../../protocol/address-location.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { Locations } from './location-of.js'

/** The request of a device for codes. */
export type StartAsked = Pick<DeviceAuthorization, 'dialect' | 'scope' | 'resources' | 'requester'>

/** Returns what a risk policy learns about a start. Each call makes new lists: the policy may change them. */
export function startFacts(asked: StartAsked, client: Client, location: AddressLocation | undefined): StartFacts {
  return {
    client: riskClient(client),
    dialect: asked.dialect,
    scope: [...asked.scope],
    resources: [...asked.resources],
    requester: riskRequester(asked.requester, location),
  }
}

/** A request that a person looks at or decides on. */
export interface Viewed {
  readonly authorization: DeviceAuthorization
  readonly client: Client
  readonly viewer: Viewer
}

/** Returns what a risk policy learns about a request and its viewer. */
export function viewFacts(
  { authorization, client, viewer }: Viewed,
  { location, viewerLocation }: Locations,
  now: Instant,
  { requester: { ip }, addressIsShared }: Call,
): ViewFacts {
  const { subject, authenticatedAt, knownBrowser } = viewer
  // If a proxy is in front that the host does not trust, everybody seems to be in its network.
  const own = addressIsShared ? undefined : ip
  return {
    ...startFacts(authorization, client, location),
    viewer: {
      subject,
      ...riskOrigin(own, viewerLocation),
      sessionAge: ageOf(authenticatedAt, now),
      ...(knownBrowser !== undefined && { knownBrowser }),
    },
    proximity: judgeProximity(
      { ip: authorization.requester.ip, region: regionOf(location) },
      { ip: own, region: regionOf(viewerLocation) },
    ),
    requestedAt: authorization.issuedAt,
  }
}

function riskClient({ clientId, name, verified = false, authMethods }: Client): RiskClient {
  return { clientId, name, verified, authenticated: !authMethods.includes('none') }
}

function riskRequester({ ip, userAgent, label }: Requester, location: AddressLocation | undefined): RiskRequester {
  return {
    ...riskOrigin(ip, location),
    ...(userAgent !== undefined && { userAgent }),
    ...(label !== undefined && { label }),
  }
}

function riskOrigin(ip: string | undefined, location: AddressLocation | undefined): RiskOrigin {
  const network = ip === undefined ? undefined : addressPrefix(ip, sitePrefix)
  return {
    ...(ip !== undefined && { ip }),
    ...(network !== undefined && { network }),
    ...(location && { location: { ...location } }),
  }
}

// A page that says "from Berlin; you are in Berlin" must not warn of another region.
function regionOf(location: AddressLocation | undefined): string | undefined {
  if (location === undefined) return undefined
  const { name, region } = location
  if (region !== undefined) return `key ${region}`
  return `name ${typeof name === 'string' ? name : JSON.stringify(Object.entries(name).sort())}`
}
