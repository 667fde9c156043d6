import { htmlEscape } from 'escape-goat'

/** The secrets of one run. A report has their names in place of them. */
export interface Secrets {
  /**
   * Keeps a secret, and returns its name. The same secret has the same name.
   *
   * @param spelled How a text of the server has it, if that is another spelling.
   */
  add(kind: SecretKind, value: string, spelled?: string): string
  /** Returns a text with the name of each secret, such as `$ACCESS_TOKEN_2`, in its place. */
  hideIn(text: string): string
}

/** What a secret is for. It becomes the name of a variable of a shell. */
export type SecretKind =
  | 'CLIENT_SECRET'
  | 'OTHER_CLIENT_SECRET'
  | 'BASIC'
  | 'DEVICE_CODE'
  | 'ACCESS_TOKEN'
  | 'REFRESH_TOKEN'
  | 'ID_TOKEN'

/** Shorter texts occur by accident. Those of the server are no secrets, and a client secret is hidden where it is a whole word. */
const shortest = 4

/** Makes a list without secrets. */
export function createSecrets(): Secrets {
  const names = new Map<string, string>()
  const counts = new Map<SecretKind, number>()
  const spelledNames = new Map<string, string>()
  let longestFirst: readonly (readonly [spelling: string, name: string])[] | undefined

  function nameOf(kind: SecretKind): string {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return count === 1 && /CLIENT|BASIC/.test(kind) ? `$${kind}` : `$${kind}_${count}`
  }

  function keep(spelling: string, name: string): void {
    if (spelling === '' || spelledNames.has(spelling)) return
    if (spelling.length < shortest && !/CLIENT/.test(name)) return
    spelledNames.set(spelling, name)
    longestFirst = undefined
  }

  return {
    add(kind, value, spelled = value) {
      const name = names.get(value) ?? nameOf(kind)
      if (!names.has(value)) for (const spelling of spellings(value)) keep(spelling, name)
      names.set(value, name)
      keep(spelled, name)
      return name
    },
    hideIn(text) {
      // A secret may contain another one.
      longestFirst ??= [...spelledNames].sort(([one], [other]) => other.length - one.length)
      return longestFirst.reduce((hidden, [spelling, name]) => hide(spelling, name, hidden), text)
    },
  }
}

function hide(spelling: string, name: string, text: string): string {
  if (!text.includes(spelling)) return text
  if (spelling.length >= shortest) return text.replaceAll(spelling, () => name)
  const escaped = spelling.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}$_])${escaped}(?![\\p{L}\\p{N}_])`, 'gu'), () => name)
}

/** A secret as it stands in JSON, in HTML, in a form and in a URL. */
function spellings(value: string): readonly string[] {
  // A server may send half a surrogate pair, which has no bytes and no spelling in a URL.
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(value))
  const encoded = [new URLSearchParams({ a: value }).toString().slice(2), encodeURIComponent(wellFormed)]
  return [...encoded, ...encoded.map(withSmallDigits), value, JSON.stringify(value).slice(1, -1), htmlEscape(value)]
}

function withSmallDigits(encoded: string): string {
  return encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
}
