/** A request of the device or the phone, as it is sent. */
export interface Sent {
  readonly from: 'device' | 'phone'
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Headers that only the playground sends. Another client has no use for them. */
  readonly ownHeaders?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What the server answered. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The address at the end of all redirects. */
  readonly url: string
}

/** One request with its answer. */
export interface Exchange {
  readonly sent: Sent
  readonly at: Date
  readonly milliseconds: number
  /** `undefined` if none came. */
  readonly answer: Answer | undefined
}

const shownHeaders = ['content-type', 'retry-after', 'cache-control', 'www-authenticate'] as const

/** Sends a request and waits for the whole answer. */
export async function exchange(sent: Sent): Promise<Exchange> {
  const at = new Date()
  const began = performance.now()
  const answer = await answerTo(sent)
  return { sent, at, milliseconds: performance.now() - began, answer }
}

async function answerTo({ method, url, body, ...sent }: Sent): Promise<Answer | undefined> {
  const headers = { ...sent.headers, ...sent.ownHeaders }
  try {
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body }), cache: 'no-store' })
    const text = await response.text()
    const received = [...response.headers]
    return { status: response.status, headers: Object.fromEntries(received), body: text, url: response.url }
  } catch (fault) {
    // The only fault of `fetch` here: the server is not there.
    if (fault instanceof TypeError) return undefined
    throw fault
  }
}

/** Returns the headers of an answer that matter to a device. */
export function headersToShow({ headers }: Answer): readonly (readonly [string, string])[] {
  return shownHeaders.flatMap((name) => {
    const value = headers[name]
    return value === undefined ? [] : [[name, value] as const]
  })
}

/** Returns the command that sends the same request from a terminal, without the headers of the playground. */
export function curlOf({ method, url, headers, body }: Sent): string {
  const parts = [
    ...(method === 'POST' && body === undefined ? ['-X POST'] : []),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
    quote(url),
  ]
  return `curl -i ${parts.join(' ')}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
