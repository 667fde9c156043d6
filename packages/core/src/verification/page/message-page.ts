import { html } from './html.js'
import { document } from './layout.js'
import type { MessagePage } from './models.js'
import { sentenceLimit } from './parts.js'
import { untrusted } from './untrusted.js'

/** The page for everything else: a code that is not valid, a request that is refused, a fault of ours. */
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
