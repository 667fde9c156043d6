import { type ConfigurationProblem, problem } from '../../misuse/configuration-error.js'
import { hasFewCharacters } from '../../misuse/few-characters.js'

const shortest = 32
const advice = 'make one with openssl rand -hex 32'

/** Returns the problems of a secret. No message repeats a part of it. */
export function checkSecret(secret: unknown): readonly ConfigurationProblem[] {
  if (secret === undefined || secret === null || secret === '') {
    const message = `secret is missing: is the variable of the environment set? It must be at least ${shortest} random bytes or characters: ${advice}`
    return [problem('secret-missing', 'secret', message)]
  }
  if (!(typeof secret === 'string' || secret instanceof Uint8Array) || secret.length < shortest) {
    const message = `secret must be at least ${shortest} random bytes or characters: ${advice}`
    return [problem('secret-too-short', 'secret', message)]
  }
  if (!hasFewCharacters(secret)) return []
  return [problem('secret-not-random', 'secret', `secret has too few different characters to be random: ${advice}`)]
}
