import { hasFewCharacters } from '../misuse/few-characters.js'

const shortest = 32

/** What is wrong with a secret, if anything. No sentence repeats a part of it. */
export function checkSecret(secret: unknown): readonly string[] {
  if (!(typeof secret === 'string' || secret instanceof Uint8Array) || secret.length < shortest) {
    return [`secret must be ${shortest} random bytes or characters at least`]
  }
  if (!hasFewCharacters(secret)) return []
  return ['secret has only a few different characters, as no random value has: make one with openssl rand -hex 32']
}
