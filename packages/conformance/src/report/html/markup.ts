import { htmlEscape } from 'escape-goat'
import { visible } from '../visible.js'

// Only this module can make an instance: the class is not exported, and its private field rejects objects of the same shape.
class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  static markupOf(html: Html): string {
    return html.#markup
  }
}

/** Finished markup. Only this module makes it, so a string is never accepted as markup. */
export type { Html }

type Value = Html | string | number | false | undefined | readonly Value[]

/**
 * Makes markup of a template. Texts become visible and are escaped, which is safe between tags and inside quoted attributes: the only
 * places where these templates put a value. `undefined` and `false` write nothing.
 */
export function html(fixed: TemplateStringsArray, ...values: readonly Value[]): Html {
  let markup = ''
  for (const [index, text] of fixed.entries()) markup += text + write(values[index])
  return new Html(markup)
}

/**
 * Makes a `<style>` element. HTML has no escapes there.
 *
 * @throws `Error` if the text could end the element.
 */
export function styleElement(css: string): Html {
  if (css.includes('</')) throw new Error('a style must not contain </, which could end its element')
  return new Html(`<style>${css}</style>`)
}

/** Returns finished markup as a string. */
export function render(markup: Html): string {
  return Html.markupOf(markup)
}

function write(value: Value): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string') return htmlEscape(visible(value))
  if (typeof value === 'number') return String(value)
  if (value instanceof Html) return render(value)
  return value.map(write).join('')
}
