/** The secrets of one run. A report has their names in place of them. */
export interface Secrets {
  /** Keeps a secret, and returns its name. The same secret has the same name. */
  add(kind: SecretKind, value: string): string
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

/** Shorter texts occur by accident. */
const shortest = 4

/** Makes a list without secrets. */
export function createSecrets(): Secrets {
  const names = new Map<string, string>()
  const counts = new Map<SecretKind, number>()

  function nameOf(kind: SecretKind): string {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return count === 1 && /CLIENT|BASIC/.test(kind) ? `$${kind}` : `$${kind}_${count}`
  }

  return {
    add(kind, value) {
      const known = names.get(value)
      if (known !== undefined) return known
      const name = nameOf(kind)
      names.set(value, name)
      return name
    },
    hideIn(text) {
      // The longest first: a secret may contain another one.
      const values = [...names.keys()].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length)
      return values.reduce((hidden, value) => {
        const name = names.get(value) ?? ''
        return spellings(value).reduce((shown, spelling) => shown.replaceAll(spelling, name), hidden)
      }, text)
    },
  }
}

/** A secret as it stands in JSON, in a form and in a URL. */
function spellings(value: string): readonly string[] {
  const inForm = new URLSearchParams({ a: value }).toString().slice(2)
  return [...new Set([value, inForm, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])]
}
