import { ar } from '../texts/ar.js'
import { de } from '../texts/de.js'
import { en } from '../texts/en.js'
import { es } from '../texts/es.js'
import { fr } from '../texts/fr.js'
import { ja } from '../texts/ja.js'
import type { PageTexts } from '../texts/page-texts.js'
import { pt } from '../texts/pt.js'
import { zh } from '../texts/zh.js'

/** A language that the page has by itself: an RFC 5646 tag. `pt` is Brazilian, `zh` has simplified characters. */
export type PageLanguage = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'ja' | 'zh' | 'ar'

/** The texts of the page, by language. */
export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = { en, de, fr, es, pt, ja, zh, ar }

/** One language of the page. */
export interface Language {
  /** An RFC 5646 tag, such as `pt` or `zh-Hant`. */
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  /** Its own name for itself: `Deutsch`. */
  readonly name: string
  readonly texts: PageTexts
}

/** The languages in which a page can answer. */
export interface Languages {
  readonly all: readonly Language[]
  /** The language for a person whose own languages the page does not have. */
  readonly fallback: Language
}

/** The options of the page from which its languages are made. */
export interface LanguageOptions {
  /**
   * The language for a person whose own languages the page does not have.
   *
   * @defaultValue `en`
   */
  readonly language?: string
  /**
   * Texts of the host in place of ours, in our languages: `{ de: { confirmTitle: 'Diesen Fernseher verbinden?' } }`.
   *
   * @defaultValue none
   */
  readonly messages?: Readonly<Partial<Record<PageLanguage, Partial<PageTexts>>>>
  /**
   * Further languages, each with every text, by their RFC 5646 tag: `{ nl: { … } }`.
   *
   * @defaultValue none
   */
  readonly translations?: Readonly<Record<string, PageTexts>>
}

/** Makes the languages of a page: ours with the texts of the host on top, and then those that the host adds. */
export function languagesOf({ language = 'en', messages = {}, translations = {} }: LanguageOptions): Languages {
  const ours = Object.entries(pageTexts).map(([tag, texts]) => {
    const own = Object.entries(messages).find(([other]) => other === tag)?.[1]
    return languageOf(tag, { ...texts, ...own })
  })
  const added = Object.entries(translations).map(([tag, texts]) => languageOf(tag, texts))
  const all = [...ours, ...added]
  return { all, fallback: all.find(({ tag }) => tag === language) ?? languageOf('en', en) }
}

function languageOf(tag: string, texts: PageTexts): Language {
  // A template of the host gets the texts, and must not change them for the next person.
  return { tag, direction: directionOf(tag), name: nameOf(tag), texts: Object.freeze({ ...texts }) }
}

// The scripts that people write from right to left today. `Intl.Locale` has no direction in every runtime.
const rightToLeft = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi'])

function directionOf(tag: string): 'ltr' | 'rtl' {
  return rightToLeft.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr'
}

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag
  const [first = ''] = name
  return first.toLocaleUpperCase(tag) + name.slice(first.length)
}
