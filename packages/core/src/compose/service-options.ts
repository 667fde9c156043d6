import { availableParallelism } from 'node:os'
import { second } from '../machine/time.js'
import type { JtiStore } from '../ports/proving/client-assertions.js'
import type { FaultReporter, Runtime } from '../ports/runtime.js'
import type { ServiceOptions } from '../service/create-service.js'
import type { HashingLimits } from '../service/password/hashing-gate.js'
import type { GuardedTelemetry } from '../service/telemetry/guard-telemetry.js'
import { approvalNoticesOf } from './approval-notices.js'
import { firstPartyClient, type PasswordLoginOptions } from './options/password-login-options.js'
import type { ResolvedOptions } from './resolve-options.js'
import { type Place, serviceNameOf } from './routes.js'
import { limitsOf } from './service-limits.js'
import { serviceStores } from './service-stores.js'

/** Returns the options of the service for the options of a device grant. */
export function serviceOptionsOf(
  options: ResolvedOptions,
  place: Place,
  runtime: Runtime,
  report: FaultReporter,
  telemetry: GuardedTelemetry | undefined,
): ServiceOptions {
  const { clients, accounts, tokens, policy, events, passwordLogin } = options
  const limits = limitsOf(options, place.baseUrl)
  const notices = approvalNoticesOf(options, place)
  return {
    runtime,
    ...serviceStores(options, place.baseUrl),
    clients,
    accounts,
    tokens,
    tokenRules: { defaultAudience: tokens.audience ?? options.issuer, clock: runtime.clock },
    report,
    ...(options.hostSessions && { hostSessions: options.hostSessions }),
    ...(options.locateAddress && { locateAddress: options.locateAddress }),
    ...(notices && { notices }),
    ...(options.riskPolicy && { riskPolicy: options.riskPolicy }),
    ...(options.assurance && { assurance: { ask: options.assurance, baseUrl: place.baseUrl } }),
    ...(options.tokensWithoutGrant && { tokensWithoutGrant: options.tokensWithoutGrant }),
    ...(options.timeout !== undefined && { timeout: options.timeout }),
    ...(policy && { policy }),
    ...(limits && { limits }),
    organizationDialects: place.dialects.flatMap(({ name, organizations }) => (organizations === true ? [name] : [])),
    ...(events && { events }),
    ...(telemetry && { telemetry }),
    ...(passwordLogin && { passwordLogin: loginOptionsOf(passwordLogin, serviceNameOf(options), options.stores.jtis) }),
  }
}

function loginOptionsOf(
  login: PasswordLoginOptions,
  serviceName: string,
  jtis: JtiStore | undefined,
): NonNullable<ServiceOptions['passwordLogin']> {
  const { hasher, scopes, defaultScopes = [], passwordGrant = false, clientName = serviceName, secondFactor } = login
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
    ...(secondFactor && jtis && { secondFactor: { factor: secondFactor, jtis } }),
  }
}

// Hashes run on the four threads of libuv. One of them stays free for the rest of the process.
function defaultLimits(): HashingLimits {
  const permits = Math.min(availableParallelism(), 3)
  return { permits, queue: permits * 16, longestWait: 2 * second }
}
