import type { Policy } from '../../machine/policy.js'
import { isBag, type OptionNames, unknownOptions } from '../../misuse/option-names.js'
import type { Runtime } from '../../ports/runtime.js'
import type { HashingLimits } from '../../service/password/hashing-gate.js'
import type { PageOptions } from '../../verification/deps.js'
import type { ClientAssertionOptions, CorsOptions, DeviceGrantOptions, PasswordLoginOptions } from '../options.js'

/** The name in messages of the function that takes these options. */
export const owner = 'createDeviceGrant'

const options: OptionNames<DeviceGrantOptions> = {
  issuer: true,
  baseUrl: true,
  secret: true,
  store: true,
  clients: true,
  accounts: true,
  tokens: true,
  families: true,
  tokensWithoutGrant: true,
  clientAssertions: true,
  passwordLogin: true,
  hostSessions: true,
  policy: true,
  timeout: true,
  page: true,
  trustedProxies: true,
  cors: true,
  events: true,
  onFault: true,
  onWarning: true,
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
  passwordGrant: true,
  limits: true,
}

const limits: OptionNames<HashingLimits> = { permits: true, queue: true, longestWait: true }

const clientAssertions: OptionNames<ClientAssertionOptions> = { verifier: true, used: true, audience: true }

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
}

const page: OptionNames<PageOptions> = { serviceName: true, scopeDescriptions: true }

const cors: OptionNames<CorsOptions> = { origins: true }

const runtime: OptionNames<Runtime> = { clock: true, random: true, digester: true, sealer: true }

/** Returns a problem for each unknown option name, at every level. The members of a port are not checked. */
export function checkNames(given: DeviceGrantOptions): readonly string[] {
  const { passwordLogin: login } = given
  return [
    ...unknownOptions(owner, given, options),
    ...unknownOptions(owner, login, passwordLogin, 'passwordLogin'),
    ...(isBag(login) ? unknownOptions(owner, login.limits, limits, 'passwordLogin.limits') : []),
    ...unknownOptions(owner, given.clientAssertions, clientAssertions, 'clientAssertions'),
    ...unknownOptions(owner, given.policy, policy, 'policy'),
    ...unknownOptions(owner, given.page, page, 'page'),
    ...unknownOptions(owner, given.cors, cors, 'cors'),
    ...unknownOptions(owner, given.runtime, runtime, 'runtime'),
  ]
}
