import type { Policy } from '../../machine/policy.js'
import type { ConfigurationProblem } from '../../misuse/configuration-error.js'
import {
  isBag,
  misspelledMembers,
  misspelledOptions,
  type OptionNames,
  unknownOptions,
} from '../../misuse/option-names.js'
import type { AccountDirectory } from '../../ports/account-directory.js'
import type { ClientRegistry } from '../../ports/client-registry.js'
import type { RiskPolicy } from '../../ports/hooks/risk-policy.js'
import type { HostSessions } from '../../ports/host-sessions.js'
import type { Stores } from '../../ports/stores.js'
import type { TokenIssuer, TokenIssuerFactory } from '../../ports/token-issuer.js'
import type { HashingLimits } from '../../service/password/hashing-gate.js'
import type { PageOptions } from '../../verification/page-options.js'
import type { ApprovalNoticeOptions } from '../options/approval-notice-options.js'
import type { ClientAssertionOptions } from '../options/client-assertion-options.js'
import type { CorsOptions } from '../options/cors-options.js'
import type { DpopOptions } from '../options/dpop-options.js'
import type { MetadataOptions } from '../options/metadata-options.js'
import type { PasswordLoginOptions } from '../options/password-login-options.js'
import type { RuntimeOptions } from '../options/runtime-options.js'
import type { DeviceGrantOptions } from '../options.js'

/** The name in messages of the function that takes these options. */
export const owner = 'createDeviceGrant'

const options: OptionNames<DeviceGrantOptions> = {
  issuer: true,
  baseUrl: true,
  secret: true,
  stores: true,
  clients: true,
  accounts: true,
  tokens: true,
  tokensWithoutGrant: true,
  clientAssertions: true,
  dpop: true,
  passwordLogin: true,
  hostSessions: true,
  policy: true,
  limits: true,
  challenge: true,
  locateAddress: true,
  approvalNotices: true,
  riskPolicy: true,
  assurance: true,
  timeout: true,
  page: true,
  trustedProxies: true,
  forwardedHeader: true,
  cors: true,
  metadata: true,
  events: true,
  onFault: true,
  onWarning: true,
  acceptWarnings: true,
  telemetry: true,
  dialects: true,
  allowInsecureIssuer: true,
  runtime: true,
}

const passwordLogin: OptionNames<PasswordLoginOptions> = {
  hasher: true,
  scopes: true,
  defaultScopes: true,
  clientId: true,
  clientName: true,
  secondFactor: true,
  passwordGrant: true,
  limits: true,
}

const limits: OptionNames<HashingLimits> = { permits: true, queue: true, longestWait: true }

const clientAssertions: OptionNames<ClientAssertionOptions> = { verifier: true, audience: true }

const dpop: OptionNames<DpopOptions> = { verifier: true, nonces: true, alternateBaseUrls: true }

const approvalNotices: OptionNames<ApprovalNoticeOptions> = { send: true, linkLifetime: true }

const policy: OptionNames<Policy> = {
  lifetime: true,
  interval: true,
  intervalGrowth: true,
  intervalCeiling: true,
  replayWindow: true,
  tombstone: true,
  refreshLifetime: true,
  refreshIdle: true,
  refreshReplayWindow: true,
  grantsPerAccount: true,
  grantsPerClient: true,
  accountsPerCode: true,
}

const page: OptionNames<PageOptions> = {
  serviceName: true,
  scopeDescriptions: true,
  language: true,
  messages: true,
  translations: true,
  accent: true,
  logo: true,
  css: true,
  helpUrl: true,
  privacyUrl: true,
  render: true,
  csp: true,
}

const cors: OptionNames<CorsOptions> = { origins: true }

const metadata: OptionNames<MetadataOptions> = {
  scopes: true,
  claims: true,
  acrValues: true,
  authorizationEndpoint: true,
}

const stores: OptionNames<Stores> = { authorizations: true, families: true, jtis: true, limits: true, clock: true }

const runtime: OptionNames<RuntimeOptions> = { random: true, digester: true, sealer: true }

// Each option of `createDeviceGrant` that is an object of options, in the order of the problems.
const levels = {
  passwordLogin,
  clientAssertions,
  dpop,
  approvalNotices,
  policy,
  page,
  cors,
  metadata,
  runtime,
} as const

// A name that is known at another level, such as `families`, is most likely meant there.
const paths: readonly string[] = [
  ...Object.keys(options),
  ...Object.entries({ stores, ...levels, 'passwordLogin.limits': limits }).flatMap(([path, names]) =>
    Object.keys(names).map((name) => `${path}.${name}`),
  ),
]

const accounts: OptionNames<AccountDirectory> = {
  findAccount: true,
  findByUsername: true,
  findClaims: true,
  findOrganizations: true,
  replacePasswordHash: true,
}

const clients: OptionNames<ClientRegistry> = { findClient: true, registerClient: true }

const tokens: OptionNames<TokenIssuer & TokenIssuerFactory> = {
  issue: true,
  verify: true,
  jwks: true,
  idTokenAlgorithms: true,
  issuer: true,
  audience: true,
  volatile: true,
  forIssuer: true,
}

const hostSessions: OptionNames<HostSessions> = { find: true, signInUrl: true, endAll: true }

const riskPolicy: OptionNames<RiskPolicy> = { onStart: true, onView: true, onDecide: true }

// The ports with functions that a host may leave out. A misspelled one would never be called.
const ports = { clients, accounts, tokens, hostSessions, riskPolicy } as const

/**
 * Returns a problem for each unknown option name, at every level. `stores` and the ports may have other members: in them
 * only misspelled names are refused.
 */
export function checkNames(given: DeviceGrantOptions): readonly ConfigurationProblem[] {
  const { passwordLogin: login } = given
  return [
    ...unknownOptions(owner, given, options, '', paths),
    ...misspelledOptions(owner, given.stores, stores, 'stores'),
    ...Object.entries(levels).flatMap(([path, names]) =>
      unknownOptions(owner, Reflect.get(given, path), names, path, paths),
    ),
    ...Object.entries(ports).flatMap(([path, names]) =>
      misspelledMembers(owner, Reflect.get(given, path), names, path),
    ),
    ...(isBag(login) ? unknownOptions(owner, login.limits, limits, 'passwordLogin.limits', paths) : []),
  ]
}
