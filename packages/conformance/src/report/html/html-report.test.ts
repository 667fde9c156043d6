import { parse } from 'node-html-parser'
import { describe, expect, it } from 'vitest'
import { hostileReport, sampleExchange, sampleReport, sampleResult } from '../../../test-support/sample-report.js'
import type { AuditReport, AuditResult } from '../report.js'
import { htmlReport } from './html-report.js'

const read = (report: AuditReport) => parse(htmlReport(report))
const textsOf = (report: AuditReport, selector: string) =>
  read(report)
    .querySelectorAll(selector)
    .map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim())
const one = (change: Partial<AuditResult>) => sampleReport([sampleResult({ reason: 'status 200', ...change })])

describe('the page of a report', () => {
  it('says what was judged, and the verdict', () => {
    expect(textsOf(sampleReport(), 'h1')).toEqual(['https://login.example.com'])
    expect(textsOf(sampleReport(), '.facts li')).toEqual([
      'client tv-app',
      '2026-12-01 00:10 UTC',
      '84 seconds',
      '213 requests',
    ])
    expect(textsOf(sampleReport(), '.verdict')).toEqual([
      'The server fails 2 of 5 MUSTs; 1 more MUST could not be judged. 1 recommendation is not followed. 1 option is not offered, which is no fault. 2 MUSTs were skipped.',
    ])
    expect(textsOf(sampleReport(), '.endpoints dd')).toEqual([
      'https://login.example.com/oauth/device/code',
      'https://login.example.com/oauth/token',
    ])
  })

  it.each([
    ['good', [sampleResult()]],
    ['bad', [sampleResult({ outcome: 'failed' })]],
    ['open', [sampleResult(), sampleResult({ outcome: 'unclear' })]],
    ['open', []],
    ['good', [sampleResult(), sampleResult({ level: 'SHOULD', outcome: 'failed' })]],
  ] as const)('has a %s verdict', (kind, results) => {
    expect(read(sampleReport(results)).querySelector('.verdict')?.classNames).toBe(`verdict ${kind}`)
  })

  it('counts each level in a table', () => {
    expect(textsOf(sampleReport(), 'tr')).toEqual([
      'Levelpassednot passedunclearskipped',
      'MUST required3212',
      'SHOULD recommended0100',
      'MAY optional0101',
    ])
  })

  it('leads to what failed, what departs and what is unclear', () => {
    const links = read(sampleReport()).querySelectorAll('.first a')
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '#metadata-response-types',
      '#token-media-type',
      '#codes-device-code-entropy',
      '#poll-too-fast',
    ])
    expect(read(sampleReport([sampleResult()])).querySelector('.first')).toBeNull()
  })

  it('counts the gravest of each group in its link', () => {
    expect(textsOf(sampleReport(), 'nav a')).toEqual([
      'metadata 1 failed',
      'codes 1 not as recommended',
      'poll 1 unclear',
      'token 1 failed',
      'redeem 2 skipped',
      'dpop 1 skipped',
    ])
  })

  it('has a target for each of its links', () => {
    const page = read(sampleReport())
    const targets = page.querySelectorAll('a[href^="#"]').map((link) => link.getAttribute('href') ?? '')
    expect(targets.length).toBeGreaterThan(20)
    expect(targets.filter((target) => page.querySelector(target) === null)).toEqual([])
  })

  it('has all that a person needs to check a failure', () => {
    const page = read(one({ outcome: 'failed', note: 'Some say 201.', exchanges: [sampleExchange()] }))
    const result = page.querySelector('#codes-served')
    expect(result?.classNames).toBe('result failed')
    expect(result?.querySelector('.meta a')?.getAttribute('href')).toBe(
      'https://www.rfc-editor.org/rfc/rfc8628#section-3.2',
    )
    expect(result?.querySelectorAll('.reason').map(({ textContent }) => textContent)).toEqual([
      'Expected: status 200',
      'Note: Some say 201.',
    ])
    expect(result?.querySelector('summary')?.textContent).toBe('POST /oauth/token → 200')
    const [request, response, curl] = result?.querySelectorAll('pre').map(({ textContent }) => textContent) ?? []
    expect(request).toContain(`POST https://login.example.com/oauth/token\nContent-Type: application/x-www`)
    expect(response).toContain(`HTTP 200\nContent-Type: text/html`)
    expect(response).toContain(`\n\n${sampleExchange().responseBody}`)
    expect(curl).toBe(sampleExchange().curl)
  })

  it.each([
    ['MUST', 'failed'],
    ['SHOULD', 'not as recommended'],
    ['MAY', 'does not offer'],
  ] as const)('words a failed %s as "%s"', (level, words) => {
    expect(textsOf(one({ level, outcome: 'failed' }), '.result .badge')).toEqual([words])
    expect(textsOf(one({ level, outcome: 'failed' }), '.filters label')).toEqual(['all 1', `${words} 1`])
  })

  it('says why an audit was skipped', () => {
    expect(textsOf(one({ outcome: 'skipped', reason: 'no keys' }), '.reason')).toEqual(['Why: no keys'])
  })

  it('cuts what is too long', () => {
    const exchanges = Array.from({ length: 22 }, () => sampleExchange({ responseBody: 'a'.repeat(20_000) }))
    const report = one({ outcome: 'failed', exchanges })
    expect(textsOf(report, '.what > .aside')).toEqual(['… 2 more requests'])
    expect(textsOf(report, 'pre')[1]).toMatch(/a … \d+ more characters$/)
  })
})

describe('hostile texts on the page', () => {
  it('stay texts, wherever they stand', () => {
    const hostile = `</pre></details><script>alert(1)</script><a href="javascript:alert(1)" onclick='x'>" onload="y`
    const page = htmlReport(hostileReport(hostile))
    expect(page).not.toMatch(/<script|<\/pre><\/details><|<a href="javascript|onclick='|onload="/)
    const elements = (html: string) => parse(html).querySelectorAll('*').length
    expect(elements(page)).toBe(elements(htmlReport(hostileReport('plain'))))
  })

  it('become visible', () => {
    expect(htmlReport(hostileReport('a\u0000b\u202ec'))).toContain('<h1>a␀b\\u{202e}c</h1>')
  })

  it('are no links', () => {
    const links = read(hostileReport('https://evil.example')).querySelectorAll('a')
    expect(links.filter((link) => link.getAttribute('href')?.includes('evil'))).toEqual([])
  })
})
