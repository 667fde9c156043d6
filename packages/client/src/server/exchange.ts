import type { Duration, Time } from '../time/time.js'

/** A request as oauth4webapi makes it. */
export interface RequestInitOfServer {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: URLSearchParams | undefined
  readonly redirect: 'manual'
  readonly signal?: AbortSignal
}

/** Sends one request and reads the whole response. */
export type Exchange = (url: string, init: RequestInitOfServer) => Promise<Response>

/** The server did not answer, or its response broke off. */
export class NoAnswer extends Error {
  readonly reason: 'timedOut' | 'unreachable' | 'broken'
  /** The status, if the response broke off after it. */
  readonly status: number | undefined

  constructor(
    reason: 'timedOut' | 'unreachable' | 'broken',
    options: { readonly cause?: unknown; readonly status?: number },
  ) {
    super(`the request failed: ${reason}`, { cause: options.cause })
    this.reason = reason
    this.status = options.status
  }
}

export interface ExchangeSettings {
  readonly fetch: typeof globalThis.fetch
  readonly time: Time
  /** How long one request may take, its response included. */
  readonly timeout: Duration
}

/**
 * Makes the function that sends requests to the server. It rejects with `NoAnswer`, or with the reason of the caller's
 * signal. The time for a response includes its body, and a body that breaks off is found here.
 */
export function createExchange({ fetch, time, timeout }: ExchangeSettings): Exchange {
  return async (url, { signal, body = null, ...init }) => {
    signal?.throwIfAborted()
    const request = new AbortController()
    const timer = new AbortController()
    const stop = () => request.abort(signal?.reason)
    signal?.addEventListener('abort', stop, { once: true })
    let isTimedOut = false
    const watch = time.sleep(timeout, timer.signal).then(
      () => {
        isTimedOut = true
        request.abort(new Error('the request took too long'))
      },
      () => undefined, // the response came in time
    )
    let status: number | undefined
    try {
      const response = await fetch(url, { ...init, body, signal: request.signal })
      status = response.status
      const text = await response.text()
      return new Response(hasNoBody(status) ? null : text, { status, headers: response.headers })
    } catch (cause) {
      signal?.throwIfAborted()
      if (isTimedOut) throw new NoAnswer('timedOut', { cause, ...(status !== undefined && { status }) })
      throw status === undefined ? new NoAnswer('unreachable', { cause }) : new NoAnswer('broken', { cause, status })
    } finally {
      timer.abort()
      signal?.removeEventListener('abort', stop)
      await watch
    }
  }
}

// The statuses whose response has no body, with which the constructor of Response accepts none.
function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}
