import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimedText, resourceParameter, scopeParameter } from './values.js'

/** Returns the value, or the problem that the schema names. */
function read(schema: typeof scopeParameter | typeof resourceParameter, sent: unknown) {
  const result = schema.safeParse(sent)
  if (result.success) return result.data
  const [issue] = result.error.issues
  return issue?.code === 'custom' ? issue.params?.['problem'] : 'invalidRequest'
}

// RFC 6749 §3.3.
describe('scope', () => {
  it.each([
    ['read', ['read']],
    ['read write', ['read', 'write']],
    ['read  write read ', ['read', 'write']],
    [' ', []],
    ['', []],
    ['https://example.com/auth?x#y', ['https://example.com/auth?x#y']],
    ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~", ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~"]],
    ['READ read', ['READ', 'read']],
  ])('%j is %j', (sent, expected) => {
    expect(read(scopeParameter, sent)).toEqual(expected)
  })

  it.each([['read"'], ['a\\b'], ['a\tb'], ['\u00E9'], ['a\nb'], ['a\0'], ['a\u00A0b'], ['\u007F'], ['\u{1F4FA}']])(
    '%j is an invalid scope',
    (sent) => {
      expect(read(scopeParameter, sent)).toBe('invalidScope')
    },
  )

  it.each([[['read']], [7], [null], [true], [{}]])('%j is an invalid request', (sent) => {
    expect(read(scopeParameter, sent)).toBe('invalidRequest')
  })
})

// RFC 8707 §2 and RFC 3986 §4.3.
describe('resource', () => {
  it.each([
    ['https://api.example/', ['https://api.example/']],
    ['https://api.example:8443/a/b?c=d&e', ['https://api.example:8443/a/b?c=d&e']],
    ['https://[2001:db8::7]/', ['https://[2001:db8::7]/']],
    ['urn:example:api', ['urn:example:api']],
    ['com.example.app:/', ['com.example.app:/']],
    ['https://api.example/%C3%A9', ['https://api.example/%C3%A9']],
    [
      ['https://a/', 'urn:b'],
      ['https://a/', 'urn:b'],
    ],
    [
      ['urn:b', 'urn:b', 'urn:a'],
      ['urn:b', 'urn:a'],
    ],
    [[], []],
  ])('%j is %j', (sent, expected) => {
    expect(read(resourceParameter, sent)).toEqual(expected)
  })

  it.each([
    ['https://api.example/#frag'],
    ['https://api.example/#'],
    ['/relative'],
    ['//host/path'],
    ['api'],
    ['api.example/'],
    ['https:'],
    [':nothing'],
    ['1https://a/'],
    ['https://a b/'],
    ['https://a/\u00E9'],
    ['https://a/"'],
    ['https://a/<>'],
    ['https://a\\b'],
    ['https://a/\n'],
    ['\nhttps://a/'],
    ['https://a/|'],
    [['https://a/', 'relative']],
    [['https://a/', '']],
  ])('%j is an invalid target', (sent) => {
    expect(read(resourceParameter, sent)).toBe('invalidTarget')
  })

  it.each([[7], [null], [{}], [['https://a/', 7]], [[['https://a/']]]])('%j is an invalid request', (sent) => {
    expect(read(resourceParameter, sent)).toBe('invalidRequest')
  })
})

describe('claimedText', () => {
  it.each([
    ['keeps plain text', 'Living room', 'Living room'],
    ['removes white space around the text', '  Living room \n', 'Living room'],
    ['keeps text of any script', '電視 Küche', '電視 Küche'],
    ['keeps an emoji', 'TV \u{1F4FA}', 'TV \u{1F4FA}'],
    ['keeps characters that HTML must escape', `<b>"TV" & 'x'</b>`, `<b>"TV" & 'x'</b>`],
    ['removes line breaks', 'TV\r\nApproved', 'TVApproved'],
    ['removes NUL, escape and delete', 'T\0V\u001B[2J\u007F', 'TV[2J'],
    ['removes C1 controls', 'T\u0085V\u009B', 'TV'],
    [
      'removes characters that change the text direction',
      '\u202Etxt.exe\u202C \u2066x\u2069\u200E\u200F\u061C',
      'txt.exe x',
    ],
    ['removes invisible characters', 'T\u200BV\uFEFF\u00AD\u2060', 'TV'],
    ['removes tag characters', 'TV\u{E0041}\u{E007F}', 'TV'],
    ['removes half of a character', 'TV\uD83D \uDCFAx', 'TV x'],
  ])('%s', (_, said, expected) => {
    expect(claimedText(said, 80)).toBe(expected)
  })

  it.each([
    ['nothing', ''],
    ['white space', ' \t\u00A0\u3000'],
    ['control characters', '\0\u001B\u202E'],
    ['both', ' \u200B '],
    ['half of a character', '\uD83D'],
  ])('returns undefined if the text has only %s', (_, said) => {
    expect(claimedText(said, 80)).toBe(undefined)
  })

  it.each([
    ['exactly the longest text', 'x'.repeat(80), 'x'.repeat(80)],
    ['one character longer', `${'x'.repeat(80)}y`, 'x'.repeat(80)],
    ['a million characters', 'x'.repeat(1_000_000), 'x'.repeat(80)],
    ['cut at a space', `${'x'.repeat(79)} y`, 'x'.repeat(79)],
    ['cut through a character', `${'x'.repeat(79)}\u{1F4FA}`, 'x'.repeat(79)],
    ['cut before characters are removed', `${'\0'.repeat(80)}y`, undefined],
  ])('cuts long text: %s', (_, said, expected) => {
    expect(claimedText(said, 80)).toBe(expected)
  })

  it('returns short, well-formed and clean text for any input, and does not change its own result', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat({ max: 100 }), (said, longest) => {
        const text = claimedText(said, longest)
        if (text === undefined) return
        expect(text.length).toBeLessThanOrEqual(longest)
        expect(text).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}]+$/u)
        expect(claimedText(text, longest)).toBe(text)
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })
})
