import { htmlEscape } from 'escape-goat'

// Only this module can make one: the class itself is not exported, and its private field keeps any look-alike out.
class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  static markupOf(html: Html): string {
    return html.#markup
  }
}

/** Finished markup. Comes out of the `html` tag alone, so a string never passes for it. */
export type { Html }

// Text and numbers are escaped; nothing is written for `undefined` and `false`.
type Value = Html | string | number | false | undefined | readonly Value[]

/**
 * Makes markup of a template. Whatever is put in becomes text: good between tags and inside quoted attributes, the
 * only two places where these templates put a value.
 */
export function html(fixed: TemplateStringsArray, ...values: readonly Value[]): Html {
  let markup = ''
  for (const [index, text] of fixed.entries()) markup += text + write(values[index])
  return new Html(markup)
}

/** The characters of finished markup. */
export function render(markup: Html): string {
  return Html.markupOf(markup)
}

function write(value: Value): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string') return htmlEscape(value)
  if (typeof value === 'number') return String(value)
  if (value instanceof Html) return render(value)
  return value.map(write).join('')
}
