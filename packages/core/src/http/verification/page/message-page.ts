import { html } from './html.js'
import { document } from './layout.js'
import type { MessagePage } from './models.js'
import { sentenceLimit } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page for everything that went another way: a code that leads nowhere, a request we refuse, a fault of ours. */
export function messagePage({ look, title, message, action, refresh }: MessagePage): string {
  return document({
    look,
    title,
    refresh,
    main: html`<h1>${untrusted(title)}</h1>
<p>${untrusted(message, sentenceLimit)}</p>
${action && html`<p><a class="button" href="${action.href}">${untrusted(action.label)}</a></p>`}`,
  })
}
