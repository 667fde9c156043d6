import { day, minute } from '../../machine/time.js'
import { type ConfigurationProblem, invalid, problem } from '../../misuse/configuration-error.js'
import { warningCodes } from '../../misuse/configuration-warning.js'
import { isBag } from '../../misuse/option-names.js'
import { unknownWords } from '../../misuse/option-words.js'
import { isTexts } from '../../misuse/texts.js'
import { isHttpsUrl } from '../../service/text/urls.js'
import type { RuntimeOptions } from '../options/runtime-options.js'
import type { DeviceGrantOptions } from '../options.js'
import { checkClients } from './clients.js'
import { missing, missingIn } from './functions.js'
import { owner } from './names.js'
import { checkStores } from './stores.js'
import { checkTokens } from './tokens.js'

/** Returns the problems of the host's ports. A port may have other members. */
export function checkPorts(options: DeviceGrantOptions): readonly ConfigurationProblem[] {
  return [
    ...checkStores(options),
    ...checkClients(options),
    ...missing('accounts', options.accounts, ['findAccount']),
    ...checkTokens(options),
    ...checkTokensWithoutGrant(options),
    ...checkAssertions(options),
    ...checkDpop(options),
  ]
}

// The functions of the ports that a host may leave out. With `passwordLogin`, `findByUsername` is checked elsewhere.
const optionalFunctions = {
  clients: ['registerClient'],
  accounts: ['findOrganizations', 'findClaims', 'replacePasswordHash'],
  tokens: ['verify', 'jwks'],
  hostSessions: ['endAll'],
} as const

/** Returns the problems of the hooks, which receive events, faults and warnings. */
export function checkHooks(options: DeviceGrantOptions): readonly ConfigurationProblem[] {
  return [
    ...notCallable('challenge', options.challenge),
    ...notCallable('locateAddress', options.locateAddress),
    ...notCallable('assurance', options.assurance),
    ...checkApprovalNotices(options),
    ...notCallable('events', options.events),
    ...notCallable('onFault', options.onFault),
    ...notCallable('onWarning', options.onWarning),
    ...checkAcceptedWarnings(options.acceptWarnings),
    ...checkTelemetry(options),
    ...Object.entries(optionalFunctions).flatMap(([path, names]) => {
      const port: unknown = Reflect.get(options, path)
      return names.flatMap((name) => notCallable(`${path}.${name}`, Reflect.get(Object(port), name)))
    }),
    ...checkRuntime(options.runtime),
  ]
}

function checkApprovalNotices({
  approvalNotices,
  stores,
}: Pick<DeviceGrantOptions, 'approvalNotices' | 'stores'>): readonly ConfigurationProblem[] {
  if (!isBag(approvalNotices)) return []
  const { linkLifetime = day } = approvalNotices
  const isLifetime = Number.isFinite(linkLifetime) && linkLifetime >= 60 * minute && linkLifetime <= 365 * day
  const message =
    'approvalNotices needs stores.families: without it the link "this was not me" could not end the access of a device'
  return [
    ...missing('approvalNotices', approvalNotices, ['send']),
    ...(isLifetime ? [] : [invalid('approvalNotices.linkLifetime', 'must be in milliseconds, from an hour to a year')]),
    ...(Reflect.get(Object(stores), 'families') === undefined
      ? [problem('family-store-missing', 'approvalNotices', message)]
      : []),
  ]
}

function checkTelemetry(options: DeviceGrantOptions): readonly ConfigurationProblem[] {
  const { telemetry } = options
  if (telemetry === undefined) return []
  return [
    ...missingIn('telemetry', telemetry, ['startRequest', 'startPortCall']),
    ...['event', 'fault'].flatMap((name) => notCallable(`telemetry.${name}`, Reflect.get(Object(telemetry), name))),
  ]
}

const runtimeFunctions: Readonly<Record<keyof RuntimeOptions, readonly string[]>> = {
  random: ['fill'],
  digester: ['digest'],
  sealer: ['seal', 'open'],
}

function checkAcceptedWarnings(accepted: unknown = []): readonly ConfigurationProblem[] {
  if (!Array.isArray(accepted)) {
    return [invalid('acceptWarnings', "must be a list of codes of warnings, such as ['stores-in-memory']")]
  }
  return unknownWords(owner, 'acceptWarnings', accepted, warningCodes)
}

// A member that is `undefined` would replace the default.
function checkRuntime(runtime: unknown): readonly ConfigurationProblem[] {
  if (!isBag(runtime)) return []
  return Object.entries(runtimeFunctions).flatMap(([name, functions]) =>
    name in runtime ? missingIn(`runtime.${name}`, Reflect.get(runtime, name), functions) : [],
  )
}

function checkTokensWithoutGrant({
  tokensWithoutGrant = 'accept',
  stores,
}: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (!['accept', 'refuse'].includes(tokensWithoutGrant)) {
    return [invalid('tokensWithoutGrant', "must be 'accept' or 'refuse'")]
  }
  if (tokensWithoutGrant === 'accept' || Reflect.get(Object(stores), 'families') !== undefined) return []
  const message =
    "tokensWithoutGrant can be 'refuse' only with stores.families: without it the library looks up no grant"
  return [problem('family-store-missing', 'tokensWithoutGrant', message)]
}

function checkAssertions({ clientAssertions }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (!isBag(clientAssertions)) return []
  return [
    ...missing('clientAssertions.verifier', clientAssertions.verifier, ['verify']),
    ...(['issuer', 'issuerOrEndpoint'].includes(clientAssertions.audience ?? 'issuer')
      ? []
      : [invalid('clientAssertions.audience', "must be 'issuer' or 'issuerOrEndpoint'")]),
  ]
}

function checkDpop({ dpop }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (!isBag(dpop)) return []
  const { verifier, nonces = 'whenLate', alternateBaseUrls = [] } = dpop
  const areUrls = isTexts(alternateBaseUrls) && alternateBaseUrls.every(isBaseUrl)
  return [
    ...missing('dpop.verifier', verifier, ['verify']),
    ...(['whenLate', 'always'].includes(nonces) ? [] : [invalid('dpop.nonces', "must be 'whenLate' or 'always'")]),
    ...(areUrls
      ? []
      : [
          invalid(
            'dpop.alternateBaseUrls',
            'must be a list of https URLs without a query and without a slash at the end',
          ),
        ]),
  ]
}

function isBaseUrl(url: string): boolean {
  return isHttpsUrl(url) && !/[?#]|\/$/.test(url)
}

function notCallable(name: string, given: unknown): readonly ConfigurationProblem[] {
  return given === undefined || typeof given === 'function' ? [] : [invalid(name, 'must be a function')]
}
