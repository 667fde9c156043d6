import { type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { isBag, type OptionNames, unknownOptions } from '../../misuse/option-names.js'
import { imageUrlRule, isImageUrl, isOwnPath } from '../../service/text/urls.js'
import type { PageLogo } from '../../verification/page-options.js'
import { owner } from './names.js'

const option = 'page.logo'
const names: OptionNames<PageLogo> = { src: true, alt: true, dark: true, width: true, height: true }
const most = { width: 480, height: 160 } as const

/** Returns the problems of the logo of the page. */
export function checkLogo(logo: unknown): readonly ConfigurationProblem[] {
  if (typeof logo === 'string') return checkImage(option, logo)
  if (!isBag(logo)) return [invalid(option, 'must be the URL of an image, or an object with src')]
  const unknown = unknownOptions(owner, logo, names, option)
  if (unknown.length > 0) return unknown
  const member = (name: keyof PageLogo): unknown => Reflect.get(logo, name)
  const alt = member('alt')
  return [
    ...checkImage(`${option}.src`, member('src')),
    ...(alt === undefined || typeof alt === 'string' ? [] : [invalid(`${option}.alt`, 'must be a string')]),
    ...(member('dark') === undefined ? [] : checkImage(`${option}.dark`, member('dark'))),
    ...checkSize('width', member('width')),
    ...checkSize('height', member('height')),
  ]
}

function checkImage(path: string, url: unknown): readonly ConfigurationProblem[] {
  if (isImageUrl(url) || isOwnPath(url)) return []
  return [invalid(path, `must be a path such as '/logo.svg', or ${imageUrlRule}`)]
}

function checkSize(name: keyof typeof most, size: unknown): readonly ConfigurationProblem[] {
  if (size === undefined || (Number.isInteger(size) && Number(size) >= 1 && Number(size) <= most[name])) return []
  return [invalid(`${option}.${name}`, `must be a whole number of CSS pixels, from 1 to ${most[name]}`)]
}
