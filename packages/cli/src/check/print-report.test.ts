import { describe, expect, it } from 'vitest'
import { colorsFor } from '../terminal/colors.js'
import { printLimits } from './print-limits.js'
import { printed } from './print-report.js'
import type { Report } from './report.js'

const report: Report = {
  export: 'grant',
  problems: [
    { code: 'probe-failed', option: 'tokens', message: 'two\nlines', docs: 'https://example.com/#x', place: 'a.js:1' },
  ],
  warnings: [{ code: 'limits-off', message: 'the limits are off' }],
  probe: [
    { part: 'stores.authorizations', ok: true },
    { part: 'tokens', ok: false, reason: 'down' },
  ],
}

describe('a printed report', () => {
  it('has every finding, and a verdict at its end', () => {
    expect(printed('a.js', report, colorsFor(false))).toBe(`a.js, export grant

✖ probe-failed (tokens, a.js:1)
  two
  lines
  https://example.com/#x

! limits-off
  the limits are off

Called once:
  ✔ stores.authorizations
  ✖ tokens

1 problem, 1 warning
`)
  })

  it('has colors where they are wanted, and the same text', () => {
    const colored = printed('a.js', report, colorsFor(true))
    expect(colored).toContain('\u001b[31m✖\u001b[39m')
    expect(colored).toContain('\u001b[33m!\u001b[39m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colors
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(printed('a.js', report, colorsFor(false)))
  })

  it('has no line that an option has forged', () => {
    const forging = { problems: [{ code: 'unknown-option', option: 'x)\n\nno problems', message: 'y' }], warnings: [] }
    expect(printed('a.js', forging, colorsFor(false))).toContain('✖ unknown-option (x)  no problems)\n')
  })

  it('is good without a problem', () => {
    expect(printed('a.js', { problems: [], warnings: [] }, colorsFor(true))).toContain(
      '\u001b[32mno problems, no warnings\u001b[39m',
    )
  })
})

describe('the printed limits', () => {
  it('have each rule in the largest unit that fits', () => {
    const every = { perAddress: { burst: 1, every: 250 } }
    const day = 86_400_000
    const streak = { free: 5, first: 1000, ceiling: 900_000, remember: day }
    const lines = printLimits({
      starts: {
        perAddress: { burst: 300, every: 2000 },
        perClient: { burst: 1, every: 90_000 },
        all: { burst: 9, every: day },
      },
      deviceCodes: every,
      clientSecrets: every,
      passwords: { ...every, strangers: streak, strangersInARow: streak, known: streak },
      secondFactors: { perTicket: every.perAddress, perAccount: every.perAddress, perAccountAndDay: every.perAddress },
      userCodes: {
        perSession: every.perAddress,
        perAccount: every.perAddress,
        perAccountAndDay: every.perAddress,
        ...every,
        all: every.perAddress,
      },
      tokens: { perClient: { burst: 1, every: 7_200_000 } },
      registrations: every,
    })
    expect(lines).toEqual(
      expect.arrayContaining([
        'starts.perAddress               300 at once, then one each 2 seconds',
        'starts.perClient                1 at once, then one each 1.5 minutes',
        'starts.all                      9 at once, then one each 1 day',
        'deviceCodes.perAddress          1 at once, then one each 250 milliseconds',
        'passwords.strangers             5 failures, then a wait of 1 second up to 15 minutes',
        'tokens.perClient                1 at once, then one each 2 hours',
      ]),
    )
  })
})
