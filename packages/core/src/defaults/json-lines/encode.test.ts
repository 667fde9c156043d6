// @module-tag repeated
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repetitions } from '../../../test-support/repetitions.js'
import { encodeLine } from './encode.js'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  // Also texts that are not well-formed: half a character, and control sequences of a terminal.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '\u001b[31mred',
    '\u009b2J',
    'a\r\nb',
    '\u2028',
    '\ud800',
    '{"level":50}\n',
    '\u202edesrever',
    '\u{e0041}\u0600',
  ),
)
const members = fc.dictionary(
  fc.constantFrom('ip', 'clientId', 'subject', 'scope'),
  fc.oneof(text, fc.array(text, { maxLength: 60 })),
)

describe('a line', () => {
  it('is one line of printable, well-formed text for any members, and JSON has them again', () => {
    fc.assert(
      fc.property(members, (given) => {
        const line = encodeLine(given)
        expect(line.endsWith('}\n')).toBe(true)
        expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u)
        expect(new TextDecoder().decode(new TextEncoder().encode(line))).toBe(line)
        const read: unknown = JSON.parse(line)
        expect(Object.keys(Object(read)).sort()).toEqual(Object.keys(given).sort())
      }),
      { numRuns: repetitions(500) },
    )
  })

  it('is bounded, whatever the length of its texts and lists', () => {
    const long = '\u0000'.repeat(100_000)
    const line = encodeLine({ ip: long, scope: Array.from({ length: 10_000 }, () => long) })
    expect(line.length).toBeLessThan(34 * 257 * 6 + 1_000)
    expect(JSON.parse(line)).toMatchObject({ ip: `${long.slice(0, 256)}…` })
  })

  it('keeps short texts as they are, and more of the members that may be long', () => {
    expect(JSON.parse(encodeLine({ a: 'Zoë – 日本 🙂', b: 'x'.repeat(300) }, new Map([['b', 300]])))).toEqual({
      a: 'Zoë – 日本 🙂',
      b: 'x'.repeat(300),
    })
  })

  it('cuts no character in half', () => {
    expect(encodeLine({ a: `${'x'.repeat(255)}🙂` })).toBe(`{"a":"${'x'.repeat(255)}\ufffd…"}\n`)
  })
})
