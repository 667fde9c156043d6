import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostileReport, sampleExchange, sampleReport, sampleResult } from '../../test-support/sample-report.js'
import { textReport } from './text.js'

const failed = sampleResult({ outcome: 'failed', reason: 'status 200', exchanges: [sampleExchange()] })

describe('the text report', () => {
  it('says what was judged', () => {
    expect(textReport(sampleReport()).split('\n\n')[0]).toBe(
      [
        'Audit of https://login.example.com',
        'client tv-app, 2026-12-01 00:10 UTC, 84 seconds, 213 requests',
        '  device_authorization_endpoint  https://login.example.com/oauth/device/code',
        '  token_endpoint                 https://login.example.com/oauth/token',
      ].join('\n'),
    )
  })

  it('has a line for each audit, below its group', () => {
    const lines = textReport(sampleReport()).split('\n')
    expect(lines.slice(lines.indexOf('codes'), lines.indexOf('codes') + 4)).toEqual([
      'codes',
      '  ✓ codes-served               A client gets a device code, a user code and a verification URI with status 200.',
      '  ○ codes-complete-uri         The response has a verification URI that includes the user code. (does not offer)',
      '  ✗ codes-device-code-entropy  A device code has the entropy of 128 bits or more. (SHOULD)',
    ])
    expect(lines).toContain('  ? poll-too-fast  A client that polls too fast receives slow_down. (unclear)')
    expect(lines).toContain('  – redeem-once  A device code gives tokens once. (skipped)')
  })

  it('has all that a person needs to check a failure', () => {
    const report = sampleReport([{ ...failed, note: 'Some servers say 201.' }])
    expect(textReport(report)).toContain(
      [
        'Failed',
        '',
        '✗ codes-served  MUST, RFC 8628 §3.2',
        '  A client gets a device code, a user code and a verification URI with status 200.',
        '  https://www.rfc-editor.org/rfc/rfc8628#section-3.2',
        '  Expected: status 200',
        '  Note: Some servers say 201.',
        '',
        '  > POST https://login.example.com/oauth/token',
        '  > Content-Type: application/x-www-form-urlencoded',
        '  > Accept: application/json',
        '  >',
        `  > ${sampleExchange().requestBody}`,
        '  < HTTP 200',
        '  < Content-Type: text/html; charset=utf-8',
        '  < Cache-Control: max-age=60',
        '  <',
        `  < ${sampleExchange().responseBody}`,
        `  $ ${sampleExchange().curl}`,
        '',
      ].join('\n'),
    )
  })

  it('shows what departs from a SHOULD and what is unclear after what fails', () => {
    const text = textReport(sampleReport())
    const places = ['\nFailed\n', '\nNot as recommended\n', '\nUnclear\n'].map((title) => text.indexOf(title))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(text).toContain('Why: no authorization could be started')
  })

  it('says of a MAY that the server does not offer it', () => {
    const text = textReport(sampleReport([sampleResult({ level: 'MAY', outcome: 'failed', reason: 'an interval' })]))
    expect(text).toContain('Does not offer, which is no fault\n  codes-served (RFC 8628 §3.2): an interval\n')
    expect(text).not.toMatch(/✗|failed|Failed/)
  })

  it('sums up what was skipped by its reason', () => {
    expect(textReport(sampleReport())).toContain(
      [
        'Skipped',
        '  2: the run cannot approve: it was started without a way to decide',
        '    redeem-once, redeem-race',
        '  1: the server does not name DPoP in its metadata',
        '    dpop-nonce',
      ].join('\n'),
    )
  })

  it('counts each level', () => {
    expect(textReport(sampleReport())).toContain(
      [
        'Summary',
        '              passed  not passed     unclear     skipped',
        '  MUST             3           2           1           2',
        '  SHOULD           0           1           0           0',
        '  MAY              0           1           0           1',
      ].join('\n'),
    )
  })

  it.each([
    ['The server fails 2 of 5 MUSTs; 1 more MUST could not be judged.', sampleReport()],
    ['The server fails 1 of 1 MUST.', sampleReport([failed])],
    ['The server keeps the one MUST that was judged.', sampleReport([sampleResult()])],
    [
      'The server keeps all 2 MUSTs that were judged; 2 more MUSTs could not be judged.',
      sampleReport((['passed', 'passed', 'unclear', 'unclear'] as const).map((outcome) => sampleResult({ outcome }))),
    ],
    ['The server keeps the one MUST that was judged.', sampleReport([sampleResult(), { ...failed, level: 'SHOULD' }])],
    ['No MUST was judged, so the server neither passes nor fails.', sampleReport([])],
    ['No MUST was judged, so the server neither passes nor fails.', sampleReport([{ ...failed, level: 'MAY' }])],
  ])('ends with the verdict: %s', (sentence, report) => {
    expect(textReport(report).endsWith(`\n\n${sentence}\n`)).toBe(true)
  })

  it('has colors only if they are wanted', () => {
    const colored = textReport(sampleReport(), { colors: true })
    expect(colored).toContain('\u001b[31m✗\u001b[39m')
    expect(stripVTControlCharacters(colored)).toBe(textReport(sampleReport()))
  })

  it('cuts long responses, and says so', () => {
    const long = sampleExchange({ responseBody: `${'a'.repeat(9000)}\n${'b\n'.repeat(90)}` })
    const text = textReport(sampleReport([{ ...failed, exchanges: [long] }]))
    expect(text).toMatch(/\n {2}< a+\n {2}< … \d+ more characters\n/)
    expect(text).not.toContain('< b')
    const lines = sampleExchange({ responseBody: 'b\n'.repeat(90) })
    expect(textReport(sampleReport([{ ...failed, exchanges: [lines] }])).match(/< b\n/g)).toHaveLength(26)
  })

  it('shows the first exchanges of many', () => {
    const text = textReport(sampleReport([{ ...failed, exchanges: Array.from({ length: 9 }, () => sampleExchange()) }]))
    expect(text.match(/ > POST/g)).toHaveLength(4)
    expect(text).toContain('\n\n  … 5 more requests\n')
  })
})

describe('hostile texts in the text report', () => {
  it('cannot give the terminal an order, nor forge a line', () => {
    const hostile = '\u001b[2J\u001b]0;title\u0007\u009b31m\u007f\u202e\rThe server keeps all\nFAKE'
    const text = textReport(hostileReport(hostile))
    expect(text).toContain('␛[2J␛]0;title␇\\u{9b}31m␡\\u{202e}␍The server keeps all')
    expect(text.split('\n').filter((line) => line.startsWith('FAKE'))).toEqual([])
    expect(text).toContain('Audit of ␛[2J')
  })

  it('have no control character, whatever the server sends', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(anything, (hostile) => {
        expect(textReport(hostileReport(hostile))).not.toMatch(/[^\P{Cc}\t\n]|\p{Cf}|\p{Cs}/u)
      }),
    )
  })
})
