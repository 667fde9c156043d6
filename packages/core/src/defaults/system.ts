import { hasFewCharacters } from '../misuse/few-characters.js'
import { checkOptionNames } from '../misuse/option-names.js'
import type { Ambient, Digester } from '../ports/ambient.js'
import { systemClock } from './clock.js'
import { createDigester } from './digester.js'
import { createSystemRandom } from './random.js'
import { createSealer } from './sealer.js'

/** What the real world needs to be told. */
export interface SystemAmbientOptions {
  /**
   * Keys the digests that stores hold. At least 32 characters or bytes, from a random source; the same on every server
   * of one store and after every restart. Never stored, never logged.
   */
  readonly secret: string | Uint8Array
  /**
   * The issuer that the digests belong to. Two issuers with one secret have no digest in common.
   *
   * @defaultValue none: the digests belong to the secret alone
   */
  readonly issuer?: string
}

/**
 * The real world: the clock of this machine, random bytes of the operating system, digests keyed with the secret, and
 * sealing. Throws a `TypeError` or `RangeError` when the secret is missing, too short, or of a few different characters.
 */
export function createSystemAmbient(options: SystemAmbientOptions): Ambient {
  checkOptionNames('createSystemAmbient', options, { secret: true, issuer: true })
  const random = createSystemRandom()
  return { clock: systemClock, random, digester: digesterOf(options), sealer: createSealer(random) }
}

function digesterOf({ secret, issuer }: SystemAmbientOptions): Digester {
  const digester = createDigester(secret, issuer)
  if (!hasFewCharacters(secret)) return digester
  throw new RangeError('secret: it has only a few different characters, make one with openssl rand -hex 32')
}
