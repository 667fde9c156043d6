import { createSystemRuntime } from '../defaults/system.js'
import type { BearerCheck } from '../http/bearer/bearer-check.js'
import { createRequesterReader } from '../http/callers/requester.js'
import { visitOf } from '../http/callers/visit.js'
import { createResponseWriter } from '../http/dialect-responses.js'
import { fetchEverything } from '../http/entries/fetch.js'
import { createMountCheck } from '../http/entries/mount.js'
import { type HandlerDeps, serveRoutes } from '../http/handler.js'
import type { Mountable } from '../http/message.js'
import { withCors } from '../http/origins/cors.js'
import { checkOptionNames } from '../misuse/option-names.js'
import type { Runtime } from '../ports/runtime.js'
import { visiting } from '../service/call/call.js'
import type { ProbeResult } from '../service/call/faults.js'
import { createService } from '../service/create-service.js'
import { notingService } from '../service/noting-service.js'
import type { DeviceGrantService } from '../service/service.js'
import { requestObserver } from '../service/telemetry/observed-request.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { describeApi, type OpenApiDocument, type OpenApiFacts } from '../wire/openapi/openapi.js'
import { servedDialect } from '../wire/served.js'
import { createGrantBearer, type GrantBearerRule } from './grant-bearer.js'
import { digesterOf, sealerOf } from './issuer-namespace.js'
import type { DeviceGrantOptions } from './options.js'
import { describeGrant, type GrantDescription } from './reports/description.js'
import { reportsOf } from './reports/reports.js'
import { isProduction, wiringWarnings } from './reports/wiring-warnings.js'
import { type ResolvedOptions, resolveOptions } from './resolve-options.js'
import { type Place, routesOf, serviceNameOf } from './routes.js'
import { serviceOptionsOf } from './service-options.js'

/** A device grant to mount. Pass it to a door, such as `nodeListener`, or to an adapter. */
export interface DeviceGrant extends Mountable {
  /** The operations without HTTP. */
  readonly service: DeviceGrantService
  /**
   * Returns a check for the host's own routes: it accepts the tokens of this grant that have not expired, are for the right
   * audience and are not revoked. The value of the `Authorization` header is enough for Bearer tokens (RFC 6750). A token
   * that is bound to a key also needs the proof, the method and the URL of the request (RFC 9449 §7).
   *
   * @throws {ConfigurationError} If the rule is wrong, or if `tokens` has no function `verify`.
   *
   * @example
   * ```ts
   * const bearer = grant.bearer({ scope: ['read'] })
   * const { method = '', url = '', headers } = request
   * const verdict = await bearer({ method, url, ...headers })
   * ```
   */
  readonly bearer: (rule?: GrantBearerRule) => BearerCheck
  /**
   * Serves a WHATWG `Request`, with 404 for paths that are not served. It needs no `this`: `export default { fetch:
   * grant.fetch }` is a whole server on Deno, Bun and Workers. `fetchHandler` leaves other paths to the host, and takes a
   * prefix and the address of the peer.
   */
  readonly fetch: (request: Request) => Promise<Response>
  /**
   * Returns an OpenAPI 3.1 document of the protocol endpoints. It is made from the tables and schemas that the handler
   * uses.
   *
   * @param facts `title` is `page.serviceName` by default, or the host name of the issuer without it, and `version` is `'1'`.
   * @throws {ConfigurationError} If `facts` has an unknown name.
   */
  openApi(facts?: Partial<Pick<OpenApiFacts, 'title' | 'version'>>): OpenApiDocument
  /**
   * Returns what the grant serves, and with what: paths, stores, limits, proxies, and the warnings of the start. It contains
   * no secret, so the host can log it. `npx devicegrant check` prints it.
   *
   * @example
   * ```ts
   * const { routes, stores } = grant.describe()
   * ```
   */
  describe(): GrantDescription
  /**
   * Calls each store that is used, and the token issuer, once: for a check before a deployment, or of readiness. It reads what
   * does not exist, makes a token for the subject `devicegrant-probe` and throws it away, and what it writes is taken back or
   * forgotten within a minute. Each call has the time of one call to a port, and never rejects.
   *
   * @example
   * ```ts
   * const broken = (await grant.probe()).filter(({ fault }) => fault !== undefined)
   * ```
   */
  probe(): Promise<readonly ProbeResult[]>
}

/**
 * Makes a device grant from the host's ports. Until the first request it does no I/O, draws no random bytes and starts
 * no timer, so a worker may call it while its module loads.
 *
 * @throws {ConfigurationError} One error that lists every wrong option.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createDeviceGrant, nodeListener } from '@devicegrant/core'
 * import { createArgon2Hasher } from '@devicegrant/core/argon2'
 * import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
 * import { createMemoryStores } from '@devicegrant/store-memory'
 * import { accounts } from '../accounts.js'
 *
 * const grant = createDeviceGrant({
 *   issuer: 'http://localhost:3000',
 *   secret: process.env.DEVICEGRANT_SECRET,
 *   stores: createMemoryStores(),
 *   clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }],
 *   accounts,
 *   tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
 *   passwordLogin: { hasher: createArgon2Hasher(), scopes: ['read'] },
 * })
 * createServer(nodeListener(grant)).listen(3000)
 * ```
 */
export function createDeviceGrant(given: DeviceGrantOptions): DeviceGrant {
  const options = resolveOptions(given)
  const runtime = runtimeOf(options)
  const { report, warn, warnAtStart, telemetry } = reportsOf(options)
  const place = placeOf(options)
  const service = createService(serviceOptionsOf(options, place, runtime, report, telemetry))
  const warnings = warnAtStart(wiringWarnings(options))
  const served = place.dialects.map((dialect) => servedDialect(dialect, service.operations))
  const [first = rfc8628] = served
  const observe = telemetry && requestObserver(telemetry)
  const shown = telemetry === undefined ? service : notingService(service)
  const routes = routesOf(options, { place: { ...place, dialects: served }, runtime, service: shown, report })
  const { trustedProxies, forwardedHeader } = options
  const expectsProxy = isProduction() && options.issuer.startsWith('https:')
  const readRequester = createRequesterReader({ trustedProxies, forwardedHeader, expectsProxy, report, warn })
  const { handler, respondToFault } = serveRoutes({
    routes,
    refuse: createResponseWriter(first, { ...place, clock: runtime.clock }),
    report,
    startCall: callStarter(options, place, (request, observed) =>
      service.startCall(() => readRequester(request), observed),
    ),
    observe,
  })
  const mountable: Mountable = {
    handler: withCors(handler, routes, observe),
    respondToFault,
    mountedAt: createMountCheck(options, warn),
  }
  return {
    ...mountable,
    service,
    bearer: createGrantBearer(service, place.baseUrl),
    fetch: fetchEverything(mountable),
    describe: () => describeGrant(options, place, routes, warnings),
    probe: service.probe,
    openApi: (facts = {}) => {
      checkOptionNames('openApi', facts, { title: true, version: true })
      return describeApi(served, { title: serviceNameOf(options), version: '1', ...facts, baseUrl: place.baseUrl })
    },
  }
}

// A digester or sealer of the host does not know the issuer, so the issuer is added to its input.
function runtimeOf({ secret, issuer, stores, runtime = {} }: ResolvedOptions): Runtime {
  const { digester, random, sealer } = runtime
  const { clock } = stores
  return {
    ...createSystemRuntime({ secret, issuer, ...(random && { random }) }),
    ...runtime,
    ...(clock && { clock }),
    ...(digester && { digester: digesterOf(issuer, digester) }),
    ...(sealer && { sealer: sealerOf(issuer, sealer) }),
  }
}

type StartCall = HandlerDeps['startCall']

// Only the hook `challenge` needs the request itself.
function callStarter({ challenge }: ResolvedOptions, { baseUrl }: Place, start: StartCall): StartCall {
  if (challenge === undefined) return start
  const basePath = new URL(baseUrl).pathname.replace(/\/$/, '')
  return (request, observed) => visiting(start(request, observed), visitOf(request, basePath))
}

function placeOf({ issuer, baseUrl = issuer, dialects = [rfc8628] }: ResolvedOptions): Place {
  return { issuer, baseUrl: baseUrl.replace(/\/$/, ''), dialects }
}
