import { describe, expect, it } from 'vitest'
import { isCompactJws } from './compact.js'

// RFC 7515 §7.1, RFC 4648 §3.5.

describe('isCompactJws', () => {
  it.each(['YQ.YWI.YWJj', 'eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl'])('takes the only spelling: %s', (text) => {
    expect(isCompactJws(text)).toBe(true)
  })

  it.each([
    ['the last bits of a part', 'YR.YWI.YWJj'],
    ['the last bits of the signature', 'YQ.YWI.YWJ'],
    ['padding', 'YQ==.YWI=.YWJj'],
    ['white space', 'YQ.YW I.YWJj'],
    ['a line break at the end', 'YQ.YWI.YWJj\n'],
    ['base64', 'YQ.YWI.+/++'],
    ['two parts', 'YQ.YWI'],
    ['five parts', 'YQ.YWI.YWJj.YQ.YQ'],
    ['an empty part', 'YQ..YWJj'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(isCompactJws(text)).toBe(false)
  })
})
