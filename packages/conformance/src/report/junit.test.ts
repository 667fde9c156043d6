import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { hostileReport, sampleExchange, sampleReport, sampleResult } from '../../test-support/sample-report.js'
import { type JunitReportOptions, junitReport } from './junit.js'
import type { AuditReport, AuditResult } from './report.js'

const read = (report: AuditReport, options?: JunitReportOptions) => readXml(junitReport(report, options))

/** The suites by their name. */
function suitesOf(report: AuditReport, options?: JunitReportOptions): ReadonlyMap<string | undefined, XmlElement> {
  return new Map(read(report, options).children.map((suite) => [suite.attributes['name'], suite]))
}

/** The only test of a report with one result. */
function testOf(change: Partial<AuditResult>, options?: JunitReportOptions): XmlElement {
  const [suite] = read(sampleReport([sampleResult({ reason: 'status 200', ...change })]), options).children
  const test = suite?.children.find(({ name }) => name === 'testcase')
  if (test === undefined) throw new Error('the suite has no test')
  return test
}

describe('the JUnit report', () => {
  it('counts the tests of the run', () => {
    const { name, attributes } = read(sampleReport())
    expect(name).toBe('testsuites')
    expect(attributes).toEqual({
      name: 'Audit of https://login.example.com',
      ...{ tests: '11', failures: '2', errors: '1', skipped: '3' },
      time: '84',
      timestamp: '2026-12-01T00:10:12.000Z',
    })
  })

  it('has a suite for each group, with what was judged and its own counts', () => {
    const suites = suitesOf(sampleReport())
    expect([...suites.keys()]).toEqual(['metadata', 'codes', 'poll', 'token', 'redeem', 'dpop'])
    const codes = suites.get('codes')
    expect(codes?.attributes).toEqual({
      name: 'codes',
      ...{ tests: '3', failures: '0', errors: '0', skipped: '0' },
      timestamp: '2026-12-01T00:10:12.000Z',
    })
    expect(codes?.children.map(({ name }) => name)).toEqual(['properties', 'testcase', 'testcase', 'testcase'])
    expect(codes?.children[0]?.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'server', value: 'https://login.example.com' },
      { name: 'clientId', value: 'tv-app' },
      { name: 'device_authorization_endpoint', value: 'https://login.example.com/oauth/device/code' },
      { name: 'token_endpoint', value: 'https://login.example.com/oauth/token' },
    ])
  })

  it('names a test by its id', () => {
    expect(testOf({})).toEqual({
      name: 'testcase',
      attributes: { name: 'codes-served', classname: 'codes' },
      children: [],
      text: '',
    })
  })

  it('has a failed MUST as a failure, with the exchange', () => {
    const { children } = testOf({ outcome: 'failed', exchanges: [sampleExchange()] })
    expect(children.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      {
        name: 'failure',
        attributes: {
          type: 'MUST',
          message:
            'A client gets a device code, a user code and a verification URI with status 200. Expected: status 200',
        },
      },
    ])
    expect(children[0]?.text).toContain('https://www.rfc-editor.org/rfc/rfc8628#section-3.2')
    expect(children[0]?.text).toContain(`\n  < ${sampleExchange().responseBody}\n  $ ${sampleExchange().curl}`)
  })

  it.each([
    ['SHOULD', false, 'system-out'],
    ['SHOULD', true, 'failure'],
    ['MAY', false, 'system-out'],
    ['MAY', true, 'system-out'],
  ] as const)('has a failed %s, with strict %s, as %s', (level, strict, name) => {
    const { children } = testOf({ level, outcome: 'failed' }, { strict })
    expect(children.map((child) => child.name)).toEqual([name])
    expect(children[0]?.text).toContain('Expected: status 200')
  })

  it('counts as it names', () => {
    expect(read(sampleReport(), { strict: true }).attributes['failures']).toBe('3')
  })

  it('has a skipped audit as skipped, with its reason', () => {
    expect(testOf({ outcome: 'skipped', reason: 'no keys' }).children).toEqual([
      { name: 'skipped', attributes: { message: 'no keys' }, children: [], text: '' },
    ])
  })

  it.each(['MUST', 'SHOULD', 'MAY'] as const)('has an unclear %s as an error', (level) => {
    const [error] = testOf({ level, outcome: 'unclear', reason: 'no codes' }).children
    expect(error?.name).toBe('error')
    expect(error?.attributes['message']).toMatch(/\. Unclear: no codes$/)
  })
})

describe('hostile texts in the JUnit report', () => {
  it('stay texts', () => {
    const hostile = `]]><script>&lt;"'</failure>`
    const { children } = testOf({
      outcome: 'failed',
      reason: hostile,
      exchanges: [sampleExchange({ responseBody: hostile })],
    })
    expect(children.map(({ name, children: inner }) => ({ name, inner }))).toEqual([{ name: 'failure', inner: [] }])
    expect(children[0]?.attributes['message']?.endsWith(hostile)).toBe(true)
    expect(children[0]?.text).toContain(`< ${hostile}\n`)
  })

  it('become visible if XML 1.0 cannot hold them', () => {
    const { children } = testOf({ outcome: 'skipped', reason: 'a\u0000b\u001bc\ufffed\ud800e' })
    expect(children[0]?.attributes['message']).toBe('a␀b␛c\\u{fffe}d\\u{d800}e')
  })

  it('leave the document well-formed, whatever the server sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (hostile) => {
        expect(read(hostileReport(hostile)).children).toHaveLength(1)
      }),
    )
  })

  it('are found if they are not escaped', () => {
    expect(() => readXml('<a>\u0001</a>')).toThrow()
    expect(() => readXml('<a b="&"/>')).toThrow()
    expect(() => readXml('<a>]]></a>')).toThrow()
  })
})

/** An element of an XML document. */
interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/**
 * Returns the root element of a document.
 *
 * @throws `Error` if the document is not well-formed.
 */
function readXml(document: string): XmlElement {
  const root = { name: '', attributes: {}, children: [] as XmlElement[], text: '' }
  const open = [root]
  const parser = new SaxesParser()
  parser.on('error', (fault) => {
    throw fault
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, children: [] as XmlElement[], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const last = open.at(-1)
    if (last !== undefined) last.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(document).close()
  const [element] = root.children
  if (element === undefined) throw new Error('the document has no element')
  return element
}
