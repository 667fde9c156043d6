import { describe, expect, it } from 'vitest'
import { canonicalPassword, canonicalUsername } from './credentials-text.js'

// NIST SP 800-63B-4 §3.1.1.2, RFC 8265.

describe('canonicalUsername', () => {
  it.each([
    ['as it is', 'alice', 'alice'],
    ['in capitals', 'ALICE', 'alice'],
    ['with white space around it', ' \talice\r\n', 'alice'],
    ['with white space inside, which is part of it', 'alice smith', 'alice smith'],
    ['decomposed (NFD)', 'zoe\u0308', 'zo\u00EB'],
    ['an address', 'Alice@Example.COM', 'alice@example.com'],
    ['letters beyond ASCII keep their case', '\u00C9lodie', '\u00C9lodie'],
    ['empty', '', ''],
    ['256 characters', 'a'.repeat(256), 'a'.repeat(256)],
  ])('%s', (_, typed, expected) => {
    expect(canonicalUsername(typed)).toBe(expected)
  })

  it.each([
    ['full-width letters', '\uFF21\uFF2C\uFF29\uFF23\uFF25', 'alice'],
    ['a full-width at sign', 'alice\uFF20example.com', 'alice@example.com'],
    ['a dotless i', 'al\u0131ce', 'alice'],
    ['a dotted capital I', 'AL\u0130CE', 'alice'],
    ['a long s', '\u017Fam', 'sam'],
    ['a Cyrillic a', '\u0430lice', 'alice'],
    ['a ligature', '\uFB01ona', 'fiona'],
    ['a zero-width space', 'ali\u200Bce', 'alice'],
    ['a no-break space around it', '\u00A0alice', 'alice'],
    ['NUL behind it', 'alice\0', 'alice'],
  ])('%s never becomes another account', (_, typed, other) => {
    expect(canonicalUsername(typed)).not.toBe(other)
  })

  it('returns its own result unchanged', () => {
    for (const typed of ['ALICE', ' \u212Belle ', 'e\u0301', '\u1E9B\u0323']) {
      const canonical = canonicalUsername(typed) ?? ''
      expect(canonicalUsername(canonical)).toBe(canonical)
    }
  })

  it.each([257, 1_000_000])('refuses %i characters without reading them', (length) => {
    expect(canonicalUsername('a'.repeat(length))).toBeUndefined()
  })
})

describe('canonicalPassword', () => {
  it.each([
    ['as it is', 'correct horse', 'correct horse'],
    ['decomposed (NFD)', 'cafe\u0301', 'caf\u00E9'],
    ['with white space around it, which is part of it', ' x ', ' x '],
    ['in capitals, which are part of it', 'ABC', 'ABC'],
    ['with a ligature, which stays one', '\uFB01rewall', '\uFB01rewall'],
    ['full-width, which stays so', '\uFF41bc', '\uFF41bc'],
    ['with NUL inside, which is part of it', 'a\0b', 'a\0b'],
    ['64 characters of four bytes', '\u{1F512}'.repeat(64), '\u{1F512}'.repeat(64)],
    ['1 024 bytes', 'x'.repeat(1_024), 'x'.repeat(1_024)],
    ['1 024 bytes in two-byte characters', '\u00E9'.repeat(512), '\u00E9'.repeat(512)],
    ['1 024 bytes once composed', 'e\u0301'.repeat(512), '\u00E9'.repeat(512)],
  ])('%s', (_, typed, expected) => {
    expect(canonicalPassword(typed)).toBe(expected)
  })

  it.each([
    ['1 025 bytes', 'x'.repeat(1_025)],
    ['1 024 characters of two bytes', '\u00E9'.repeat(1_024)],
    ['513 characters of two bytes', '\u00E9'.repeat(513)],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('refuses %s instead of truncating it', (_, typed) => {
    expect(canonicalPassword(typed)).toBeUndefined()
  })
})
