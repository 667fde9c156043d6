import { hasFewCharacters } from '../misuse/few-characters.js'
import { checkOptionNames } from '../misuse/option-names.js'
import type { Digester, Random, Runtime } from '../ports/runtime.js'
import { systemClock } from './clock.js'
import { createDigester } from './digester.js'
import { createSystemRandom } from './random.js'
import { createSealer } from './sealer.js'

/** The options of `createSystemRuntime`. */
export interface SystemRuntimeOptions {
  /**
   * The secret that keys the digests and the sealed responses in the stores. At least 32 random characters or bytes.
   * Must be the same on every server of a store and after every restart. It is never stored and never logged.
   */
  readonly secret: string | Uint8Array
  /**
   * The issuer of the digests and sealed responses. Two issuers with the same secret make different digests, and do not
   * open the responses of each other.
   *
   * @defaultValue none: both depend on the secret only
   */
  readonly issuer?: string
  /**
   * The source of all random bytes, also of those in seals.
   *
   * @defaultValue the operating system
   */
  readonly random?: Random
}

/**
 * Returns the runtime of a real server: the clock of this machine, random bytes of the operating system, and digests and
 * seals that are keyed with the secret.
 *
 * @throws `TypeError` or `RangeError` when the secret is missing, too short, or has only a few different characters.
 * @throws `ConfigurationError` for an unknown option.
 * @example
 * ```ts
 * const runtime = createSystemRuntime({ secret, issuer: 'https://login.example.com' })
 * ```
 */
export function createSystemRuntime(options: SystemRuntimeOptions): Runtime {
  checkOptionNames('createSystemRuntime', options ?? null, { secret: true, issuer: true, random: true })
  const digester = digesterOf(options)
  const { secret, issuer, random = createSystemRandom() } = options
  return { clock: systemClock, random, digester, sealer: createSealer(secret, random, issuer) }
}

function digesterOf({ secret, issuer }: SystemRuntimeOptions): Digester {
  const digester = createDigester(secret, issuer)
  if (!hasFewCharacters(secret)) return digester
  throw new RangeError('secret: it has only a few different characters. Make one with openssl rand -hex 32')
}
