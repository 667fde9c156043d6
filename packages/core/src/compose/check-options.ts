import { ConfigurationError, problem } from '../misuse/configuration-error.js'
import { isBag } from '../misuse/option-names.js'
import { checkLimits } from './checks/limits.js'
import { checkNames, owner } from './checks/names.js'
import { checkPage } from './checks/page.js'
import { checkPolicy, checkTimeout } from './checks/policy.js'
import { checkHooks, checkPorts } from './checks/ports.js'
import { checkProxies } from './checks/proxies.js'
import { checkSecret } from './checks/secret.js'
import { checkDialects } from './checks/served/dialects.js'
import { checkMetadata } from './checks/served/metadata.js'
import { checkUserCodes } from './checks/served/user-codes.js'
import { checkSignIn } from './checks/sign-in.js'
import { checkCors, checkUrls } from './checks/urls.js'
import type { DeviceGrantOptions } from './options.js'

export { ConfigurationError } from '../misuse/configuration-error.js'

/** The options of a device grant after the check. */
export interface CheckedOptions extends DeviceGrantOptions {
  readonly secret: string | Uint8Array
}

/**
 * Checks the options of `createDeviceGrant`.
 *
 * @throws {ConfigurationError} One error that lists every problem.
 */
export function checkOptions(options: DeviceGrantOptions): asserts options is CheckedOptions {
  if (!isBag(options)) {
    const needed = 'issuer, secret, stores, clients, accounts, tokens, and passwordLogin or hostSessions'
    const message = `${owner} takes an object of options: it requires ${needed}`
    throw new ConfigurationError([problem('options-missing', '', message)])
  }
  const problems = [
    // First, because a misspelled option often explains what is missing below.
    ...checkNames(options),
    ...checkUrls(options),
    ...checkProxies(options),
    ...checkCors(options),
    ...checkMetadata(options),
    ...checkSecret(options.secret),
    ...checkPorts(options),
    ...checkDialects(options),
    ...checkHooks(options),
    ...checkPolicy(options),
    ...checkLimits(options),
    ...checkUserCodes(options),
    ...checkSignIn(options),
    ...checkPage(options),
    ...checkTimeout(options),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
}
