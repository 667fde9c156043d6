import { availableParallelism } from 'node:os'
import { createSystemRuntime } from '../defaults/system.js'
import { cookieNameBelow, createCookieJar } from '../http/cookies.js'
import { withCors } from '../http/cors.js'
import { documentRoutes } from '../http/document-routes.js'
import { createMountCheck } from '../http/entries/mount.js'
import { createForwardedWarning } from '../http/forwarded-warning.js'
import { serveRoutes } from '../http/handler.js'
import type { HttpRequest, Mountable } from '../http/message.js'
import { protocolRoutes } from '../http/protocol-routes.js'
import { canonicalAddresses, requesterOf } from '../http/requester.js'
import { problemResponse } from '../http/responses.js'
import type { Route } from '../http/route.js'
import type { Requester } from '../machine/authorization.js'
import { second } from '../machine/time.js'
import type { UserCodeReading } from '../machine/user-code.js'
import { checkOptionNames } from '../misuse/option-names.js'
import type { FaultReporter, Runtime } from '../ports/runtime.js'
import { type Guard, guardTokens } from '../service/call/guarded-ports.js'
import { createGuard, createRequestTime } from '../service/call/time-budget.js'
import {
  createService,
  type DeviceGrantService,
  type ServiceOptions,
  type SharingService,
} from '../service/create-service.js'
import type { HashingLimits } from '../service/password/hashing-gate.js'
import { readText } from '../service/records/read-record.js'
import { readSessionRecord } from '../service/records/records.js'
import type { AskingParts, PageOptions, VerificationDeps } from '../verification/deps.js'
import { jsonRoutes } from '../verification/json/json-routes.js'
import { linkedRoutes } from '../verification/json/linked-routes.js'
import { pageRoutes } from '../verification/page-routes.js'
import { linkedLink } from '../verification/places.js'
import { createPageSessions } from '../verification/session.js'
import type { HostSessions } from '../verification/viewer.js'
import type { Dialect } from '../wire/dialect.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { describeApi, type OpenApiDocument, type OpenApiFacts } from '../wire/openapi.js'
import { servedDialect } from '../wire/served.js'
import { digesterOf, sealerOf } from './issuer-namespace.js'
import { type DeviceGrantOptions, firstPartyClient, type PasswordLoginOptions } from './options.js'
import { type ResolvedOptions, resolveOptions } from './resolve-options.js'
import { serviceStores } from './service-stores.js'
import { wiringWarnings } from './wiring-warnings.js'

/** A device grant to mount. Pass it to a door, such as `nodeListener`, or to an adapter. */
export interface DeviceGrant extends Mountable {
  /** The operations without HTTP. */
  readonly service: DeviceGrantService
  /**
   * Returns an OpenAPI 3.1 document of the protocol endpoints. It is made from the tables and schemas that the handler
   * uses.
   *
   * @param facts `title` is `page.serviceName` by default, and `version` is `'1'`.
   * @throws {ConfigurationError} If `facts` has an unknown name.
   */
  openApi(facts?: Partial<Pick<OpenApiFacts, 'title' | 'version'>>): OpenApiDocument
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
 * const issuer = 'http://localhost:3000'
 * const grant = createDeviceGrant({
 *   issuer,
 *   secret: process.env.DEVICEGRANT_SECRET,
 *   stores: createMemoryStores(),
 *   clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }],
 *   accounts,
 *   tokens: createJwtIssuer({ issuer, keys: [await generateSigningKey()] }),
 *   passwordLogin: { hasher: createArgon2Hasher(), scopes: ['read'] },
 * })
 * createServer(nodeListener(grant)).listen(3000)
 * ```
 */
export function createDeviceGrant(given: DeviceGrantOptions): DeviceGrant {
  const options = resolveOptions(given)
  const runtime = runtimeOf(options)
  const report = neverThrowing(options.onFault ?? printFault)
  const place = placeOf(options)
  const service = createService(serviceParts(options, place, runtime, report))
  const warn = options.onWarning ?? printWarning
  for (const warning of wiringWarnings(options)) warn(warning)
  const reports = { report, warn: neverFailing(warn, report) }
  const served = place.dialects.map((dialect) => servedDialect(dialect, service.operations))
  const [first = rfc8628] = served
  const routes = routesOf(options, { ...place, dialects: served }, runtime, service, reports)
  const { handler, respondToFault } = serveRoutes(routes, (refusal) => problemResponse(first, refusal), report)
  return {
    service,
    handler: withCors(handler, routes),
    respondToFault,
    mountedAt: createMountCheck(options, reports.warn),
    openApi: (facts = {}) => {
      checkOptionNames('openApi', facts, { title: true, version: true })
      const { serviceName } = pageOf(options)
      return describeApi(served, { title: serviceName, version: '1', ...facts, baseUrl: place.baseUrl })
    },
  }
}

// A digester or sealer of the host does not know the issuer, so the issuer is added to its input.
function runtimeOf({ secret, issuer, stores, runtime = {} }: ResolvedOptions): Runtime {
  const { digester } = runtime
  const { clock } = stores
  const joined = { ...createSystemRuntime({ secret, issuer }), ...runtime, ...(clock && { clock }) }
  return {
    ...joined,
    ...(digester && { digester: digesterOf(issuer, digester) }),
    sealer: sealerOf(issuer, joined.sealer),
  }
}

/** The URLs and dialects of the grant. */
interface Place {
  readonly issuer: string
  /** Has no slash at the end. */
  readonly baseUrl: string
  readonly dialects: readonly Dialect[]
}

function placeOf({ issuer, baseUrl = issuer, dialects = [rfc8628] }: ResolvedOptions): Place {
  return { issuer, baseUrl: baseUrl.replace(/\/$/, ''), dialects }
}

/** The hooks of the host that a request can call. Neither of them throws. */
interface Reports {
  readonly report: FaultReporter
  readonly warn: (warning: string) => void
}

function routesOf(
  options: ResolvedOptions,
  place: Place,
  runtime: Runtime,
  service: SharingService,
  { report, warn }: Reports,
): readonly Route[] {
  const { issuer, baseUrl, dialects } = place
  const proxies = canonicalAddresses(options.trustedProxies ?? [])
  const lookAtForwarded = createForwardedWarning(proxies, warn)
  const callerOf = (request: HttpRequest): Requester => {
    lookAtForwarded(request)
    return requesterOf(request, proxies)
  }
  const verification = { ...verificationParts(options, place, runtime, service), requesterOf: callerOf, report }
  const { tokens } = verification
  const assertionAlgorithms = options.clientAssertions?.verifier.algorithms ?? []
  const corsOrigins = options.cors?.origins ?? []
  const protocol = { service, issuer, baseUrl, requesterOf: callerOf, corsOrigins }
  return [
    ...dialects.flatMap((dialect) => protocolRoutes({ ...protocol, dialect })),
    ...documentRoutes({ dialects, issuer, baseUrl, tokens, assertionAlgorithms, corsOrigins }),
    ...pagesOf(dialects).flatMap((dialect) =>
      verificationRoutes({ ...verification, dialect, reading: readingOf(dialect, dialects) }),
    ),
  ]
}

// Dialects with the same page path share one page.
function pagesOf(dialects: readonly Dialect[]): readonly Dialect[] {
  const byPath = new Map(dialects.toReversed().map((dialect) => [dialect.verification.path, dialect]))
  return [...byPath.values()].toReversed()
}

// People also paste the link of another dialect's page.
function readingOf({ userCode }: Dialect, dialects: readonly Dialect[]): UserCodeReading {
  return { ...userCode, linkParameters: dialects.map(({ verification }) => verification.codeParameter) }
}

function verificationRoutes(deps: VerificationDeps): readonly Route[] {
  const linked = 'linked' in linkedLink(deps) ? linkedRoutes(deps) : []
  return [...jsonRoutes(deps), ...linked, ...pageRoutes(deps)]
}

function verificationParts(
  options: ResolvedOptions,
  { issuer, baseUrl }: Place,
  runtime: Runtime,
  service: SharingService,
): Omit<VerificationDeps, 'dialect' | 'reading' | 'requesterOf' | 'report'> {
  const { hostSessions, passwordLogin } = options
  const { origin, pathname, protocol } = new URL(baseUrl)
  const basePath = pathname.replace(/\/$/, '')
  const cookieName = cookieNameBelow(basePath, 'devicegrant-session')
  const asking = (service: DeviceGrantService, guard: Guard): AskingParts => ({
    service,
    tokens: guardTokens(options.tokens, guard),
    ...(hostSessions && { hostSessions: guardSessions(hostSessions, baseUrl, guard) }),
  })
  return {
    ...asking(service, createGuard(options.timeout)),
    askingForOneRequest() {
      const time = createRequestTime(options.timeout)
      return asking(service.forOneRequest(time), time.guard)
    },
    sessions: createPageSessions(runtime, createCookieJar(cookieName, protocol === 'https:'), issuer),
    ...(passwordLogin && { firstPartyClientId: firstPartyClient(passwordLogin) }),
    origin,
    basePath,
    clock: runtime.clock,
    page: pageOf(options),
  }
}

function guardSessions(sessions: HostSessions, baseUrl: string, guarded: Guard): HostSessions {
  return {
    async find(request) {
      const call = 'hostSessions.find'
      const found = await guarded(call, () => sessions.find(request))
      return readSessionRecord(found, { call, record: 'a session of the host' })
    },
    signInUrl: (returnTo, who) =>
      new URL(readText('hostSessions.signInUrl', sessions.signInUrl(returnTo, who)), baseUrl).href,
    ...(sessions.endAll && {
      endAll: (subject: string, request: HttpRequest) =>
        guarded('hostSessions.endAll', async () => sessions.endAll?.(subject, request)),
    }),
  }
}

function pageOf({ issuer, page }: ResolvedOptions): PageOptions {
  return { serviceName: new URL(issuer).hostname, scopeDescriptions: {}, ...page }
}

function serviceParts(options: ResolvedOptions, place: Place, runtime: Runtime, report: FaultReporter): ServiceOptions {
  const { clients, accounts, tokens, policy, events, passwordLogin } = options
  return {
    runtime,
    ...serviceStores(options),
    clients,
    accounts,
    tokens,
    report,
    ...(options.tokensWithoutGrant && { tokensWithoutGrant: options.tokensWithoutGrant }),
    ...(options.timeout !== undefined && { timeout: options.timeout }),
    ...(policy && { policy }),
    organizationDialects: place.dialects.flatMap(({ name, organizations }) => (organizations === true ? [name] : [])),
    ...(events && { events }),
    ...(passwordLogin && { passwordLogin: loginParts(passwordLogin, pageOf(options).serviceName) }),
  }
}

function loginParts(login: PasswordLoginOptions, serviceName: string): NonNullable<ServiceOptions['passwordLogin']> {
  const { hasher, scopes, defaultScopes = [], passwordGrant = false, clientName = serviceName } = login
  return {
    hasher,
    passwordGrant,
    firstParty: {
      clientId: firstPartyClient(login),
      name: clientName,
      verified: true,
      authMethods: ['none'],
      grantTypes: ['refresh_token'],
      scopes,
      defaultScopes,
    },
    limits: { ...defaultLimits(), ...login.limits },
  }
}

// Hashes run on the four threads of libuv. One of them stays free for the rest of the process.
function defaultLimits(): HashingLimits {
  const permits = Math.min(availableParallelism(), 3)
  return { permits, queue: permits * 16, longestWait: 2 * second }
}

// If `onFault` throws or rejects, the request must still succeed.
function neverThrowing(report: FaultReporter): FaultReporter {
  const send = async (fault: unknown, during: string): Promise<void> => report(fault, during)
  return (fault, during) => {
    send(fault, during).catch((failure: unknown) => {
      printFault(fault, during)
      printFault(failure, 'onFault')
    })
  }
}

// If `onWarning` throws, the request that led to the warning must still succeed.
function neverFailing(warn: (warning: string) => void, report: FaultReporter): (warning: string) => void {
  const send = async (warning: string): Promise<void> => warn(warning)
  return (warning) => void send(warning).catch((failure: unknown) => report(failure, 'onWarning'))
}

function printWarning(warning: string): void {
  console.warn(`devicegrant: warning: ${warning}`)
}

function printFault(fault: unknown, during: string): void {
  console.error(`devicegrant: ${during}:`, fault)
}
