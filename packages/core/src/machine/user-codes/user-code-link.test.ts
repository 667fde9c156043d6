import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base20x8, digitsx12, isUserCodeLink, readUserCode, type UserCodeReading } from '../user-code.js'
import { linkProofIn, readLinkProof } from './user-code-link.js'

const reading: UserCodeReading = { ...base20x8, linkParameters: ['user_code', 'code'] }
const link = 'https://login.example.com/device?user_code=WDJB-MJHT'

describe('a pasted link is read as its code', () => {
  it.each([
    ['as it is', link],
    ['over http, on a port', 'http://127.0.0.1:3000/device?user_code=WDJB-MJHT'],
    ['without its scheme', 'login.example.com/device?user_code=WDJB-MJHT'],
    ['the query alone', 'user_code=WDJB-MJHT'],
    ['in capitals', link.toUpperCase()],
    ['with another parameter of the dialects', 'https://login.example.com/account/device?code=wdjbmjht'],
    ['with more parameters', 'https://login.example.com/device?lang=en&user_code=WDJB-MJHT&utm_source=mail#top'],
    ['with a fragment', 'https://login.example.com/device#user_code=WDJB-MJHT'],
    ['copied from HTML', 'https://login.example.com/device?lang=en&amp;user_code=WDJB-MJHT'],
    ['with a percent-encoded dash', link.replace('WDJB-', 'WDJB%2D')],
    ['with a percent-encoded space', link.replace('WDJB-', 'WDJB%20')],
    ['with a plus sign for a space', link.replace('WDJB-', 'WDJB+')],
    ['percent-encoded itself', encodeURIComponent(link)],
    ['inside a link of a mail filter', `https://filter.example/?url=${encodeURIComponent(link)}&data=05%7C02%7C`],
    ['twice inside', `https://filter.example/?url=${encodeURIComponent(`/in?next=${encodeURIComponent(link)}`)}`],
    ['with text around', `Open ${link} to go on.`],
    ['at the end of a sentence', `Please open ${link}.`],
    ['in brackets', `(see <${link}>)`],
    ['as Markdown', `[link](${link}): click it`],
    ['as a chat writes it', `<${link}|click this>`],
    ['with invisible marks', `\u2068${link.replace('user_', 'user\u200B_')}\u2069`],
    ['with malformed percent-encoding beside it', `${link}&ref=50%&x=%E0%A4`],
    ['twice, the same', `${link}\n${link}`],
  ])('%s', (_name, typed) => {
    expect(readUserCode(typed, reading)).toBe('WDJBMJHT')
    expect(isUserCodeLink(typed, reading)).toBe(true)
  })

  it.each([
    ['without a code', 'https://login.example.com/device'],
    ['whose letters would make a code', 'http://g.co/dv'],
    ['with an empty code', 'https://login.example.com/device?user_code='],
    ['whose code is cut short', link.slice(0, -1)],
    ['whose code is too long', `${link}B`],
    ['with another parameter', 'https://login.example.com/device?userCode=WDJB-MJHT'],
    ['whose parameter only ends with the right name', 'https://login.example.com/device?my_user_code=WDJB-MJHT'],
    ['beside another one with another code', `${link} ${link.replace('WDJB', 'BBBB')}`],
    ['with two codes', `${link}&user_code=BBBB-BBBB`],
    ['with endless encoding', `https://x.example/?u=%${'25'.repeat(100)}3Fuser_code%3DWDJBMJHT`],
  ])('but not one %s', (_name, typed) => {
    expect(readUserCode(typed, reading)).toBeUndefined()
    expect(isUserCodeLink(typed, reading)).toBe(true)
  })

  it('by the parameter in the example of RFC 8628, if none is named', () => {
    expect(readUserCode(link, base20x8)).toBe('WDJBMJHT')
    expect(readUserCode('https://login.example.com/device?code=WDJB-MJHT', base20x8)).toBeUndefined()
  })

  it('with digits in other parts of the link', () => {
    expect(readUserCode('https://x.example/9/device?v=2&user_code=0194%2D5073%2D0021&n=1', digitsx12)).toBe(
      '019450730021',
    )
  })

  it('but a plain code is not a link', () => {
    for (const typed of ['WDJB-MJHT', 'http', 'user_code', 'user_code: WDJB-MJHT', '', '://?&=']) {
      expect(isUserCodeLink(typed, reading)).toBe(false)
    }
  })

  it('but very long text is refused', () => {
    expect(isUserCodeLink(`${link}&${'x'.repeat(2_048)}`, reading)).toBe(false)
    expect(readUserCode(`${link}&${'x'.repeat(2_048)}`, reading)).toBeUndefined()
  })

  it('with anything else in its query', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/).filter((text) => text !== 'code')
    const others = fc.array(
      fc.tuple(
        name,
        fc.string({ unit: 'binary', maxLength: 10 }).filter((text) => !/\p{Cs}/u.test(text)),
      ),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(others, others, (before, after) => {
        const query = new URLSearchParams([...before, ['user_code', 'wdjb mjht'], ...after])
        expect(readUserCode(`https://login.example.com/device?${query}`, reading)).toBe('WDJBMJHT')
      }),
    )
  })
})

describe('the proof in a pasted link', () => {
  const proof = 'O9-PNzfNHgf9z_4-'
  const proven = `${link}&k=${proof}`

  it.each([
    ['as it is', proven],
    ['before the code', `https://login.example.com/device?k=${proof}&user_code=WDJB-MJHT`],
    ['with more parameters', `${proven}&utm_source=mail#top`],
    ['percent-encoded itself', encodeURIComponent(proven)],
    ['inside a link of a mail filter', `https://filter.example/?url=${encodeURIComponent(proven)}&data=05%7C02%7C`],
    ['with text around', `Open ${proven} to go on.`],
    ['copied from HTML', proven.replace('&', '&amp;')],
    ['the same one twice', `${proven}&k=${proof}`],
  ])('is read %s', (_name, pasted) => {
    expect(linkProofIn(pasted)).toBe(proof)
    expect(readUserCode(pasted, reading)).toBe('WDJBMJHT')
  })

  it.each([
    ['none', link],
    ['no link', proof],
    ['two', `${proven}&k=${'A'.repeat(16)}`],
    ['a short one', proven.slice(0, -1)],
    ['a long one', `${proven}A`],
    ['other characters', `${link}&k=${'*'.repeat(16)}`],
    ['an empty one', `${link}&k=`],
  ])('is missing with %s', (_name, pasted) => {
    expect(linkProofIn(pasted)).toBeUndefined()
  })

  it.each([undefined, null, 7, [proof], { k: proof }, '', `${proof}\n`, `${proof.slice(1)}ü`])('is not %j', (value) => {
    expect(readLinkProof(value)).toBeUndefined()
  })
})
