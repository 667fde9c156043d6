import type { Fault } from './faults.js'

/** Sends the request to the server. */
export type Deliver = () => Promise<Response>

/** What the client gets: a response, or nothing until it gives up. */
export type Answer = Response | 'hangs'

/**
 * Answers one request with its fault.
 *
 * @throws TypeError as `fetch` does if the connection breaks.
 */
export async function answerWith(fault: Fault | undefined, deliver: Deliver): Promise<Answer> {
  switch (fault?.type) {
    case undefined:
      return deliver()
    case 'timedOut':
      return 'hangs'
    case 'lost':
      return lose(fault.part, deliver)
    case 'status':
      return page(fault.status, fault.retryAfter)
    case 'html':
      return page(200)
    case 'garbled':
      return cut(await deliver())
    case 'retryAfter':
      return withHeader(await deliver(), 'Retry-After', `${fault.seconds}`)
    case 'slowDown':
      return slowDown(fault.interval)
  }
}

/** The failure of a connection, as `fetch` of Node rejects with it. */
export function connectionFailed(why: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(why) })
}

/** The same response with one more header. */
export function withHeader(response: Response, name: string, value: string): Response {
  const headers = new Headers(response.headers)
  headers.set(name, value)
  return new Response(response.body, { status: response.status, headers })
}

async function lose(part: 'request' | 'answer' | 'body', deliver: Deliver): Promise<Response> {
  if (part === 'request') throw connectionFailed('the connection was refused')
  const response = await deliver()
  if (part === 'answer') throw connectionFailed('the connection was reset before the response')
  const half = await firstHalf(response)
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(half)),
    pull: (controller) => controller.error(new TypeError('terminated')),
  })
  return new Response(body, { status: response.status, headers: response.headers })
}

async function cut(response: Response): Promise<Response> {
  const { status, headers } = response
  return new Response(await firstHalf(response), { status, headers })
}

async function firstHalf(response: Response): Promise<string> {
  const text = await response.text()
  return text.slice(0, Math.ceil(text.length / 2))
}

function page(status: number, retryAfter?: number): Response {
  const headers = new Headers({ 'Content-Type': 'text/html; charset=utf-8' })
  if (retryAfter !== undefined) headers.set('Retry-After', `${retryAfter}`)
  return new Response('<!doctype html><title>A page of something in between</title>', { status, headers })
}

function slowDown(interval: number | undefined): Response {
  const body = { error: 'slow_down', ...(interval !== undefined && { interval: interval / 1_000 }) }
  return Response.json(body, { status: 400, headers: { 'Cache-Control': 'no-store' } })
}
