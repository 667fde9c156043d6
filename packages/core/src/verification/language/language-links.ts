import { type Html, html } from '../page/html.js'
import type { LanguageLink, PageLook } from '../page/look.js'

/** A quiet row of links to the page in other languages, each with its own name for itself. */
export function languageLinks({ languages = [], texts }: PageLook): Html | undefined {
  if (languages.length < 2) return undefined
  return html`<nav class="languages" aria-label="${texts.languages}"><ul role="list">${languages.map(item)}
</ul></nav>
`
}

function item({ language, name, href }: LanguageLink): Html {
  const shown =
    href === undefined
      ? html`<span lang="${language}" aria-current="true"><bdi>${name}</bdi></span>`
      : html`<a href="${href}" lang="${language}" hreflang="${language}"><bdi>${name}</bdi></a>`
  return html`
<li>${shown}</li>`
}
