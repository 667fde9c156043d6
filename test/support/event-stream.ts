/** An event of a stream of security events, with its identifier in the stream. */
export interface StreamedEvent extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly type: string
}

/** A stream of server-sent events that is being read. */
export interface EventStream {
  readonly events: readonly StreamedEvent[]
  /** Waits for the next event that fits, or for one that came before. */
  until(fits: (event: StreamedEvent) => boolean): Promise<void>
  /** Resolves when the server has ended the stream, and rejects if it was cut off. */
  readonly end: Promise<void>
  /** Returns everything that was received, as it was sent. */
  text(): string
  close(): void
}

/** Opens a stream and reads it. */
export async function readEvents(url: string, headers: Readonly<Record<string, string>>): Promise<EventStream> {
  const abort = new AbortController()
  const response = await fetch(url, { headers, signal: abort.signal })
  if (response.status !== 200 || response.body === null) throw new Error(`no stream at ${url}: ${response.status}`)
  const events: StreamedEvent[] = []
  const waiting = new Set<() => void>()
  let received = ''
  const onText = (part: string): void => {
    received += part
  }
  const end = read(response.body, onText, (event) => {
    events.push(event)
    for (const wake of waiting) wake()
  })
  return {
    events,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!events.some(fits)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
        end.then(() => reject(new Error('the stream has ended')), reject)
      }),
    end,
    text: () => received,
    close() {
      end.catch(() => undefined)
      abort.abort()
    },
  }
}

async function read(
  body: ReadableStream<Uint8Array>,
  onText: (part: string) => void,
  onEvent: (event: StreamedEvent) => void,
): Promise<void> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    const part = decoder.decode(chunk, { stream: true })
    onText(part)
    text += part
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, id] = /^id: (.+)$/m.exec(block) ?? []
      const [, data] = /^data: (.+)$/m.exec(block) ?? []
      if (id !== undefined && data !== undefined) onEvent({ ...JSON.parse(data), id })
    }
  }
}
