import type { AuditServerOptions } from '../audit-server-options.js'
import { isLoopback, readAddress } from '../find/addresses.js'
import { CannotAudit } from '../find/cannot-audit.js'
import { endpointMembers, endpointNames } from '../find/endpoints.js'
import type { FoundServer } from '../find/find-server.js'

/** Returns the origins that the caller named. Only these get requests. */
export function originsOf({ server, endpoints = {}, origins = [] }: AuditServerOptions): ReadonlySet<string> {
  const named = endpointNames.flatMap((name) => {
    const address = endpoints[name]
    return address === undefined ? [] : [readAddress(address, endpointMembers[name]).origin]
  })
  return new Set([
    readAddress(server, 'server').origin,
    ...named,
    ...origins.map((origin) => readAddress(origin, 'origins').origin),
  ])
}

/**
 * Refuses to send a secret in clear text over a network.
 *
 * @throws CannotAudit if a client has a secret, and an endpoint that would get it has no TLS and is not on this machine.
 */
export function refuseUnsafeSecrets({ client, otherClient }: AuditServerOptions, { endpoints }: FoundServer): void {
  if (client.clientSecret === undefined && otherClient?.clientSecret === undefined) return
  const unsafe = Object.entries(endpoints)
    .filter(([name]) => name !== 'jwks')
    .map(([, address]) => new URL(address))
    .find((url) => url.protocol !== 'https:' && !isLoopback(url))
  if (unsafe !== undefined) {
    throw new CannotAudit(`${unsafe.href} has no TLS, so a client secret would cross the network in clear text`)
  }
}
