import type { Duration } from '@devicegrant/core'

/** What happens to one request at the token endpoint, on its way or at the server. */
export type Fault =
  | { readonly type: 'lost'; readonly part: 'request' | 'answer' | 'body' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'status'; readonly status: number; readonly retryAfter?: number }
  | { readonly type: 'garbled' }
  | { readonly type: 'html' }
  | { readonly type: 'retryAfter'; readonly seconds: number }
  | { readonly type: 'slowDown'; readonly interval?: Duration }

/** The network. Each function is for the next requests at the token endpoint, one after another, and for no others. */
export interface FaultControls {
  /**
   * `request`: it never arrives. `answer`: the server answers, and the connection breaks. `body`: the headers of the answer come,
   * and its body breaks off.
   */
  loseNextAnswer(part: 'request' | 'answer' | 'body', times?: number): void
  /** The requests never arrive, and hang until the client gives up. Time passes meanwhile. */
  timeOut(times?: number): void
  /** Something in front of the server responds with this status and a page. `retryAfter` is in seconds. */
  status(status: number, times?: number, options?: { readonly retryAfter?: number }): void
  /** The server answers, and the JSON of its answer is cut off in the middle. */
  garble(times?: number): void
  /** Something in front of the server responds with 200 and a page, such as the sign-in page of a Wi-Fi network. */
  html(times?: number): void
  /** The server answers, and its answer has this `Retry-After`, in seconds. */
  retryAfter(seconds: number, times?: number): void
  /** The answer is `slow_down` (RFC 8628 §3.5). `interval`, in milliseconds, stands in the body if it is given. */
  tooFast(times?: number, options?: { readonly interval?: Duration }): void
}

/** The faults that wait for a request. */
export interface FaultQueue {
  readonly controls: FaultControls
  /** Takes the fault of the next request. */
  take(): Fault | undefined
}

/** Starts without a fault. */
export function createFaultQueue(): FaultQueue {
  const waiting: Fault[] = []
  const add = (fault: Fault, times: number) => {
    for (let nth = 0; nth < times; nth++) waiting.push(fault)
  }
  return {
    take: () => waiting.shift(),
    controls: {
      loseNextAnswer: (part, times = 1) => add({ type: 'lost', part }, times),
      timeOut: (times = 1) => add({ type: 'timedOut' }, times),
      status: (status, times = 1, options = {}) => add({ type: 'status', status, ...options }, times),
      garble: (times = 1) => add({ type: 'garbled' }, times),
      html: (times = 1) => add({ type: 'html' }, times),
      retryAfter: (seconds, times = 1) => add({ type: 'retryAfter', seconds }, times),
      tooFast: (times = 1, options = {}) => add({ type: 'slowDown', ...options }, times),
    },
  }
}
