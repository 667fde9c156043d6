import type { PageTexts } from '../texts/page-texts.js'

/** A link to the same page in another language. */
export interface LanguageLink {
  /** An RFC 5646 tag. */
  readonly language: string
  /** The language's own name for itself. */
  readonly name: string
  /** Absent for the language of the page. */
  readonly href?: string
}

/** What every page shows of the service, and in which language. */
export interface PageLook {
  /** The name by which people know the service, if the host has given one. */
  readonly serviceName?: string
  /** The address at which a person enters codes, as people write it: `example.com/device`. */
  readonly address: string
  readonly logo?: LookLogo
  readonly helpUrl?: string
  readonly privacyUrl?: string
  /**
   * The style of the built-in page, with the colors of the accent and the `css` of the host. The Content-Security-Policy
   * allows exactly this text in a `<style>` element.
   */
  readonly style: string
  /** The language of the texts: an RFC 5646 tag. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly texts: PageTexts
  /** The languages to choose from. Absent where a link would lose what the person did. */
  readonly languages?: readonly LanguageLink[]
}

/** The logo of the service. */
export interface LookLogo {
  readonly src: string
  /** `''` if the name of the service stands beside the logo. */
  readonly alt: string
  /** The image for the dark color scheme. */
  readonly dark?: string
  /** In CSS pixels. */
  readonly width?: number
  /** In CSS pixels. */
  readonly height?: number
}
