import { isBag } from '../../misuse/option-names.js'
import type { DeviceGrantOptions } from '../options.js'
import { checkClients } from './clients.js'
import { missing } from './functions.js'
import { checkStores } from './stores.js'

/** Returns the problems of the host's ports. A port may have other members. */
export function checkPorts(options: DeviceGrantOptions): readonly string[] {
  return [
    ...checkStores(options),
    ...checkClients(options),
    ...missing('accounts', options.accounts, ['findAccount']),
    ...missing('tokens', options.tokens, ['issue']),
    ...checkTokenIssuer(options),
    ...checkTokensWithoutGrant(options),
    ...checkAssertions(options),
  ]
}

/** Returns the problems of the hooks, which receive events, faults and warnings. */
export function checkHooks(options: DeviceGrantOptions): readonly string[] {
  return [
    ...notCallable('events', options.events),
    ...notCallable('onFault', options.onFault),
    ...notCallable('onWarning', options.onWarning),
    ...notCallable('hostSessions.endAll', options.hostSessions?.endAll),
  ]
}

// RFC 9068 §4: a resource server compares the `iss` of a token with the issuer as text.
function checkTokenIssuer({ issuer, tokens }: DeviceGrantOptions): readonly string[] {
  const named: unknown = Reflect.get(Object(tokens), 'issuer')
  if (typeof named !== 'string' || typeof issuer !== 'string' || named === issuer) return []
  return [
    `tokens has the issuer ${JSON.stringify(named)}, but the option issuer is ${JSON.stringify(issuer)}: use the same text for both`,
  ]
}

function checkTokensWithoutGrant({ tokensWithoutGrant = 'accept', stores }: DeviceGrantOptions): readonly string[] {
  if (!['accept', 'refuse'].includes(tokensWithoutGrant)) return ["tokensWithoutGrant must be 'accept' or 'refuse'"]
  if (tokensWithoutGrant === 'accept' || Reflect.get(Object(stores), 'families') !== undefined) return []
  return ["tokensWithoutGrant can be 'refuse' only with stores.families: without it the library looks up no grant"]
}

function checkAssertions({ clientAssertions }: DeviceGrantOptions): readonly string[] {
  if (!isBag(clientAssertions)) return []
  return [
    ...missing('clientAssertions.verifier', clientAssertions.verifier, ['verify']),
    ...(['issuer', 'issuerOrEndpoint'].includes(clientAssertions.audience ?? 'issuer')
      ? []
      : ["clientAssertions.audience must be 'issuer' or 'issuerOrEndpoint'"]),
  ]
}

function notCallable(name: string, given: unknown): readonly string[] {
  return given === undefined || typeof given === 'function' ? [] : [`${name} must be a function`]
}
