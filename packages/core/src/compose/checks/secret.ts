import { hasFewCharacters } from '../../misuse/few-characters.js'

const shortest = 32

/** Returns the problems of a secret. No message repeats a part of it. */
export function checkSecret(secret: unknown): readonly string[] {
  if (!(typeof secret === 'string' || secret instanceof Uint8Array) || secret.length < shortest) {
    return [`secret must be at least ${shortest} random bytes or characters: make one with openssl rand -hex 32`]
  }
  if (!hasFewCharacters(secret)) return []
  return ['secret has too few different characters to be random: make one with openssl rand -hex 32']
}
