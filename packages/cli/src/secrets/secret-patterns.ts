/** What stands in place of a secret. */
export const hidden = '[hidden]'

const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  // The user and the password of a URL. A password may have a slash, a quote or an @ in it. The path of a file or of a web page may
  // have an @, too.
  [/\b(?!file:|https?:\/\/(?:[\w-]+\.)+[a-z]+[/?#])([a-z][a-z0-9+.-]*:\/\/)\S*@/gi, `$1${hidden}@`],
  // A value in quotes ends at its closing quote. A quote before a letter is part of the value (it's), and so are two quotes (SQL).
  // The quotes of JSON in JSON have backslashes.
  [
    /((?:(?<![a-z])(?:pass|pwd)|passwd|password|passphrase|secret|token|api[_-]?key)\\*["']?\s*[=:]\s*)(?:(\\*["'`])(?:\2\2|(?!\2(?!\w))(?:\\[\s\S]|[\s\S]))*\2?|[^\s&;,'"]+)/gi,
    `$1$2${hidden}$2`,
  ],
  // The header is no object, but a record in JSON may have this name.
  [/(authorization\\*["']?\s*[=:]\s*\\*["']?(?:[a-z]+ +)?)(?!\{)[^\s,;'"\\]+/gi, `$1${hidden}`],
  // Credentials without the name of their header. The words after "Bearer" in a sentence are short, and have no such letters.
  [/\b((?:[Bb]asic|[Bb]earer) +)(?=[\w.~+/-]*(?:\d|[a-z][A-Z])|[\w.~+/-]{20})[\w.~+/-]{6,}=*/g, `$1${hidden}`],
  // A JWT: its first part is a JSON object, so it starts with {" or with { and a space.
  [/(?<![\w-])ey[AJ][\w-]{8,}(?:\.{1,2}[\w-]+)*/g, hidden],
  // The private members of a JSON Web Key, RFC 7518 §6.
  [/(\b(?:d|p|q|dp|dq|qi|k)\\*["']?\s*:\s*\\*["'])[^"'\\]+/g, `$1${hidden}`],
  // JSON.parse repeats a part of what it cannot read.
  [/(?:\.\.\.)?"(?!undefined")[\s\S]*"(?:\.\.\.)? is not valid JSON/g, `${hidden} is not valid JSON`],
  // A long text with letters and digits is most likely random. Eight times the same character is padding, as in the samples of the laws.
  [/(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?![\w-]*(\w)\1{7})[\w-]{32,}(?![\w/-]|\.\w)/gi, hidden],
]

const base64 = /(?<![\w+/.-])[A-Za-z0-9+/]{20,}={0,2}(?![\w+/=-]|\.\w)/g
const shortestUnpadded = 32

/** Hides what looks like a secret in a text. */
export function hidePatterns(text: string): string {
  // Base64 comes first: other patterns would hide only a part of it.
  const rest = text.replace(base64, (found) => (isRandom(found) ? hidden : found))
  return patterns.reduce((before, [pattern, replacement]) => before.replace(pattern, replacement), rest)
}

// A path and a name have only characters of base64, too, and name="value" has one sign =. In random text the kind of character
// changes far more often.
function isRandom(text: string): boolean {
  if (text.endsWith('==')) return true
  const changes = text.match(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g) ?? []
  if (text.endsWith('=')) return changes.length > text.length / 4
  return text.length >= shortestUnpadded && changes.length > text.length / 3
}
