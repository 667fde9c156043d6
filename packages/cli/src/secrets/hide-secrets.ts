// The texts of errors belong to the host and to its libraries, so nothing is known about what they repeat.

import { replaceControls } from './control-characters.js'
import { hidden, hidePatterns } from './secret-patterns.js'

// A short word must be a whole part of the name, so that KEYSPACE and BYPASS are no secrets.
const secretName =
  /(?:(?:SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL)S?|(?:^|_)(?:PASS|PWD|(?:API)?KEYS?))(?:_|$)/i
const workingDirectory = 'PWD'
const shortestSecret = 8

/** Hides secrets in texts. It learns them while the module loads. */
export interface SecretHider {
  /** Hides this text from now on. Too short texts are ignored: they would hide words. */
  learn(secret: unknown): void
  /** Returns the text without secrets, and without characters that control a terminal. */
  hide(text: string): string
}

/** Makes a hider that knows the variables of the environment whose names say that they are secret. */
export function createSecretHider(env: () => Readonly<Record<string, string | undefined>>): SecretHider {
  const learned = new Set<string>()
  return {
    learn(secret) {
      if (typeof secret === 'string' && secret.length >= shortestSecret) learned.add(secret)
    },
    // The module may have read a file of variables, so they are read again each time.
    hide: (text) => replaceControls(hidePatterns(hideKnown(text, [...learned, ...secretsIn(env())]))),
  }
}

function secretsIn(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) =>
    name !== workingDirectory && secretName.test(name) && value.length >= shortestSecret ? [value] : [],
  )
}

function hideKnown(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.flatMap(formsOf).toSorted((one, other) => other.length - one.length)
  return longestFirst.reduce((rest, form) => rest.replaceAll(form, hidden), text)
}

/** Returns a secret as it stands in a text, in JSON and in a URL. */
function formsOf(secret: string): readonly string[] {
  // Half a surrogate pair has no percent-encoding. A buffer replaces it.
  const wellFormed = Buffer.from(secret).toString()
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(wellFormed)]
}
