import { sha256 } from '@oslojs/crypto/sha2'
import { encodeBase64 } from '@oslojs/encoding'
import type { LocalText } from '../../protocol/local-text.js'
import { type Languages, languagesOf } from '../language/languages.js'
import type { LookLogo, PageLook } from '../page/look.js'
import { palette, usualAccent } from '../page/style/palette.js'
import { pageStyle } from '../page/style/style.js'
import type { PageLogo, PageOptions } from '../page-options.js'
import { readAccent } from './accent.js'
import { imageSource, type PageSources } from './policy.js'

/** The options of the page in the form that its pages need. Made once, when the grant is made. */
export interface PageSetup extends Pick<PageOptions, 'serviceName' | 'render' | 'csp'> {
  /** What each page shows of the service, in every language. */
  readonly brand: Pick<PageLook, 'logo' | 'helpUrl' | 'privacyUrl' | 'style'>
  readonly scopeDescriptions: Readonly<Record<string, LocalText>>
  readonly languages: Languages
  /** What each page may load. */
  readonly sources: PageSources
}

/** Returns the setup of checked options. */
export function setUpPage(options: PageOptions): PageSetup {
  const { serviceName, scopeDescriptions = {}, accent, css = '', helpUrl, privacyUrl, render, csp } = options
  const logo = options.logo === undefined ? undefined : lookLogo(options.logo)
  const style = palette(readAccent(accent) ?? usualAccent) + pageStyle + withUnixLines(css)
  const images = logo === undefined ? [] : [logo.src, ...(logo.dark === undefined ? [] : [logo.dark])]
  return {
    ...(serviceName !== undefined && { serviceName }),
    brand: {
      ...(logo && { logo }),
      ...(helpUrl !== undefined && { helpUrl }),
      ...(privacyUrl !== undefined && { privacyUrl }),
      style,
    },
    scopeDescriptions,
    languages: languagesOf(options),
    sources: { styleSrc: [hashSource(style)], imgSrc: images.map(imageSource) },
    ...(render && { render }),
    ...(csp && { csp }),
  }
}

const usualHeight = 32

function lookLogo(given: string | PageLogo): LookLogo {
  const { src, alt = '', dark, width, height } = typeof given === 'string' ? { src: given } : given
  const size = { ...(width !== undefined && { width }), ...(height !== undefined && { height }) }
  const shown = width === undefined && height === undefined ? { height: usualHeight } : size
  return { src, alt, ...(dark !== undefined && { dark }), ...shown }
}

// A browser reads every line break of a page as one line feed, and the hash must be that of what it reads.
function withUnixLines(css: string): string {
  return css.replace(/\r\n?/g, '\n')
}

function hashSource(style: string): string {
  return `'sha256-${encodeBase64(sha256(new TextEncoder().encode(style)))}'`
}
