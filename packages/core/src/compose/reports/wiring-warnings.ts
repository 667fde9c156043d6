import { env } from 'node:process'
import { type ConfigurationWarning, warningOf } from '../../misuse/configuration-warning.js'
import type { ResolvedOptions } from '../resolve-options.js'

/** Returns a warning for each insecure setting. Each says what to do. */
export function wiringWarnings(options: ResolvedOptions): readonly ConfigurationWarning[] {
  return [
    ...aboutPasswordGrant(options),
    ...aboutVerifying(options),
    ...aboutLimits(options),
    ...aboutVolatileKeys(options),
    ...(isProduction() ? aboutVolatileStores(options) : []),
  ]
}

function aboutPasswordGrant({ passwordLogin }: ResolvedOptions): readonly ConfigurationWarning[] {
  if (passwordLogin?.passwordGrant !== true) return []
  return [
    warningOf(
      'password-grant-on',
      'the password grant is on: clients that may use it receive the passwords of people, and there is no second factor. ' +
        'RFC 9700 §2.4 says that it must not be used: use POST /login or the device grant instead.',
    ),
  ]
}

function aboutVerifying({ stores, tokens }: ResolvedOptions): readonly ConfigurationWarning[] {
  if (stores.families === undefined || tokens.verify !== undefined) return []
  return [
    warningOf(
      'tokens-without-verify',
      'stores.families is set, but tokens has no function verify: access tokens can be neither revoked nor introspected, and no ' +
        'person can decide with one. Add verify to tokens (createJwtIssuer has it), or remove stores.families.',
    ),
  ]
}

function aboutLimits({ limits, stores }: ResolvedOptions): readonly ConfigurationWarning[] {
  if (limits === false) {
    return [
      warningOf(
        'limits-off',
        'the limits are off: anybody may guess user codes and passwords, and fill the store. Use limits: false in tests only.',
      ),
    ]
  }
  if (stores.limits !== undefined) return []
  return [
    warningOf(
      'limits-per-process',
      'stores.limits is missing: each process counts guesses and starts for itself, so with several processes there can be that many ' +
        'times as many. Add limits to stores: openRedisStores of @devicegrant/store-redis has them.',
    ),
  ]
}

function aboutVolatileStores({
  stores,
  clientAssertions,
  dpop,
  passwordLogin,
}: ResolvedOptions): readonly ConfigurationWarning[] {
  const { authorizations, families, jtis, limits } = stores
  const usesJtis = (clientAssertions ?? dpop ?? passwordLogin?.secondFactor) !== undefined
  const used = { authorizations, families, limits, ...(usesJtis && { jtis }) }
  const volatile = Object.entries(used).flatMap(([name, kept]) => (kept?.volatile === true ? [`stores.${name}`] : []))
  if (volatile.length === 0) return []
  return [
    warningOf(
      'stores-in-memory',
      `NODE_ENV is production, but ${inWords(volatile)} ${volatile.length > 1 ? 'keep' : 'keeps'} all records in the memory ` +
        'of this process: a restart loses them, and other processes do not see them. Use openRedisStores of ' +
        "@devicegrant/store-redis, or your own stores. If that is what you want: acceptWarnings: ['stores-in-memory'].",
    ),
  ]
}

// Stores that outlive the process, or are shared by several, need a key that does so too.
function aboutVolatileKeys({ tokens, stores }: ResolvedOptions): readonly ConfigurationWarning[] {
  if (tokens.volatile !== true || (stores.authorizations.volatile === true && !isProduction())) return []
  return [
    warningOf(
      'signing-key-not-stored',
      'the key that signs tokens was generated at this start: its tokens are refused after a ' +
        'restart, and in other processes. Make a key once with "npx devicegrant keygen", store it with your secrets, and pass it ' +
        'to createJwtIssuer.',
    ),
  ]
}

/** Returns whether `NODE_ENV` says that this process serves real people. */
export function isProduction(): boolean {
  return env['NODE_ENV'] === 'production'
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
