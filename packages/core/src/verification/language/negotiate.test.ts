import { describe, expect, it } from 'vitest'
import { languagesOf, pageTexts } from './languages.js'
import { browserLanguage, wantedLanguage } from './negotiate.js'

const page = { language: 'en', messages: {}, translations: {} }
const ours = languagesOf(page)
const more = languagesOf({
  ...page,
  translations: { nl: pageTexts.en, 'pt-PT': pageTexts.pt, 'zh-Hant': pageTexts.zh, he: pageTexts.en },
})

function browser(languages: typeof ours, header: string | undefined): string | undefined {
  const headers = { 'accept-language': header }
  const request = { method: 'GET', path: '/device', query: '', headers, body: { kind: 'usedUp' } } as const
  return browserLanguage(languages, request)?.tag
}

describe('the header Accept-Language', () => {
  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE-at', 'de'],
    ['zh-Hant-TW', 'zh'],
    ['pt-PT,pt;q=0.9', 'pt'],
    ['ja-JP-u-ca-japanese', 'ja'],
    ['nl, fr;q=0.5', 'fr'],
    ['fr;q=0.5, es;q=0.8', 'es'],
    ['de;q=0, es', 'es'],
    ['de;q=0', undefined],
    ['*', undefined],
    ['*, ar;q=0.1', 'ar'],
    ['nl', undefined],
    ['d', undefined],
    ['', undefined],
    [undefined, undefined],
    [';;;,,,=;q', undefined],
    ['de;q=many', undefined],
    ['__proto__, constructor', undefined],
    ['\u0000\uD800, de', 'de'],
  ])('%j leads to %s', (header, tag) => {
    expect(browser(ours, header)).toBe(tag)
  })

  it.each([
    ['pt-PT', 'pt-PT'],
    ['pt-BR', 'pt'],
    ['zh-Hant-TW', 'zh-Hant'],
    ['zh-TW', 'zh'],
    ['nl-BE', 'nl'],
  ])('finds the nearest language of the host: %j leads to %s', (header, tag) => {
    expect(browser(more, header)).toBe(tag)
  })
})

describe('a giant text', () => {
  it('is read up to 1000 characters', () => {
    expect(browser(ours, `${'xx,'.repeat(300)}de`)).toBe('de')
    expect(browser(ours, `${'xx,'.repeat(100_000)}de`)).toBe(undefined)
    expect(wantedLanguage(ours, `${'xx '.repeat(100_000)}de`)).toBe(undefined)
  })

  it('may have any characters', () => {
    for (const text of ['-', ',', ';', '=', '"', 'de;q=', 'x'].map((part) => part.repeat(100_000))) {
      expect(browser(ours, text)).toBeOneOf([undefined, 'de'])
    }
  })
})

describe('the parameter ui_locales', () => {
  it.each([
    ['fr-CA fr en', 'fr'],
    ['nl de', 'de'],
    ['  de', 'de'],
    ['de-a-x', 'de'],
    ['nl', undefined],
    ['', undefined],
    ['de,fr', undefined],
    ['de"><script>', undefined],
  ])('%j leads to %s', (wanted, tag) => {
    expect(wantedLanguage(ours, wanted)?.tag).toBe(tag)
  })
})

describe('a language', () => {
  it('has its name for itself, and the direction of its script', () => {
    expect(more.all.map(({ tag, name, direction }) => [tag, name, direction])).toEqual([
      ['en', 'English', 'ltr'],
      ['de', 'Deutsch', 'ltr'],
      ['fr', 'Français', 'ltr'],
      ['es', 'Español', 'ltr'],
      ['pt', 'Português', 'ltr'],
      ['ja', '日本語', 'ltr'],
      ['zh', '中文', 'ltr'],
      ['ar', 'العربية', 'rtl'],
      ['nl', 'Nederlands', 'ltr'],
      ['pt-PT', 'Português europeu', 'ltr'],
      ['zh-Hant', '繁體中文', 'ltr'],
      ['he', 'עברית', 'rtl'],
    ])
  })

  it('has the texts of the host on top of ours', () => {
    const { all } = languagesOf({ ...page, messages: { de: { deny: 'Nein' } } })
    const german = all.find(({ tag }) => tag === 'de')?.texts
    expect(german).toEqual({ ...pageTexts.de, deny: 'Nein' })
    expect(all.find(({ tag }) => tag === 'fr')?.texts).toEqual(pageTexts.fr)
  })
})
