import type { Exchange, HeaderList, SentRequest } from './exchange.js'
import { readText } from './read-text.js'

/** What a wire needs. Times are milliseconds. */
export interface WireOptions {
  readonly fetch: typeof globalThis.fetch
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** The origins that may get a request. */
  readonly origins: ReadonlySet<string>
  /** The least time between two requests. */
  readonly pace: number
  /** How long a response may take. */
  readonly timeout: number
  readonly maxRequests: number
  readonly signal: AbortSignal | undefined
  /** Sees each exchange as soon as it is there. */
  readonly onExchange: (exchange: Exchange) => void
}

/** Sends requests one at a time, at a pace, up to a limit, and keeps each exchange. */
export interface Wire {
  readonly exchanges: readonly Exchange[]
  send(request: SentRequest): Promise<Exchange>
  /** Sends requests at the same moment. All of them count. */
  sendTogether(requests: readonly SentRequest[]): Promise<readonly Exchange[]>
  /** Returns whether the caller named an origin. */
  mayReach(origin: string): boolean
  sleep(milliseconds: number): Promise<void>
  /** Throws the reason of the caller if the run is to end. */
  throwIfAborted(): void
  /** The count of requests so far. */
  count(): number
}

/** A server that did not answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** No request is left. */
export class OutOfRequests extends Error {
  override readonly name = 'OutOfRequests'
}

const longestRetryAfter = 60_000
const mostRetries = 3

/** Makes a wire. */
export function createWire(options: WireOptions): Wire {
  const { sleep, origins, pace, maxRequests, signal, onExchange } = options
  const exchanges: Exchange[] = []
  let count = 0

  function take(request: SentRequest): void {
    const { origin } = new URL(request.url)
    if (!origins.has(origin)) throw new Unreachable(`${origin} was not named, so it gets no request`)
    if (count >= maxRequests) throw new OutOfRequests(`the limit of ${maxRequests} requests is reached`)
    count++
  }

  async function once(request: SentRequest): Promise<Exchange> {
    take(request)
    const exchange = await exchangeOf(request, options)
    exchanges.push(exchange)
    onExchange(exchange)
    return exchange
  }

  async function send(request: SentRequest): Promise<Exchange> {
    if (count > 0) await sleep(pace, signal)
    for (let retry = 0; ; retry++) {
      const exchange = await once(request)
      if (!hasNoTime(exchange)) return exchange
      const wait = retryAfter(exchange)
      if (wait === undefined || wait > longestRetryAfter || retry === mostRetries) {
        throw new Unreachable(`the server has no time for ${request.method} ${request.url}: status ${exchange.status}`)
      }
      await sleep(wait, signal)
    }
  }

  async function sendTogether(requests: readonly SentRequest[]): Promise<readonly Exchange[]> {
    if (count > 0) await sleep(pace, signal)
    return Promise.all(requests.map(once))
  }

  return {
    exchanges,
    send,
    sendTogether,
    mayReach: (origin) => origins.has(origin),
    sleep: (time) => sleep(time, signal),
    throwIfAborted: () => signal?.throwIfAborted(),
    count: () => count,
  }
}

/** RFC 6585 §4, RFC 9110 §15.6.4 */
function hasNoTime({ status }: Exchange): boolean {
  return status === 429 || status === 503
}

/** RFC 9110 §10.2.3: how long the server asks to wait, in milliseconds. */
function retryAfter({ headers }: Exchange): number | undefined {
  const [, value = ''] = headers.find(([name]) => name.toLowerCase() === 'retry-after') ?? []
  return /^\d{1,9}$/.test(value) ? Number(value) * 1000 : undefined
}

async function exchangeOf(request: SentRequest, { fetch, timeout, signal }: WireOptions): Promise<Exchange> {
  const limit = AbortSignal.timeout(timeout)
  const { method, url, headers, body } = request
  try {
    const response = await fetch(url, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      // A redirect may lead to an address that was not named.
      redirect: 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(body === undefined ? {} : { body }),
    })
    return { request, status: response.status, headers: headersOf(response), body: await readText(response) }
  } catch (fault) {
    signal?.throwIfAborted()
    if (limit.aborted) throw new Unreachable(`${method} ${url} got no response in ${timeout / 1000} seconds`)
    throw new Unreachable(`${method} ${url} got no response: ${reasonOf(fault)}`, { cause: fault })
  }
}

function headersOf({ headers }: Response): HeaderList {
  return [...headers]
}

/** A fetch of Node hides the reason in the cause of its error. */
function reasonOf(fault: unknown): string {
  const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault
  if (!(cause instanceof Error)) return String(cause)
  const code: unknown = Reflect.get(cause, 'code')
  return cause.message === '' && typeof code === 'string' ? code : cause.message
}
