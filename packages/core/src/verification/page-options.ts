import type { MaybePromise } from '../ports/found.js'
import type { LocalText } from '../protocol/local-text.js'
import type { PageSources } from './brand/policy.js'
import type { LanguageOptions } from './language/languages.js'
import type { PageModel } from './page/models.js'

/** The logo of the host, above each page. */
export interface PageLogo {
  /**
   * The image: a path on the origin of the page such as `/logo.svg`, an https URL, or a `data:` URL of a PNG, JPEG, GIF,
   * WebP, AVIF or SVG image. An SVG image is shown as an image, so its scripts never run.
   */
  readonly src: string
  /**
   * The words of the logo, if it has the name of the service in it: the page then does not write the name beside it.
   *
   * @defaultValue `''`: the logo is a picture, and the page writes `serviceName` beside it
   */
  readonly alt?: string
  /**
   * The image for the dark color scheme.
   *
   * @defaultValue `src`
   */
  readonly dark?: string
  /**
   * Its width in CSS pixels, from 1 to 480.
   *
   * @defaultValue that of the image, at its height
   */
  readonly width?: number
  /**
   * Its height in CSS pixels, from 1 to 160.
   *
   * @defaultValue 32, or that of the image at its `width`
   */
  readonly height?: number
}

/**
 * Draws a page in place of the built-in one. Returns the whole HTML document, or `undefined` for the built-in page, at once
 * or as a promise. Every text of the model may come from a stranger: the template must escape all of them.
 *
 * The call shares the time budget of the request. If it throws, rejects, returns something else or takes too long, the
 * person gets the built-in page, and `onFault` gets the fault.
 *
 * @example
 * ```ts
 * const render: RenderPage = (page) =>
 *   page.kind === 'result' ? `<!doctype html><title>Done</title><h1>${page.status}</h1>` : undefined
 * ```
 */
export type RenderPage = (page: PageModel) => MaybePromise<string | undefined>

/** How the built-in page presents the host, and in which languages. */
export interface PageOptions extends LanguageOptions {
  /**
   * The name by which people know the host, also by language: `{ en: 'Northwind Bank', de: 'Nordwind-Bank' }`.
   *
   * @defaultValue none: the page says "Device sign-in", with the address that devices show
   */
  readonly serviceName?: LocalText
  /**
   * What each scope value lets a device do, in words for the person: `{ read: 'Read your documents' }`, or by language:
   * `{ read: { en: 'Read your documents', de: 'Ihre Dokumente lesen' } }`.
   *
   * @defaultValue none: the page shows the scope values themselves
   */
  readonly scopeDescriptions?: Readonly<Record<string, LocalText>>
  /**
   * The color of the host: `#rrggbb` or `#rgb`, or one for each color scheme. It is the color of the main button. The colors
   * of links, edges and the text on buttons follow from it: they keep its hue, and become as much darker or lighter as
   * people need to read them (WCAG 2.2).
   *
   * @defaultValue a blue
   */
  readonly accent?: string | { readonly light: string; readonly dark: string }
  /**
   * The logo of the host, or only its URL.
   *
   * @defaultValue none: the first letter of `serviceName`
   */
  readonly logo?: string | PageLogo
  /**
   * Style rules of the host, after those of the page. They are part of the page: the Content-Security-Policy allows
   * exactly this text. It still blocks `@import`, and images of `url()` that the logo does not allow.
   *
   * @defaultValue none
   */
  readonly css?: string
  /**
   * Where people get help: an https URL, or a path on the origin of the page.
   *
   * @defaultValue none: no link
   */
  readonly helpUrl?: string
  /**
   * The privacy policy of the host: an https URL, or a path on the origin of the page.
   *
   * @defaultValue none: no link
   */
  readonly privacyUrl?: string
  /**
   * Draws single pages with the templates of the host.
   *
   * @defaultValue none: all pages are built-in
   */
  readonly render?: RenderPage
  /**
   * What pages of `render` may load besides the style and the images of the built-in page. Scripts, frames, and forms to
   * other origins stay forbidden. Needs `render`.
   *
   * @defaultValue nothing
   */
  readonly csp?: PageSources
}
