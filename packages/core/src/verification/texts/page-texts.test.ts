import { describe, expect, it } from 'vitest'
import { pageTexts } from '../language/languages.js'
import { html, render } from '../page/html.js'
import { sentenceLimit } from '../page/parts.js'
import { fill, fillHtml, placeholdersOf } from './fill.js'

const names = Object.keys(pageTexts.en)
const languages = Object.entries(pageTexts).map(([tag, texts]) => ({
  tag,
  texts: new Map<string, string>(Object.entries(texts)),
}))
const translations = languages.filter(({ tag }) => tag !== 'en')
const english = new Map<string, string>(Object.entries(pageTexts.en))

/** Texts that another language may write as English does. */
const common = ['listSeparator', 'errorTitle']

describe.each(languages)('the texts in $tag', ({ texts }) => {
  it('are the same texts as in English, in the same order', () => {
    expect([...texts.keys()]).toEqual(names)
  })

  it('are not empty, and have no space at their ends', () => {
    for (const [name, text] of texts) {
      expect(text, name).not.toBe('')
      if (name !== 'listSeparator') expect(text.trim(), name).toBe(text)
    }
  })

  it('have the placeholders of English', () => {
    for (const [name, text] of texts) {
      expect(placeholdersOf(text).toSorted(), name).toEqual(placeholdersOf(english.get(name) ?? '').toSorted())
    }
  })

  it('are no markup, and fit on the page uncut', () => {
    for (const [name, text] of texts) {
      expect(text, name).not.toMatch(/[<>&]|\p{Cf}/u)
      expect(text.length, name).toBeLessThan(450)
    }
  })

  it('fit on the page uncut where two stand together', () => {
    for (const name of ['signedOutEverywhere', 'maybeSignedIn', 'signOutFailed']) {
      expect([...`${texts.get('unlinkedText')} ${texts.get(name)}`].length, name).toBeLessThanOrEqual(sentenceLimit)
    }
  })

  it('are different from each other where a person must not confuse them', () => {
    const pairs = [
      ['approve', 'deny'],
      ['approvedTitle', 'deniedTitle'],
      ['verified', 'unverified'],
      ['tickHint', 'untickHint'],
    ]
    for (const [one = '', other = ''] of pairs) expect(texts.get(one)).not.toBe(texts.get(other))
  })
})

describe.each(translations)('the translation $tag', ({ tag, texts }) => {
  it('translates every text', () => {
    const same = names.filter((name) => texts.get(name) === english.get(name) && !common.includes(name))
    expect(same).toEqual([])
  })

  it('is written in the script of its language', () => {
    const { script } = new Intl.Locale(tag).maximize()
    const isOfScript = {
      Arab: /\p{Script=Arabic}/u,
      Jpan: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
      Hans: /\p{Script=Han}/u,
      Latn: /\p{Script=Latin}/u,
    }
    const wanted = Object.entries(isOfScript).find(([name]) => name === script)?.[1]
    if (wanted === undefined) throw new Error(`no pattern for the script ${script}`)
    for (const [name, text] of texts) {
      if (name !== 'listSeparator') expect(text.replace(/\{\w+\}/g, ''), name).toMatch(wanted)
    }
  })
})

describe('a filled text', () => {
  it('has the values in its placeholders, also twice and in another order', () => {
    expect(fill('{b} {a} {b}', { a: '1', b: '2' })).toBe('2 1 2')
  })

  it('escapes the text, and keeps the markup of the values', () => {
    expect(render(fillHtml('<{name}> & co', { name: html`<b>${'<x>'}</b>` }))).toBe('&lt;<b>&lt;x&gt;</b>&gt; &amp; co')
  })

  it('does not read a placeholder in a value', () => {
    expect(fill('{a}{b}', { a: '{b}', b: '{a}' })).toBe('{b}{a}')
  })

  it('does not compile without a value', () => {
    // @ts-expect-error The text has the placeholder `service`.
    expect(fill(pageTexts.en.nameChecked, { name: 'Northwind' })).toBe(' has checked this name.')
  })
})
