import type { Budget } from './budget.js'
import type { Exchange, HeaderList, SentRequest } from './exchange.js'
import { readText } from './read-text.js'
import { hasNoTime, retryAfter } from './retry-after.js'

/** What a wire needs. Times are milliseconds. */
export interface WireOptions {
  readonly fetch: typeof globalThis.fetch
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  readonly now: () => number
  /** The origins that may get a request. */
  readonly origins: ReadonlySet<string>
  /** The least time between two requests. */
  readonly pace: number
  /** How long a response may take. */
  readonly timeout: number
  readonly budget: Budget
  readonly signal: AbortSignal | undefined
  /** Sees each exchange as soon as it is there. */
  readonly onExchange: (exchange: Exchange) => void
}

/** Sends requests one at a time, at a pace, within a budget, and keeps each exchange. */
export interface Wire {
  readonly exchanges: readonly Exchange[]
  send(request: SentRequest): Promise<Exchange>
  /** Sends requests at the same moment. All of them count. */
  sendTogether(requests: readonly SentRequest[]): Promise<readonly Exchange[]>
  /** Returns whether the caller named an origin. */
  mayReach(origin: string): boolean
  /** Waits. Rejects with `OutOfBudget` at once if the time of the run ends before. */
  sleep(milliseconds: number): Promise<void>
  /** Throws the reason of the caller if the run is to end. */
  throwIfAborted(): void
}

/** A server that did not respond. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

const longestRetryAfter = 60_000
const mostRetries = 3

/** Makes a wire. */
export function createWire(options: WireOptions): Wire {
  const { origins, pace, budget, signal, onExchange, now } = options
  const exchanges: Exchange[] = []

  async function sleep(milliseconds: number): Promise<void> {
    budget.takeTime(milliseconds)
    await options.sleep(milliseconds, signal)
  }

  function take(requests: readonly SentRequest[]): void {
    for (const { url } of requests) {
      const { origin } = new URL(url)
      if (!origins.has(origin)) throw new Unreachable(`${origin} was not named, so it gets no request`)
    }
    budget.takeRequests(requests.length)
  }

  async function exchange(request: SentRequest): Promise<Exchange> {
    const made = await exchangeOf(request, options)
    budget.takeText(made.body)
    exchanges.push(made)
    onExchange(made)
    return made
  }

  async function send(request: SentRequest): Promise<Exchange> {
    if (budget.requests > 0) await sleep(pace)
    for (let retry = 0; ; retry++) {
      take([request])
      const made = await exchange(request)
      if (!hasNoTime(made)) return made
      const wait = retryAfter(made, now())
      if (wait === undefined || wait > longestRetryAfter || retry === mostRetries) {
        throw new Unreachable(`the server has no time for ${request.method} ${request.url}: status ${made.status}`)
      }
      await sleep(Math.max(wait, pace))
    }
  }

  async function sendTogether(requests: readonly SentRequest[]): Promise<readonly Exchange[]> {
    if (budget.requests > 0) await sleep(pace)
    take(requests)
    // The others end first, so that none is on its way when the next audit begins.
    const settled = await Promise.allSettled(requests.map(exchange))
    return settled.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    })
  }

  return {
    exchanges,
    send,
    sendTogether,
    mayReach: (origin) => origins.has(origin),
    sleep,
    throwIfAborted: () => signal?.throwIfAborted(),
  }
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
