import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  base20x8,
  base20x10,
  base20x12,
  digitsx12,
  formatUserCode,
  longestFormat,
  readUserCode,
  type UserCodeFormat,
} from './user-code.js'

const formats = { base20x8, base20x10, base20x12, digitsx12 }

describe('the formats', () => {
  it.each(Object.entries(formats))('%s: each character once, and no two that look alike', (_name, format) => {
    const characters = [...format.alphabet]
    expect(new Set(characters).size).toBe(characters.length)
    expect(format.alphabet).toMatch(/^[A-Z]+$|^[0-9]+$/)
    for (const pair of ['O0', 'I1', 'L1', 'IL', 'S5', 'Z2', 'B8', 'G6']) {
      expect(
        [...pair].every((character) => characters.includes(character)),
        pair,
      ).toBe(false)
    }
  })

  it('letters spell no word, because none is a vowel (RFC 8628 §6.1)', () => {
    expect(base20x8.alphabet).toBe('BCDFGHJKLMNPQRSTVWXZ')
    expect(base20x8.alphabet).not.toMatch(/[AEIOUY]/)
  })

  it.each([
    [base20x8, 34.5],
    [base20x10, 43.2],
    [base20x12, 51.8],
    [digitsx12, 39.8],
  ])('%o holds %d bits', ({ alphabet, length }, bits) => {
    expect(Math.floor(length * Math.log2(alphabet.length) * 10) / 10).toBe(bits)
  })
})

describe('formatUserCode', () => {
  it.each([
    [base20x8, 'WDJBMJHT', 'WDJB-MJHT'],
    [base20x10, 'WDJBMJHTXK', 'WDJBM-JHTXK'],
    [base20x12, 'WDJBMJHTXKLP', 'WDJB-MJHT-XKLP'],
    [digitsx12, '019450730021', '0194-5073-0021'],
    [base20x8, 'WDJBMJHTXK', 'WDJBM-JHTXK'],
    [base20x10, 'WDJBMJHTXKLP', 'WDJB-MJHT-XKLP'],
    [digitsx12, '019450730021345', '01945-07300-21345'],
    [{ ...base20x8, groupSize: 3, separator: ' ' }, 'WDJBMJHT', 'WDJ BMJ HT'],
    [{ ...base20x8, groupSize: 8 }, 'WDJBMJHT', 'WDJBMJHT'],
  ])('in %o, %s is shown as %s', (format, code, shown) => {
    expect(formatUserCode(code, format)).toBe(shown)
    expect(readUserCode(shown, format)).toBe(code)
  })
})

describe('longestFormat', () => {
  it('is the format of the longer codes, with the same alphabet and separator', () => {
    expect(longestFormat(base20x8)).toEqual({ ...base20x10, longer: 'none' })
    expect(longestFormat(base20x10)).toEqual({ ...base20x12, longer: 'none' })
    expect(longestFormat(digitsx12)).toEqual({ ...digitsx12, length: 15, groupSize: 5, longer: 'none' })
  })

  it.each<UserCodeFormat>([
    base20x12,
    { ...base20x8, longer: 'none' },
    { ...base20x8, length: 10 },
    { ...base20x8, length: 11 },
  ])('is the same one if there are no longer codes: %o', (format) => {
    expect(longestFormat(format)).toBe(format)
    expect(readUserCode('B'.repeat(format.length), format)).toBe('B'.repeat(format.length))
    expect(readUserCode('B'.repeat(format.length - 1), format)).toBeUndefined()
    expect(readUserCode('B'.repeat(format.length + 1), format)).toBeUndefined()
  })
})

describe('readUserCode', () => {
  it.each([
    'WDJB-MJHT',
    'wdjb-mjht',
    'WdJbMjHt',
    'WDJBMJHT',
    'W-D-J-B-M-J-H-T',
    '-WDJB--MJHT-',
    'WDJB_MJHT',
    '  WDJB MJHT  ',
    '\nWDJB-MJHT\r\n',
  ])('any case and grouping: %j', (typed) => {
    expect(readUserCode(typed, base20x8)).toBe('WDJBMJHT')
  })

  it.each([
    ['nothing', ''],
    ['a space', ' '],
    ['a tab', '\t'],
    ['a newline', '\n'],
    ['a carriage return', '\r\n'],
    ['a no-break space', '\u00A0'],
    ['a narrow no-break space', '\u202F'],
    ['a figure space', '\u2007'],
    ['an ideographic space', '\u3000'],
    ['a hyphen-minus', '-'],
    ['two of them', '--'],
    ['a hyphen', '\u2010'],
    ['a non-breaking hyphen', '\u2011'],
    ['a figure dash', '\u2012'],
    ['an en dash', '\u2013'],
    ['an em dash', '\u2014'],
    ['a horizontal bar', '\u2015'],
    ['a minus sign', '\u2212'],
    ['a small em dash', '\uFE58'],
    ['a small hyphen-minus', '\uFE63'],
    ['a full-width hyphen-minus', '\uFF0D'],
    ['a soft hyphen', '\u00AD'],
    ['an underscore', '_'],
    ['a full stop', '.'],
    ['a middle dot', '\u00B7'],
    ['a zero-width space', '\u200B'],
    ['a zero-width joiner', '\u200D'],
    ['a left-to-right mark', '\u200E'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\uFEFF'],
  ])('separated by %s', (_name, separator) => {
    expect(readUserCode(['WDJB', 'MJHT'].join(separator), base20x8)).toBe('WDJBMJHT')
    expect(readUserCode(['', ...'WDJBMJHT', ''].join(separator), base20x8)).toBe('WDJBMJHT')
    expect(readUserCode(['0194', '5073', '0021'].join(separator), digitsx12)).toBe('019450730021')
  })

  it.each([
    ['a long s', 'WDSB-MJHT', 'S', 'ſ'],
    ['a Kelvin sign', 'WDKB-MJHT', 'K', '\u212A'],
    ['a Cyrillic В', 'WDJB-MJHT', 'B', 'В'],
    ['a Greek Β', 'WDJB-MJHT', 'B', 'Β'],
    ['an accent', 'WDJB-MJHT', 'J', 'Ĵ'],
    ['a mathematical letter', 'WDJB-MJHT', 'W', '\u{1D416}'],
    ['a circled letter', 'WDJB-MJHT', 'W', '\u24CC'],
  ])('%s is not a part of a code', (_name, code, letter, disguise) => {
    expect(readUserCode(code, base20x8)).toBeDefined()
    expect(readUserCode(code.replace(letter, disguise), base20x8)).toBeUndefined()
    expect(readUserCode(code.toLowerCase().replace(letter.toLowerCase(), disguise), base20x8)).toBeUndefined()
  })

  it('not every letter with I as its upper case counts as I', () => {
    const withI: UserCodeFormat = { ...base20x8, alphabet: 'BCDFGHIJKMNPQRSTVWXZ' }
    expect(readUserCode('iDJB-MJHT', withI)).toBe('IDJBMJHT')
    expect(readUserCode('ıDJB-MJHT', withI)).toBeUndefined()
    expect(readUserCode('İDJB-MJHT', withI)).toBeUndefined()
  })

  it.each([
    ['WDJB-MJHT', base20x8, 'WDJBMJHT'],
    ['wdjb-mjht', base20x8, 'WDJBMJHT'],
    ['0194-5073-0021', digitsx12, '019450730021'],
  ])('full-width letters, digits and dashes are read as ASCII: %s', (typed, format, code) => {
    const wide = typed.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
    expect(readUserCode(wide, format)).toBe(code)
    expect(readUserCode(`${wide.slice(0, 3)}${typed.slice(3)}`, format)).toBe(code)
  })

  // RFC 8628 §6.1: every character outside the alphabet is dropped.
  it.each([
    ['directions that chats add', '\u202AWDJB-MJHT\u202C'],
    ['isolates that chats add', '\u2066WDJB\u2069-\u2068MJHT\u2069'],
    ['a variation selector', 'WDJB-MJHT\uFE0F'],
    ['quotes', '“WDJB-MJHT”'],
    ['guillemets', '«WDJB-MJHT»'],
    ['backquotes', '`WDJB-MJHT`'],
    ['brackets', '[WDJB]-(MJHT)'],
    ['a full stop and a comma', 'WDJB,MJHT.'],
    ['signs of markdown', '**WDJB-MJHT**'],
    ['a wavy dash', 'WDJB\u301CMJHT'],
    ['a swung dash', 'WDJB\u2053MJHT'],
    ['a katakana middle dot', 'WDJB\u30FBMJHT'],
    ['a combining accent', 'WDJ\u0302B-MJHT'],
    ['a NUL', 'WDJB-MJHT\u0000'],
    ['a percent sign', 'WDJB%MJHT'],
    ['an emoji', '👉WDJB-MJHT👈'],
    ['half an emoji', '\uD83DWDJB-MJHT'],
    ['a word in another script', 'Код: WDJB-MJHT'],
    ['a letter outside the alphabet', 'WDJAB-MJHT'],
    ['a digit outside the alphabet', 'WDJB-MJHT7'],
  ])('%s', (_name, typed) => {
    expect(readUserCode(typed, base20x8)).toBe('WDJBMJHT')
  })

  describe('look-alikes are read if the alphabet has only one of them', () => {
    const readable = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
    it.each([
      // alphabet, typed, read
      ['0123456789', 'O', '0'],
      ['0123456789', 'o', '0'],
      ['0123456789', 'I', '1'],
      ['0123456789', 'i', '1'],
      ['0123456789', 'L', '1'],
      ['0123456789', 'l', '1'],
      ['0123456789', 'S', undefined],
      ['BCDFGHJKLMNPQRSTVWXZ', '1', 'L'],
      ['BCDFGHJKLMNPQRSTVWXZ', 'i', 'L'],
      ['BCDFGHJKLMNPQRSTVWXZ', '0', undefined],
      ['BCDFGHJKLMNPQRSTVWXZ', 'O', undefined],
      ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0', 'O'],
      ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', '1', undefined], // I or L?
      ['ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 'O', 'O'],
      ['ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', '0', '0'],
      ['ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 'l', 'L'],
      [readable, 'O', undefined],
      [readable, '0', undefined],
      [readable, 'I', undefined],
      [readable, '1', undefined],
    ])('in %s, %s is read as %s', (alphabet, typed, read) => {
      expect(readUserCode(typed, { alphabet, length: 1, groupSize: 1, separator: '-' })).toBe(read)
    })
  })

  it.each([
    ['one character short', 'WDJB-MJH'],
    ['one character more', 'WDJB-MJHTX'],
    ['two characters more, and one again', 'WDJB-MJHTX-KLB'],
    ['two codes', 'WDJB-MJHT WDJB-MJHT'],
    ['two codes without a separator', 'WDJBMJHTWDJBMJHT'],
    ['nothing', ''],
    ['nothing but separators', ' - -- \u200B'],
    ['a vowel', 'WDJB-MJHA'],
    ['a digit', 'WDJB-MJH7'],
    ['another character', 'WDJB-MJH!'],
    ['markup', '<strong>WDJBMJHT</strong>'],
    ['percent-encoding', 'WDJB%2DMJHT'],
    ['half a character', 'WDJB-MJH\uD835'],
    ['a wildcard', 'WDJB-MJH*'],
  ])('%s is not a code', (_name, typed) => {
    expect(readUserCode(typed, base20x8)).toBeUndefined()
  })

  it('text that is too long is refused unread, even a code with only spaces around it', () => {
    expect(readUserCode(`WDJBMJHT${' '.repeat(2_040)}`, base20x8)).toBe('WDJBMJHT')
    expect(readUserCode(`WDJBMJHT${' '.repeat(2_041)}`, base20x8)).toBeUndefined()
    expect(readUserCode(`WDJBMJHT${' '.repeat(100_000)}`, base20x8)).toBeUndefined()
    expect(readUserCode('-'.repeat(100_000), base20x8)).toBeUndefined()
    expect(readUserCode('\u{1D416}'.repeat(50_000), base20x8)).toBeUndefined()
  })

  it('every spelling of a code is the same code', () => {
    const spellings = ['bbbb-bbbb', 'BBBBBBBB', ' b b b b b b b b ', 'BBBB\u2013BBBB', 'b.b.b.b.b.b.b.b']
    expect(new Set(spellings.map((spelling) => readUserCode(spelling, base20x8)))).toEqual(new Set(['BBBBBBBB']))
  })

  it('a code typed in any spelling can be shown as the device shows it', () => {
    const code = readUserCode(' wdjbm jht', base20x8)
    expect(code && formatUserCode(code, base20x8)).toBe('WDJB-MJHT')
  })

  it('a leading zero is kept', () => {
    const nineDigits: UserCodeFormat = { alphabet: '0123456789', length: 9, groupSize: 3, separator: '-' }
    expect(readUserCode('019-450-730', nineDigits)).toBe('019450730')
    expect(formatUserCode('019450730', nineDigits)).toBe('019-450-730')
    expect(readUserCode('000000000000', digitsx12)).toBe('000000000000')
  })
})

describe('for any input', () => {
  const format = fc.constantFrom(...Object.values(formats))
  const separators = fc.array(fc.constantFrom('', '-', ' ', '\u2013', '\u00A0', '.', '\u200B', '\t'), { minLength: 16 })

  it('every code is read from each of its spellings', () => {
    fc.assert(
      fc.property(
        format,
        fc.infiniteStream(fc.nat()),
        separators,
        fc.boolean(),
        fc.boolean(),
        (wanted, draws, between, lower, long) => {
          const code = Array.from(
            draws.take(long ? longestFormat(wanted).length : wanted.length),
            (draw) => wanted.alphabet[draw % wanted.alphabet.length],
          ).join('')
          const spelled = [...code].map((character, nth) => `${character}${between[nth] ?? ''}`).join('')
          expect(readUserCode(lower ? spelled.toLowerCase() : spelled, wanted)).toBe(code)
          expect(readUserCode(formatUserCode(code, wanted), wanted)).toBe(code)
        },
      ),
    )
  })

  it('only letters and digits matter, at any position', () => {
    const mark = fc
      .string({ unit: 'binary' })
      .filter((text) => !/[A-Za-z0-9\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/.test(text))
    const marks = fc.array(mark, { minLength: 13, maxLength: 13 })
    const anyFormat = fc.constantFrom(base20x8, base20x10, base20x12, digitsx12)
    fc.assert(
      fc.property(anyFormat, fc.infiniteStream(fc.nat()), marks, (wanted, draws, between) => {
        const drawn = Array.from(draws.take(wanted.length), (draw) => wanted.alphabet[draw % wanted.alphabet.length])
        const typed = `${drawn.map((character, nth) => `${between[nth]}${character}`).join('')}${between.at(-1)}`
        expect(readUserCode(typed, wanted)).toBe(drawn.join(''))
      }),
      { numRuns: 2_000 },
    )
  })

  it('a result is always canonical, and is read as itself', () => {
    const typed = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-composite' }))
    fc.assert(
      fc.property(typed, (text) => {
        const wanted = { ...digitsx12, length: 2 }
        const code = readUserCode(text, wanted)
        if (code === undefined) return
        expect(code).toMatch(/^[0-9]{2}$/)
        expect(readUserCode(code, wanted)).toBe(code)
      }),
      { numRuns: 5_000 },
    )
  })
})
