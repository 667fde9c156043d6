import { languageLinks } from '../language/language-links.js'
import { fill } from '../texts/fill.js'
import { type Html, html, render, styleElement } from './html.js'
import type { LookLogo, PageLook } from './look.js'
import { icons, nameLimit } from './parts.js'
import { untrusted } from './untrusted.js'

/** The parts that differ between pages. */
interface Content {
  readonly look: PageLook
  readonly title: string
  /** What the person has to correct. The title then begins with "Error". */
  readonly error?: string | undefined
  /** The URL that the browser opens by itself: a path of ours, or a page of the host. */
  readonly refresh?: string | undefined
  readonly main: Html
  /** Who is signed in, if that is known. */
  readonly account?: Html | undefined
}

/** A complete page. It needs no script, and nothing from another origin but the images that the host has chosen. */
export function document({ look, title, error, refresh, main, account }: Content): string {
  const { language, direction, texts } = look
  const service = serviceOf(look)
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
${styleElement(look.style)}
</head>
<body>
<header>${brand(look)}</header>
<main>
${main}
</main>
${footer(look, account)}
</body>
</html>
`)
}

function goOnTo(place: string): Html {
  const atOnce = ['0;url', place].join('=')
  return html`<meta http-equiv="refresh" content="${atOnce}">
`
}

function serviceOf({ serviceName, texts }: PageLook): string {
  return serviceName === undefined ? texts.unnamedService : untrusted(serviceName, nameLimit)
}

// A logo that has the name in it stands for the name.
function brand(look: PageLook): Html {
  const { logo } = look
  const isName = logo !== undefined && logo.alt !== ''
  return html`${logo === undefined ? mark(look) : picture(logo)}${!isName && nameAndAddress(look)}`
}

function mark({ serviceName }: PageLook): Html {
  const [first = ''] = serviceName === undefined ? '' : untrusted(serviceName, nameLimit)
  return html`<span class="mark" aria-hidden="true">${first === '' ? icons.device : first.toUpperCase()}</span>`
}

function picture({ src, alt, dark, width, height }: LookLogo): Html {
  const size = html`${width !== undefined && html` width="${width}"`}${height !== undefined && html` height="${height}"`}`
  const image = html`<img class="logo" src="${src}" alt="${alt}"${size}>`
  if (dark === undefined) return image
  return html`<picture><source srcset="${dark}" media="(prefers-color-scheme: dark)">${image}</picture>`
}

// Without a name, a person can compare the address with the one that the device shows.
function nameAndAddress(look: PageLook): Html {
  const service = html`<bdi>${serviceOf(look)}</bdi>`
  if (look.serviceName !== undefined) return service
  return html`<span>${service}<span class="address" dir="ltr" translate="no">${untrusted(look.address)}</span></span>`
}

function footer(look: PageLook, account: Html | undefined): Html | undefined {
  const parts = [account, hostLinks(look), languageLinks(look)].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : html`<footer>${parts}</footer>`
}

function hostLinks({ helpUrl, privacyUrl, texts }: PageLook): Html | undefined {
  if (helpUrl === undefined && privacyUrl === undefined) return undefined
  return html`<p class="links">${helpUrl !== undefined && html`<a href="${helpUrl}">${texts.help}</a>`}
${privacyUrl !== undefined && html`<a href="${privacyUrl}">${texts.privacy}</a>`}</p>
`
}
