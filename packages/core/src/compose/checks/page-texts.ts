import { type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { isBag, printed, unknownOptions } from '../../misuse/option-names.js'
import { pageTexts } from '../../verification/language/languages.js'
import { untrusted } from '../../verification/page/untrusted.js'
import { placeholdersOf } from '../../verification/texts/fill.js'
import { owner } from './names.js'

const ours = Object.keys(pageTexts)
const english = new Map<string, string>(Object.entries(pageTexts.en))
const textNames: Readonly<Record<string, true>> = Object.fromEntries([...english.keys()].map((name) => [name, true]))

/** Returns the problems of the languages of the page, and of its texts in them. */
export function checkPageTexts(page: object): readonly ConfigurationProblem[] {
  const languages = languagesIn(page)
  const language = fallbackIn(page)
  const isKnown = typeof language === 'string' && languages.includes(language)
  return [
    ...(isKnown ? [] : [invalid('page.language', `must be one of the languages of the page: ${languages.join(', ')}`)]),
    ...entriesOf(page, 'messages').flatMap(([tag, texts]) =>
      checkMessages(`page.messages.${printed(tag)}`, tag, texts),
    ),
    ...entriesOf(page, 'translations').flatMap(([tag, texts]) =>
      checkTranslation(`page.translations.${printed(tag)}`, tag, texts),
    ),
    ...['messages', 'translations'].flatMap((name) => checkBag(page, name)),
  ]
}

/** Returns the problems of a text of the host: a string, or a string for each of some languages of the page. */
export function checkLocalText(page: object, option: string, text: unknown): readonly ConfigurationProblem[] {
  if (typeof text === 'string') return untrusted(text) === '' ? [invalid(option, 'must have visible characters')] : []
  if (!isBag(text)) return [invalid(option, 'must be a string, or an object with a string for each language')]
  const languages = languagesIn(page)
  const fallback = String(fallbackIn(page))
  return [
    ...(Object.hasOwn(text, fallback)
      ? []
      : [invalid(option, `must have a text for ${fallback}, which page.language is`)]),
    ...Object.entries(text).flatMap(([tag, translated]: [string, unknown]) => {
      const path = `${option}.${printed(tag)}`
      if (!languages.includes(tag))
        return [invalid(path, `must be one of the languages of the page: ${languages.join(', ')}`)]
      const isVisible = typeof translated === 'string' && untrusted(translated) !== ''
      return isVisible ? [] : [invalid(path, 'must be a string with visible characters')]
    }),
  ]
}

function fallbackIn(page: object): unknown {
  return Object.hasOwn(page, 'language') ? Reflect.get(page, 'language') : 'en'
}

function languagesIn(page: object): readonly string[] {
  return [...ours, ...entriesOf(page, 'translations').map(([tag]) => tag)]
}

function entriesOf(page: object, name: string): readonly [string, unknown][] {
  const value: unknown = Reflect.get(page, name)
  return isBag(value) ? Object.entries(value) : []
}

function checkBag(page: object, name: string): readonly ConfigurationProblem[] {
  if (!Object.hasOwn(page, name) || isBag(Reflect.get(page, name))) return []
  return [invalid(`page.${name}`, 'must be an object with the texts of each language')]
}

function checkMessages(option: string, tag: string, texts: unknown): readonly ConfigurationProblem[] {
  if (ours.includes(tag)) return checkTexts(option, texts)
  const needed = `must be one of ${ours.join(', ')}. All texts of another language belong in page.translations`
  return [invalid(option, needed)]
}

function checkTranslation(option: string, tag: string, texts: unknown): readonly ConfigurationProblem[] {
  if (ours.includes(tag))
    return [invalid(option, `is a language of the page itself: put your texts in page.messages.${tag}`)]
  if (!isLanguageTag(tag))
    return [invalid(option, 'must be a language tag in its usual form, such as nl or zh-Hant (RFC 5646)')]
  const missing = isBag(texts) ? [...english.keys()].filter((name) => !Object.hasOwn(texts, name)) : []
  return [
    ...(missing.length === 0 ? [] : [invalid(option, `must have every text. It lacks ${missing.join(', ')}`)]),
    ...checkTexts(option, texts),
  ]
}

function checkTexts(option: string, texts: unknown): readonly ConfigurationProblem[] {
  // An entry without a value would be ignored, so it is refused like any other value that is no object.
  const unknown = unknownOptions(owner, texts ?? null, textNames, option)
  if (!isBag(texts)) return unknown
  const known = Object.entries(texts).filter(([name]) => english.has(name))
  return [...unknown, ...known.flatMap(([name, text]) => checkText(`${option}.${name}`, text, english.get(name) ?? ''))]
}

function checkText(option: string, text: unknown, model: string): readonly ConfigurationProblem[] {
  if (typeof text !== 'string' || text.trim() === '') return [invalid(option, 'must be a string that is not empty')]
  const [needed, given] = [placeholdersOf(model), placeholdersOf(text)]
  const lacking = needed.find((name) => !given.includes(name))
  if (lacking !== undefined) return [invalid(option, `must contain {${lacking}}, where the page writes the value`)]
  const surplus = given.find((name) => !needed.includes(name))
  if (surplus === undefined) return []
  const allowed = needed.length === 0 ? 'no placeholder' : needed.map((name) => `{${name}}`).join(' and ')
  return [invalid(option, `must not contain {${surplus}}: it takes ${allowed}`)]
}

function isLanguageTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).toString() === tag
  } catch {
    return false
  }
}
