import { env } from 'node:process'
import type { DeviceGrantOptions } from './options.js'

/** What is configured against good advice, each in words that say what to do. */
export function wiringWarnings(options: DeviceGrantOptions): readonly string[] {
  return [
    ...aboutPasswordGrant(options),
    ...aboutVerifying(options),
    ...(env['NODE_ENV'] === 'production' ? [...aboutVolatileStores(options), ...aboutVolatileKeys(options)] : []),
  ]
}

function aboutPasswordGrant({ passwordLogin }: DeviceGrantOptions): readonly string[] {
  if (passwordLogin?.passwordGrant !== true) return []
  return [
    'the password grant is on: clients that have it among their grants see the passwords of people, and no second factor ' +
      'is asked for. RFC 9700 §2.4 says that it must not be used; POST /login and the device grant are safer.',
  ]
}

function aboutVerifying({ families, tokens }: DeviceGrantOptions): readonly string[] {
  if (families === undefined || tokens.verify !== undefined) return []
  return [
    'families is given, and tokens has no verify: access tokens can be neither revoked nor introspected, and no person ' +
      'decides with one. Give tokens a verify, as createJwtIssuer has, or leave families out.',
  ]
}

function aboutVolatileStores({ store, families, clientAssertions }: DeviceGrantOptions): readonly string[] {
  const volatile = Object.entries({ store, families, 'clientAssertions.used': clientAssertions?.used }).flatMap(
    ([name, kept]) => (kept?.volatile === true ? [name] : []),
  )
  if (volatile.length === 0) return []
  return [
    `NODE_ENV is production, and ${inWords(volatile)} ${volatile.length > 1 ? 'keep' : 'keeps'} everything in the memory ` +
      'of this process: a restart loses it, and another process does not know it. Use openRedisStores of ' +
      '@devicegrant/store-redis, or stores of your own.',
  ]
}

function aboutVolatileKeys({ tokens }: DeviceGrantOptions): readonly string[] {
  if (tokens.volatile !== true) return []
  return [
    'NODE_ENV is production, and the key that signs tokens was made at this start: after a restart, and in another ' +
      'process, its tokens are refused. Call generateSigningKey once, keep what it returns where secrets are kept, and ' +
      'give that to createJwtIssuer.',
  ]
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
