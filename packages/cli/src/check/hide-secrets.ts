// The texts of errors belong to the host and to its libraries, so nothing is known about what they repeat.

const hidden = '[hidden]'

const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  // The user and the password of a URL. A password may have a slash or an @ in it.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s'"]*@/gi, `$1${hidden}@`],
  [/\b((?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s&;,'"]+/gi, `$1${hidden}`],
  // The private members of a JSON Web Key, RFC 7518 §6.
  [/(["']?\b(?:d|p|q|dp|dq|qi|k)["']?\s*:\s*["'])[^"']+/g, `$1${hidden}`],
  // JSON.parse repeats a part of what it cannot read.
  [/(?:\.\.\.)?"(?!undefined")[\s\S]*"(?:\.\.\.)? is not valid JSON/g, `${hidden} is not valid JSON`],
  // A long text with letters and digits is most likely random.
  [/(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{32,}(?![\w/.-])/gi, hidden],
]

// `PWD` itself is the working directory.
const secretName = /SECRET|PASS|\w_PWD|TOKEN|KEY|CREDENTIAL/i
const shortestSecret = 8

/** Hides secrets in texts. It learns them while the module loads. */
export interface SecretHider {
  /** Hides this text from now on. Too short texts are ignored: they would hide words. */
  learn(secret: unknown): void
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
    hide: (text) => hideSecrets(text, [...learned, ...secretsIn(env())]),
  }
}

function secretsIn(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) =>
    secretName.test(name) && value.length >= shortestSecret ? [value] : [],
  )
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.toSorted((one, other) => other.length - one.length)
  const without = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
  return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), without)
}
