import { systemClock } from '../../defaults/clock.js'
import { createResponseWriter } from '../../http/dialect-responses.js'
import { fetchEverything } from '../../http/entries/fetch.js'
import { asAnswerTo, serveRoutes } from '../../http/handler.js'
import type { HttpResponse, Mountable } from '../../http/message.js'
import { ConfigurationError, problem } from '../../misuse/configuration-error.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { startCall } from '../../service/call/call.js'
import { rfc8628 } from '../../wire/dialects/rfc8628/rfc8628.js'
import type { DeviceGrant } from '../create-device-grant.js'
import { reportsOf } from '../reports/reports.js'
import { createGrantCache } from './grant-cache.js'
import { createRealmFinder, isRealmName, pathOfRealm, type RealmPath } from './realm-paths.js'
import { checkRealmsOptions, type RealmsOptions } from './realms-options.js'

/** Many device grants behind one door. Pass it to a door, such as `nodeListener`, or to an adapter, like a device grant. */
export interface Realms extends Mountable {
  /**
   * Returns the device grant of a realm, for the host's own routes and for the operations without HTTP. `undefined` if
   * there is no such realm. It is the grant that serves requests, while it is kept.
   *
   * @throws {PortFault} If `findGrant` fails or takes too long.
   *
   * @example
   * ```ts
   * const grant = await realms.find('demo')
   * const verdict = await grant?.bearer({ scope: ['read'] })(request.headers.authorization)
   * ```
   */
  find(realm: string): Promise<DeviceGrant | undefined>
  /**
   * Drops the grant of a realm from the memory of this process. Call it in every process when a realm is removed or its
   * settings change. The next request calls `findGrant` again.
   */
  forget(realm: string): void
  /** Serves a WHATWG `Request` like `fetch` of a device grant, with 404 for paths and realms that are not served. */
  readonly fetch: (request: Request) => Promise<Response>
}

/**
 * Serves a device grant for each realm, below a path with its name. `findGrant` makes the grant of a realm when it is first
 * needed. A realm has its own issuer, so its codes, tokens and sessions are unknown in every other realm.
 *
 * A name has 1 to 100 of the characters `A-Z a-z 0-9 . _ -`, and no dot at the start. Capitals count. Other names, and
 * realms that do not exist, are not served: the host responds.
 *
 * @throws {ConfigurationError} One error that lists every wrong option.
 *
 * @example
 * ```ts
 * const realms = createRealms({
 *   baseUrl: 'https://login.example.com',
 *   path: '/realms/{realm}',
 *   findGrant: (realm, baseUrl) =>
 *     realm === 'demo' ? createDeviceGrant({ ...options, issuer: baseUrl }) : undefined,
 * })
 * createServer(nodeListener(realms)).listen(3000)
 * ```
 */
export function createRealms(given: RealmsOptions): Realms {
  const { baseUrl, path, findGrant, mostGrants, timeout, onFault } = checkRealmsOptions(given)
  const { report } = reportsOf({ ...(onFault && { onFault }) })
  const findRealm = createRealmFinder(path, new URL(baseUrl).pathname.replace(/\/$/, ''))
  const cache = createGrantCache<DeviceGrant>({
    async make(realm) {
      const urlOfRealm = baseUrl + pathOfRealm(path, realm)
      const grant = (await findGrant(realm, urlOfRealm)) ?? undefined
      if (grant !== undefined) checkPlaceOf(grant, realm, urlOfRealm)
      return grant
    },
    most: mostGrants,
    timeout,
  })
  // The dialect of a realm is known only with its grant.
  const refuse = createResponseWriter(rfc8628, { issuer: baseUrl, baseUrl, clock: systemClock })
  const { respondToFault } = serveRoutes({ routes: [], refuse, report, startCall: () => startCall() })

  async function serveFound(request: HttpRequest, place: RealmPath): Promise<HttpResponse | undefined> {
    try {
      const grant = await cache.find(place.realm)
      return await grant?.handler(requestFor(request, place))
    } catch (fault) {
      return asAnswerTo(request.method, respondToFault(fault, `finding the grant of the realm ${place.realm}`))
    }
  }

  const mountable: Mountable = {
    async handler(request) {
      const place = findRealm(request.path)
      if (place === undefined) return undefined
      const grant = cache.kept(place.realm)
      return grant === undefined ? serveFound(request, place) : grant.handler(requestFor(request, place))
    },
    respondToFault(fault, during, at = '') {
      const place = findRealm(at)
      const grant = place && cache.kept(place.realm)
      return grant === undefined ? respondToFault(fault, during) : grant.respondToFault(fault, during, place?.path)
    },
    // The option `baseUrl` is required, and says where the mount is.
    mountedAt: () => {},
  }
  return {
    ...mountable,
    find: async (realm) => (isRealmName(realm) ? cache.find(realm) : undefined),
    forget: cache.forget,
    fetch: fetchEverything(mountable),
  }
}

// Adapters add members that are not enumerable, such as the request of their framework.
function requestFor(request: HttpRequest, { path }: RealmPath): HttpRequest {
  const { path: _path, ...others } = Object.getOwnPropertyDescriptors(request)
  return Object.defineProperties({ ...request, path }, others)
}

// Two realms with one issuer would accept the codes and tokens of each other. The URL of a realm has its name, so an issuer
// at or below it belongs to no other realm.
function checkPlaceOf(grant: DeviceGrant, realm: string, wanted: string): void {
  if (typeof Object(grant).describe !== 'function') {
    const message = `findGrant must return what createDeviceGrant returns, or undefined, for the realm ${realm}`
    throw new ConfigurationError([problem('realm-grant-invalid', 'findGrant', message)])
  }
  const { baseUrl, issuer } = grant.describe()
  const fits = baseUrl === wanted && (issuer === wanted || issuer.startsWith(`${wanted}/`))
  if (fits) return
  const message =
    `the grant of the realm ${realm} must have the baseUrl ${wanted}, and an issuer that is this URL or is below it. ` +
    `It has the baseUrl ${baseUrl} and the issuer ${issuer}`
  throw new ConfigurationError([problem('realm-grant-invalid', 'findGrant', message)])
}
