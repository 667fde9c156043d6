import type { AuditRequest, AuditResponse } from './target.js'

/** A response together with its request. */
export interface Reply extends AuditResponse {
  readonly sent: AuditRequest
  /** The value of a header, whatever the case of its name; repeated values are joined by commas. */
  header(name: string): string | undefined
}

/** Joins a request and its response. */
export function replyTo(sent: AuditRequest, response: AuditResponse): Reply {
  return {
    ...response,
    sent,
    header(name) {
      const wanted = name.toLowerCase()
      const values = response.headers.filter(([known]) => known.toLowerCase() === wanted).map(([, value]) => value)
      return values.length === 0 ? undefined : values.join(', ')
    },
  }
}

/** A broken obligation: what was expected, and the exchanges that show it. */
export class Broken extends Error {
  readonly expected: string
  readonly exchanges: readonly Reply[]

  constructor(expected: string, exchanges: readonly Reply[]) {
    super(expected)
    this.expected = expected
    this.exchanges = exchanges
  }
}

/** Breaks the obligation if `holds` is false. `expected` says what should hold; the replies show what came instead. */
export function expectThat(holds: boolean, expected: string, ...replies: readonly Reply[]): asserts holds {
  if (!holds) throw new Broken(expected, replies)
}

/** Spells a broken obligation in full: what was expected, what was sent, what came back. */
export function spellFailure({ expected, exchanges }: Broken): string {
  const shown = exchanges.map(({ sent, status, headers, body }) => {
    const request = [`${sent.method} ${sent.path}`, ...sent.headers.map(spellHeader), ...spellBody(sent.body)]
    const response = [String(status), ...headers.map(spellHeader), ...spellBody(body)]
    return `Sent:\n${indent(request)}\nReceived:\n${indent(response)}`
  })
  return [`Expected: ${expected}`, ...shown].join('\n')
}

const longestShown = 600

function spellHeader([name, value]: readonly [string, string]): string {
  return cut(`${name}: ${value}`)
}

function spellBody(body: string | Uint8Array | undefined): readonly string[] {
  if (body === undefined || body.length === 0) return []
  return ['', typeof body === 'string' ? cut(body) : `${body.length} bytes: ${cut([...body.slice(0, 200)].join(' '))}`]
}

function cut(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}… (${text.length} characters)`
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n')
}
