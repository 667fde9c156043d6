import { sha256 } from '@oslojs/crypto/sha2'
import { encodeBase64 } from '@oslojs/encoding'
import { languageLinks } from '../language/language-links.js'
import { fill } from '../texts/fill.js'
import { type Html, html, render } from './html.js'
import type { Look } from './models.js'
import { style } from './style.js'
import { untrusted } from './untrusted.js'

/** The parts that differ between pages. */
interface Content {
  readonly look: Look
  readonly title: string
  /** What the person has to correct. The title then begins with "Error". */
  readonly error?: string | undefined
  /** The URL that the browser opens by itself: a path of ours, or a page of the host. */
  readonly refresh?: string | undefined
  readonly main: Html
  /** Who is signed in, if that is known. */
  readonly account?: Html | undefined
}

/** A complete page. It needs no script, no image and nothing from another origin. */
export function document({ look, title, error, refresh, main, account }: Content): string {
  const { language, direction, texts } = look
  const service = untrusted(look.serviceName, 80)
  const shownTitle = untrusted(title)
  return render(html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${refresh !== undefined && goOnTo(refresh)}<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no">
<title>${error === undefined ? shownTitle : fill(texts.errorTitle, { title: shownTitle })} – ${service}</title>
<style>${style}</style>
</head>
<body>
<header><span class="mark" aria-hidden="true">${initialOf(service)}</span><bdi>${service}</bdi></header>
<main>
${main}
</main>
${footer(look, account)}
</body>
</html>
`)
}

function footer(look: Look, account: Html | undefined): Html | undefined {
  const links = languageLinks(look)
  return account || links ? html`<footer>${account}${links}</footer>` : undefined
}

function goOnTo(place: string): Html {
  const atOnce = ['0;url', place].join('=')
  return html`<meta http-equiv="refresh" content="${atOnce}">
`
}

/**
 * The value of `Content-Security-Policy`: a page may use this one style and send forms to its own origin, and nothing
 * else. No site can frame it (RFC 9700 §4.16).
 */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  "script-src 'none'",
  "img-src 'none'",
  `style-src 'sha256-${encodeBase64(sha256(new TextEncoder().encode(render(style))))}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

function initialOf(name: string): string {
  const [first = ''] = name
  return first.toUpperCase()
}
