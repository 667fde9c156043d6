import { type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { isBag, type OptionNames, printed, unknownOptions } from '../../misuse/option-names.js'
import { isTexts } from '../../misuse/texts.js'
import { isHttpsUrl, isOwnPath } from '../../service/text/urls.js'
import { readAccent } from '../../verification/brand/accent.js'
import type { PageSources } from '../../verification/brand/policy.js'
import type { PageOptions } from '../../verification/page-options.js'
import type { DeviceGrantOptions } from '../options.js'
import { checkLogo } from './logo.js'
import { owner } from './names.js'
import { checkLocalText, checkPageTexts } from './page-texts.js'

/** Returns the problems of the options of the page. */
export function checkPage({ page = {} }: DeviceGrantOptions): readonly ConfigurationProblem[] {
  if (!isBag(page)) return []
  const { accent, logo, render } = page
  const callable = render === undefined || typeof render === 'function'
  return [
    ...('serviceName' in page ? checkLocalText(page, 'page.serviceName', page.serviceName) : []),
    ...checkDescriptions(page),
    ...checkPageTexts(page),
    ...(accent === undefined ? [] : checkAccent(accent)),
    ...(logo === undefined ? [] : checkLogo(logo)),
    ...checkCss(page),
    ...checkLink('page.helpUrl', page.helpUrl),
    ...checkLink('page.privacyUrl', page.privacyUrl),
    ...(callable ? [] : [invalid('page.render', 'must be a function')]),
    ...checkSources(page),
  ]
}

function checkDescriptions(page: object): readonly ConfigurationProblem[] {
  if (!Object.hasOwn(page, 'scopeDescriptions')) return []
  const descriptions: unknown = Reflect.get(page, 'scopeDescriptions')
  if (!isBag(descriptions))
    return [invalid('page.scopeDescriptions', 'must be an object with a text for each scope value')]
  return Object.entries(descriptions).flatMap(([value, text]: [string, unknown]) =>
    checkLocalText(page, `page.scopeDescriptions.${printed(value)}`, text),
  )
}

const schemes: OptionNames<Exclude<PageOptions['accent'], string | undefined>> = { light: true, dark: true }

function checkAccent(accent: unknown): readonly ConfigurationProblem[] {
  const unknown = isBag(accent) ? unknownOptions(owner, accent, schemes, 'page.accent') : []
  if (unknown.length > 0 || readAccent(accent) !== undefined) return unknown
  return [
    invalid('page.accent', "must be a color such as '#0b5c9e' or '#05a', or { light, dark } with two such colors"),
  ]
}

// Such text would end the style element, and the rest would be markup.
function checkCss({ css = '' }: PageOptions): readonly ConfigurationProblem[] {
  if (typeof css !== 'string') return [invalid('page.css', 'must be a string')]
  if (!/<\/|<!--|\0/.test(css)) return []
  return [invalid('page.css', 'must not contain </, <!-- or a NUL character: it is a part of a style element')]
}

function checkLink(option: string, url: unknown): readonly ConfigurationProblem[] {
  if (url === undefined || isHttpsUrl(url) || isOwnPath(url)) return []
  return [invalid(option, "must be an https URL, or a path on the origin of the page such as '/help'")]
}

const names: OptionNames<PageSources> = { styleSrc: true, imgSrc: true, fontSrc: true }

// A list would allow more than it seems to with a separator in an entry, and every page of the web with a wildcard.
function checkSources({ csp, render }: PageOptions): readonly ConfigurationProblem[] {
  if (csp === undefined) return []
  if (render === undefined) return [invalid('page.csp', 'must not be set without page.render, whose pages it is for')]
  const unknown = unknownOptions(owner, csp, names, 'page.csp')
  if (unknown.length > 0) return unknown
  return Object.keys(names).flatMap((name) => {
    const sources: unknown = Reflect.get(csp, name)
    if (sources === undefined || (isTexts(sources) && sources.every((source) => isSource(name, source)))) return []
    return [invalid(`page.csp.${name}`, sourceRule(name))]
  })
}

function isSource(name: string, source: string): boolean {
  if (source === "'self'" || isOrigin(source)) return true
  return name === 'styleSrc' ? /^'sha(?:256|384|512)-[\w+/-]+={0,2}'$/.test(source) : source === 'data:'
}

function isOrigin(source: string): boolean {
  return isHttpsUrl(source) && new URL(source).origin === source
}

function sourceRule(name: string): string {
  const other = name === 'styleSrc' ? "a hash such as 'sha256-…' in its quotes" : 'data:'
  return `must be a list of sources: 'self' in its quotes, https origins such as https://cdn.example.com, or ${other}`
}
